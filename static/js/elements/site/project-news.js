/**
 * `<project-news slug>`: listens to a project's socket and tells the page of each piece of news as a `news` event on
 * the document, detail `{kind, body}`. After a break it tells `{kind: "reconnected"}`: whoever shows lists looks again.
 */

import { listen } from '../../core/socket.js';

class ProjectNews extends HTMLElement {
  #ends = new AbortController();
  #wasLive = false;

  connectedCallback() {
    this.#ends = new AbortController();
    listen({
      url: `/ws/projects/${this.getAttribute('slug')}/`,
      after: -1,
      fill: async () => ({ events: [], has_more: false }),
      onEvents: () => {},
      onFrame: (frame) => frame.type === 'news' && tell({ kind: frame.kind, body: frame.body ?? {} }),
      onConnection: ({ word }) => word === 'live' && this.#live(),
      signal: this.#ends.signal,
    });
  }

  disconnectedCallback() {
    this.#ends.abort();
  }

  #live() {
    if (this.#wasLive) tell({ kind: 'reconnected', body: {} });
    this.#wasLive = true;
  }
}

/** @param {{kind: string, body: object}} detail */
function tell(detail) {
  document.dispatchEvent(new CustomEvent('news', { detail }));
}

customElements.define('project-news', ProjectNews);
