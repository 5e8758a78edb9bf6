/**
 * A numbered feed that loses nothing.
 *
 * Theory of operation. The server's database holds every event under a number without gaps; the socket is only a hint
 * that there are new ones. A client remembers the last number it passed on. It connects with `?after=<that number>` and
 * gets what it missed, then what comes. A number it has seen is dropped. A number too high means that something was lost
 * on the way: the later events are held back while the missing ones are asked for over HTTP. So whoever listens gets
 * every event once and in order, whatever happens to the connection.
 *
 * A closed socket is opened again after a pause that doubles from 0.25 s to 10 s, with jitter so that a restarted server
 * is not met by all browsers at once. Close codes 4401, 4403 and 4404 say that coming back is of no use.
 */

const LEAST_PAUSE_MS = 250;
const MOST_PAUSE_MS = 10_000;
/** Without a frame for this long (the server pings every 15 s) the connection is taken for dead. */
const SILENCE_MS = 40_000;
const FINAL = new Map([
  [4401, 'You are signed out. Reload the page and sign in.'],
  [4403, 'You may no longer see this.'],
  [4404, 'There is nothing here for you any more.'],
]);

/** @typedef {{seq: number, at: string, kind: string, body: any}} Event */
/** @typedef {{word: 'connecting' | 'live' | 'reconnecting' | 'stopped', reason?: string}} Connection */
/**
 * @typedef {object} Feed
 * @property {string} url  Path of the socket.
 * @property {number} after  The last number that is known already; -1 for a feed without numbers.
 * @property {(after: number) => Promise<{events: Event[], has_more: boolean}>} fill  Asks for events over HTTP.
 * @property {(events: Event[]) => void} onEvents
 * @property {(frame: any) => void} onFrame  Every other frame: chunks, news.
 * @property {(connection: Connection) => void} onConnection
 * @property {AbortSignal} signal
 * @property {(url: string) => WebSocket} [open]  For tests.
 */

/** @param {Feed} feed */
export function listen(feed) {
  let last = feed.after;
  let pauseMs = LEAST_PAUSE_MS;
  let isFilling = false;
  /** @type {Event[]} */
  let held = [];
  /** @type {WebSocket | null} */
  let socket = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let silence;
  const open = feed.open ?? ((url) => new WebSocket(url));

  /** @param {Event[]} events */
  const take = (events) => {
    const fresh = events.filter((event) => event.seq > last).sort((one, other) => one.seq - other.seq);
    const next = inOrder(fresh, last);
    if (next.length > 0) {
      last = next[next.length - 1].seq;
      feed.onEvents(next);
    }
    const rest = fresh.filter((event) => event.seq > last);
    if (rest.length > 0) {
      held.push(...rest);
      void fill();
    }
  };

  const fill = async () => {
    if (isFilling) return;
    isFilling = true;
    try {
      let page;
      do {
        page = await feed.fill(last);
        const waiting = held;
        held = [];
        take([...page.events, ...waiting]);
      } while (page.has_more && !feed.signal.aborted);
    } catch {
      // The next connection asks again with `after`.
      socket?.close();
    } finally {
      isFilling = false;
    }
  };

  const settle = () => {
    pauseMs = LEAST_PAUSE_MS;
    feed.onConnection({ word: 'live' });
  };

  const listenForSilence = () => {
    clearTimeout(silence);
    silence = setTimeout(() => socket?.close(), SILENCE_MS);
  };

  const connect = () => {
    if (feed.signal.aborted) return;
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const after = last >= 0 ? `?after=${last}` : '';
    const opened = open(`${scheme}//${location.host}${feed.url}${after}`);
    socket = opened;
    opened.addEventListener('open', () => {
      listenForSilence();
      if (feed.after < 0) settle();
    });
    opened.addEventListener('message', (message) => {
      listenForSilence();
      const frame = JSON.parse(message.data);
      if (frame.type === 'events') take(frame.events);
      else if (frame.type !== 'ping') feed.onFrame(frame);
      if (frame.type === 'ready') settle();
    });
    opened.addEventListener('close', (closing) => {
      clearTimeout(silence);
      if (opened !== socket || feed.signal.aborted) return;
      const reason = FINAL.get(closing.code);
      if (reason) {
        feed.onConnection({ word: 'stopped', reason });
        return;
      }
      feed.onConnection({ word: 'reconnecting' });
      setTimeout(connect, pauseMs * (0.75 + Math.random() / 2));
      pauseMs = Math.min(pauseMs * 2, MOST_PAUSE_MS);
    });
  };

  feed.signal.addEventListener('abort', () => {
    clearTimeout(silence);
    socket?.close();
  });
  feed.onConnection({ word: 'connecting' });
  connect();
}

/**
 * The events that follow `last` without a gap, each number once. `sorted` is in the order of numbers.
 * @param {Event[]} sorted
 * @param {number} last
 */
export function inOrder(sorted, last) {
  /** @type {Event[]} */
  const next = [];
  for (const event of sorted) {
    const expected = last + next.length + 1;
    if (event.seq === expected) next.push(event);
    else if (event.seq > expected) break;
  }
  return next;
}
