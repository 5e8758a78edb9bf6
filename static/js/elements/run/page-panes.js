/** `<page-panes>`: on narrow screens one pane at a time, chosen by tabs; a question or an error is brought forward. */

class PagePanes extends HTMLElement {
  #closing = new AbortController();

  connectedCallback() {
    this.#closing = new AbortController();
    const { signal } = this.#closing;
    this.addEventListener('click', (event) => {
      const button = /** @type {Element} */ (event.target).closest('[data-pane-tab]');
      if (button) this.#show(button.getAttribute('data-pane-tab') ?? 'graph');
    }, { signal });
    document.addEventListener('superstep:pane', (event) => this.#show(/** @type {CustomEvent<string>} */ (event).detail), { signal });
    document.addEventListener('superstep:question', () => this.#show('state'), { signal });
    this.#show(this.dataset.shown ?? 'graph');
  }

  disconnectedCallback() {
    this.#closing.abort();
  }

  /** @param {string} name */
  #show(name) {
    this.dataset.shown = name;
    for (const button of this.querySelectorAll('[data-pane-tab]')) {
      button.setAttribute('aria-pressed', String(button.getAttribute('data-pane-tab') === name));
    }
  }
}

customElements.define('page-panes', PagePanes);
