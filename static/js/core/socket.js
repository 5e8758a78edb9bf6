/**
 * A numbered feed over a WebSocket that never shows a gap.
 *
 * Theory of operation. The server sends events with numbers. Some may come twice, and some may be missing, because what
 * is published is a hint and the database is the truth. What is not newer than the last one is dropped. What lies beyond
 * a gap is put aside while the missing numbers are asked for over HTTP; then what waited is taken in turn. When the line
 * ends it is opened again after a growing pause with `?after=<last>`, so that the server sends what was missed. The codes
 * in FINAL mean "do not come back", and the person is told why. The server pings every 15 s: a line that says nothing
 * for SILENCE_MS is dead, whatever the browser believes of it.
 *
 * The feed is `live` when the server has said `ready` and every number up to its own is here. Nothing in this module
 * knows what an event says.
 */

/** @typedef {{seq: number, at: string, kind: string, body: any}} Event */
/** @typedef {{word: 'connecting' | 'live' | 'reconnecting' | 'stopped', reason?: string}} Connection */
/** @typedef {Pick<WebSocket, 'onopen' | 'onmessage' | 'onclose' | 'close'>} Line */
/**
 * @typedef {object} Feed
 * @property {string} url
 * @property {number} after  The number of the last event that is known; -1 for a feed without numbers.
 * @property {(after: number) => Promise<{events: Event[], has_more: boolean}>} fill  Ask for what comes after a number.
 * @property {(events: Event[]) => void} onEvents  In order, each once.
 * @property {(frame: any) => void} onFrame  Frames that are neither events nor of the line itself.
 * @property {(at: string) => void} [onPing]  What the server's clock shows.
 * @property {(connection: Connection) => void} onConnection
 * @property {AbortSignal} signal
 * @property {(url: string) => Line} [open]  For tests.
 */

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
const SILENCE_MS = 40_000;
/** @type {Record<number, string>} */
const FINAL = {
  4401: 'You are signed out: this page is not live any more. Sign in and reload it.',
  4403: 'You may not see this run any more.',
  4404: 'There is no such run for you.',
};

/**
 * Hear the feed until the signal says stop.
 * @param {Feed} feed
 */
export function listen(feed) {
  const listener = new Listener(feed);
  feed.onConnection({ word: 'connecting' });
  feed.signal.addEventListener('abort', () => listener.stop(), { once: true });
  if (!feed.signal.aborted) listener.open();
}

/** @param {string} path */
function connect(path) {
  return new WebSocket(`${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}${path}`);
}

class Listener {
  /** @type {Line | null} */
  #line = null;
  /** @type {Map<number, Event>} */
  #aside = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #failures = 0;
  #isFilling = false;
  #isReady = false;
  #wanted = 0;
  #last = 0;

  /** @param {Feed} feed */
  constructor(feed) {
    this.feed = feed;
    this.#last = feed.after;
  }

  open() {
    const isNumbered = this.#last >= 0;
    this.#isReady = false;
    const line = (this.feed.open ?? connect)(this.feed.url + (isNumbered ? `?after=${this.#last}` : ''));
    this.#line = line;
    line.onopen = () => isNumbered || this.#hear({ type: 'ready', last_seq: -1 });
    line.onmessage = (message) => line === this.#line && this.#hear(JSON.parse(message.data));
    line.onclose = (event) => line === this.#line && this.#lost(event.code);
    this.#await(SILENCE_MS, () => this.#drop());
  }

  stop() {
    clearTimeout(this.#timer);
    const line = this.#line;
    this.#line = null;
    line?.close();
  }

  /**
   * The one thing that happens if nothing else does.
   * @param {number} ms
   * @param {() => void} act
   */
  #await(ms, act) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, ms);
  }

  /** @param {any} frame */
  #hear(frame) {
    this.#await(SILENCE_MS, () => this.#drop());
    if (frame.type === 'events') this.#take(frame.events);
    else if (frame.type === 'ready') {
      this.#failures = 0;
      this.#isReady = true;
      this.#wanted = frame.last_seq;
      this.#settle();
    } else if (frame.type === 'ping') this.feed.onPing?.(frame.at);
    else this.feed.onFrame(frame);
  }

  /** @param {Event[]} events */
  #take(events) {
    for (const event of events) if (event.seq > this.#last) this.#aside.set(event.seq, event);
    /** @type {Event[]} */
    const next = [];
    for (let event = this.#aside.get(this.#last + 1); event; event = this.#aside.get(this.#last + 1)) {
      this.#aside.delete(event.seq);
      this.#last = event.seq;
      next.push(event);
    }
    if (next.length > 0) this.feed.onEvents(next);
    this.#settle();
  }

  /** Say that all is here, or ask for what is not. */
  #settle() {
    if (this.#aside.size > 0 || (this.#isReady && this.#last < this.#wanted)) void this.#fill();
    else if (this.#isReady) this.feed.onConnection({ word: 'live' });
  }

  async #fill() {
    if (this.#isFilling) return;
    this.#isFilling = true;
    const line = this.#line;
    try {
      for (let hasMore = true; hasMore; ) {
        const page = await this.feed.fill(this.#last);
        if (this.feed.signal.aborted) return;
        hasMore = page.has_more && page.events.length > 0;
        this.#take(page.events);
      }
    } catch {
      // The page that was asked for did not come: begin anew with the number that is known.
      if (line === this.#line) this.#drop();
    } finally {
      this.#isFilling = false;
    }
  }

  /** End the line without waiting for the browser to notice that it is dead. */
  #drop() {
    const line = this.#line;
    if (!line) return;
    this.#line = null;
    line.close();
    this.#lost(1006);
  }

  /** @param {number} code */
  #lost(code) {
    this.#line = null;
    clearTimeout(this.#timer);
    const reason = FINAL[code];
    if (reason) {
      this.feed.onConnection({ word: 'stopped', reason });
      return;
    }
    this.feed.onConnection({ word: 'reconnecting' });
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures);
    this.#failures += 1;
    this.#await(pause * (0.5 + Math.random() / 2), () => this.open());
  }
}
