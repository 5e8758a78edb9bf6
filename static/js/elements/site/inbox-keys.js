/** `<inbox-keys>`: a approves, e edits, r rejects, j and k move; always about the request that has the focus. */
import { addKeys } from '../../core/keys.js';

class InboxKeys extends HTMLElement {
  #ends = new AbortController();

  connectedCallback() {
    this.#ends = new AbortController();
    const { signal } = this.#ends;
    const keys = [
      { key: 'j', does: 'Next request', act: () => this.#move(1) },
      { key: 'k', does: 'Request before', act: () => this.#move(-1) },
      { key: 'a', does: 'Approve', act: () => this.#answer('a') },
      { key: 'e', does: 'Edit and approve', act: () => this.#answer('e') },
      { key: 'r', does: 'Reject', act: () => this.#answer('r') },
    ];
    addKeys(keys.map((key) => ({ ...key, group: 'Inbox' })), signal);
    this.addEventListener('keydown', (event) => event.key === 'Escape' && this.#close(event), { signal });
  }

  disconnectedCallback() {
    this.#ends.abort();
  }

  get #cards() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll('.request')]);
  }

  /** The request that has the focus. */
  get #here() {
    return /** @type {HTMLElement | undefined} */ (this.#cards.find((card) => card.contains(document.activeElement)));
  }

  /** @param {number} by */
  #move(by) {
    const cards = this.#cards;
    const here = this.#here;
    const next = here ? cards.indexOf(here) + by : 0;
    cards[Math.max(0, Math.min(next, cards.length - 1))]?.focus();
  }

  /** @param {string} key */
  #answer(key) {
    const card = this.#here ?? this.#cards[0];
    const button = /** @type {HTMLElement | null} */ (card?.querySelector(`[data-key=${key}]`) ?? null);
    if (!card || !button) return;
    if (!card.contains(document.activeElement)) {
      // The first press only shows which request is meant.
      card.focus();
      return;
    }
    button.click();
    const more = button.closest('details');
    if (more?.open) /** @type {HTMLElement | null} */ (more.querySelector('textarea, input:not([type=hidden])'))?.focus();
  }

  /** @param {KeyboardEvent} event */
  #close(event) {
    const more = /** @type {HTMLElement} */ (event.target).closest('details');
    if (!more) return;
    more.open = false;
    more.querySelector('summary')?.focus();
  }
}

customElements.define('inbox-keys', InboxKeys);
