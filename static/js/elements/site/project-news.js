/**
 * `<project-news slug>`: listens to a project's socket and tells the page of each piece of news as a `news` event on
 * the document, detail `{kind, body}`. After a break it tells `{kind: "reconnected"}`: whoever shows lists looks again.
 */

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;
const SILENCE_MS = 45_000;
const FINAL = [4401, 4403, 4404];

class ProjectNews extends HTMLElement {
  /** @type {WebSocket | null} */
  #socket = null;
  #wait = FIRST_WAIT_MS;
  #wasOpen = false;
  #timer = 0;
  #silence = 0;

  connectedCallback() {
    this.#open();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    clearTimeout(this.#silence);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #open() {
    const place = new URL(`/ws/projects/${this.getAttribute('slug')}/`, location.href);
    place.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(place);
    this.#socket = socket;
    socket.addEventListener('open', () => this.#opened());
    socket.addEventListener('message', (event) => this.#heard(JSON.parse(event.data)));
    socket.addEventListener('close', (event) => {
      if (this.#socket === socket) this.#closed(event.code);
    });
  }

  #opened() {
    this.#wait = FIRST_WAIT_MS;
    if (this.#wasOpen) tell({ kind: 'reconnected', body: {} });
    this.#wasOpen = true;
    this.#listen();
  }

  /** @param {{type: string, kind?: string, body?: object}} frame */
  #heard(frame) {
    this.#listen();
    if (frame.type === 'news') tell({ kind: String(frame.kind), body: frame.body ?? {} });
  }

  /** @param {number} code */
  #closed(code) {
    clearTimeout(this.#silence);
    if (FINAL.includes(code)) return;
    this.#timer = setTimeout(() => this.#open(), this.#wait * (0.7 + 0.6 * Math.random()));
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
  }

  /** The server pings every 15 s; a socket that says nothing for three of them is dead. */
  #listen() {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#socket?.close(), SILENCE_MS);
  }
}

/** @param {{kind: string, body: object}} detail */
function tell(detail) {
  document.dispatchEvent(new CustomEvent('news', { detail }));
}

customElements.define('project-news', ProjectNews);
