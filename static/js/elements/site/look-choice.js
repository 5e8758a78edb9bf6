/** `<look-choice>`: the theme and the folded navigation change at once; the form keeps the choice for the next page. */

class LookChoice extends HTMLElement {
  #ends = new AbortController();

  connectedCallback() {
    this.#ends = new AbortController();
    this.addEventListener('submit', (event) => this.#choose(/** @type {SubmitEvent} */ (event)), this.#ends);
  }

  disconnectedCallback() {
    this.#ends.abort();
  }

  /** @param {SubmitEvent} event */
  #choose(event) {
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!button) return;
    event.preventDefault();
    const body = new FormData(form, button);
    if (button.name === 'theme') this.#theme(button);
    else this.#nav(button);
    void fetch(form.action, { method: 'POST', body, headers: { Accept: '*/*' } });
  }

  /** @param {HTMLButtonElement} button */
  #theme(button) {
    if (button.value) document.documentElement.dataset.theme = button.value;
    else delete document.documentElement.dataset.theme;
    for (const each of this.querySelectorAll('[name=theme]')) each.ariaPressed = String(each === button);
  }

  /** @param {HTMLButtonElement} button */
  #nav(button) {
    const isNarrow = button.value === 'narrow';
    document.body.classList.toggle('is-nav-narrow', isNarrow);
    button.value = isNarrow ? 'wide' : 'narrow';
    button.title = isNarrow ? 'Show names' : 'Icons only';
  }
}

customElements.define('look-choice', LookChoice);
