/** An element of a run's page: it draws once, then again with each paint that has something new. */

import { page } from './page.js';

export class RunElement extends HTMLElement {
  #closing = new AbortController();

  get page() {
    if (!page) throw new Error(`<${this.localName}> stands on a page without a run.`);
    return page;
  }

  get signal() {
    return this.#closing.signal;
  }

  connectedCallback() {
    if (!page) return;
    this.#closing = new AbortController();
    this.build();
    this.page.changed.watch(() => this.paint(), { signal: this.signal });
    this.page.selection.watch(() => this.paint(), { signal: this.signal });
  }

  disconnectedCallback() {
    this.#closing.abort();
  }

  /** Make what stays. */
  build() {}

  /** Show how things stand now; called often, so it changes only what differs. */
  paint() {}
}
