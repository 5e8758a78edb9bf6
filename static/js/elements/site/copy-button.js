/**
 * `<copy-button for="id">` or `<copy-button text="...">` around a button: puts a text on the clipboard and says so;
 * a path as its whole address.
 * Where the browser gives no clipboard (plain HTTP to another machine) the text is selected instead.
 */

class CopyButton extends HTMLElement {
  #ends = new AbortController();

  connectedCallback() {
    this.#ends = new AbortController();
    this.addEventListener('click', () => void this.#copy(), this.#ends);
  }

  disconnectedCallback() {
    this.#ends.abort();
  }

  async #copy() {
    const field = /** @type {HTMLInputElement | null} */ (document.getElementById(this.getAttribute('for') ?? ''));
    try {
      const text = this.getAttribute('text') ?? field?.value ?? '';
      await navigator.clipboard.writeText(text.startsWith('/') ? new URL(text, location.href).href : text);
      toast('Copied.');
    } catch {
      field?.select();
      toast(field ? 'Selected: copy it with Ctrl-C.' : 'The browser gives no clipboard here.');
    }
  }
}

/** @param {string} text */
function toast(text) {
  document.dispatchEvent(new CustomEvent('toast', { detail: { text } }));
}

customElements.define('copy-button', CopyButton);
