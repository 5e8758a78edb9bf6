/**
 * `<project-news slug>`: tells the page of each piece of a project's news as a `news` event on the document, detail
 * `{kind, body}`. After a break it tells `{kind: "reconnected"}`: whoever shows lists looks again.
 */
import { listen } from '../../core/socket.js';

class ProjectNews extends HTMLElement {
  #ends = new AbortController();

  connectedCallback() {
    this.#ends = new AbortController();
    let wasLive = false;
    listen({
      url: `/ws/projects/${this.getAttribute('slug')}/`,
      after: -1,
      fill: async () => ({ events: [], has_more: false }),
      onEvents: () => {},
      onFrame: ({ type, kind, body }) => type === 'news' && tell({ kind, body }),
      onConnection: ({ word }) => {
        if (word !== 'live') return;
        if (wasLive) tell({ kind: 'reconnected', body: {} });
        wasLive = true;
      },
      signal: this.#ends.signal,
    });
  }

  disconnectedCallback() {
    this.#ends.abort();
  }
}

/** @param {{kind: string, body: object}} detail */
function tell(detail) {
  document.dispatchEvent(new CustomEvent('news', { detail }));
}

customElements.define('project-news', ProjectNews);
