/** `<toast-region>`: shows `toast` events of the document, detail `{text, look}`; a failure stays until it is closed. */

const STAYS_MS = 5000;

class ToastRegion extends HTMLElement {
  #ends = new AbortController();

  connectedCallback() {
    this.#ends = new AbortController();
    document.addEventListener('toast', (event) => {
      const { text, look = 'succeeded' } = /** @type {CustomEvent<{text: string, look?: string}>} */ (event).detail;
      this.#show(text, look);
    }, { signal: this.#ends.signal });
  }

  disconnectedCallback() {
    this.#ends.abort();
  }

  /**
   * @param {string} text
   * @param {string} look
   */
  #show(text, look) {
    const toast = document.createElement('div');
    toast.className = `toast is-${look}`;
    toast.role = look === 'failed' ? 'alert' : 'status';
    const words = document.createElement('span');
    words.className = 'grow';
    words.textContent = text;
    const close = document.createElement('button');
    close.className = 'button is-quiet is-small is-icon';
    close.ariaLabel = 'Close';
    close.textContent = '×';
    close.addEventListener('click', () => toast.remove());
    toast.append(words, close);
    this.append(toast);
    if (look !== 'failed') setTimeout(() => toast.remove(), STAYS_MS);
  }
}

customElements.define('toast-region', ToastRegion);
