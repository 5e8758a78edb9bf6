/** `<inbox-keys>`: a approves, e edits, r rejects, j and k move; always about the request that has the focus. */
import { areLettersOn } from '../../core/keys.js';

class InboxKeys extends HTMLElement {
  #ends = new AbortController();

  connectedCallback() {
    this.#ends = new AbortController();
    document.addEventListener('keydown', (event) => this.#press(event), this.#ends);
  }

  disconnectedCallback() {
    this.#ends.abort();
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const at = /** @type {HTMLElement} */ (event.target);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (at.matches('input, textarea, select')) {
      if (event.key === 'Escape') this.#close(at);
      return;
    }
    if (!areLettersOn()) return;
    const cards = /** @type {HTMLElement[]} */ ([...this.querySelectorAll('.request')]);
    const here = /** @type {HTMLElement | null} */ (at.closest('.request'));
    const step = { j: 1, k: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const next = here ? cards.indexOf(here) + step : 0;
      cards[Math.max(0, Math.min(next, cards.length - 1))]?.focus();
    } else if ('aer'.includes(event.key)) this.#answer(here ?? cards[0], event);
  }

  /**
   * @param {HTMLElement | undefined} card
   * @param {KeyboardEvent} event
   */
  #answer(card, event) {
    const button = /** @type {HTMLElement | null} */ (card?.querySelector(`[data-key=${event.key}]`) ?? null);
    if (!card || !button) return;
    event.preventDefault();
    if (!card.contains(document.activeElement)) {
      // The first press only shows which request is meant.
      card.focus();
      return;
    }
    button.click();
    const more = button.closest('details');
    if (more?.open) /** @type {HTMLElement | null} */ (more.querySelector('textarea, input:not([type=hidden])'))?.focus();
  }

  /** @param {HTMLElement} at */
  #close(at) {
    const more = at.closest('details');
    if (!more) return;
    more.open = false;
    more.querySelector('summary')?.focus();
  }
}

customElements.define('inbox-keys', InboxKeys);
