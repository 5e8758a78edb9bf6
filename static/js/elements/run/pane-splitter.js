/**
 * `<pane-splitter property least most>`: a line between two panes that is dragged, or moved by the arrow keys; a double
 * click or Delete puts it back. It sets a CSS property (in pixels) on the page and remembers it.
 */

const STEP_PX = 24;

class PaneSplitter extends HTMLElement {
  #closing = new AbortController();

  connectedCallback() {
    this.#closing = new AbortController();
    const { signal } = this.#closing;
    this.addEventListener('pointerdown', (event) => this.#drag(event), { signal });
    this.addEventListener('keydown', (event) => this.#press(event), { signal });
    this.addEventListener('dblclick', () => this.#reset(), { signal });
    const kept = Number(localStorage.getItem(this.#store));
    if (kept) this.#set(kept);
  }

  disconnectedCallback() {
    this.#closing.abort();
  }

  get #store() {
    return `superstep:${this.#property}`;
  }

  get #property() {
    return this.getAttribute('property') ?? '';
  }

  get #isColumn() {
    return this.getAttribute('aria-orientation') === 'vertical';
  }

  /** The pane after the line: it is what has a size. */
  get #pane() {
    return /** @type {HTMLElement} */ (document.getElementById(this.getAttribute('aria-controls') ?? ''));
  }

  get #size() {
    return this.#isColumn ? this.#pane.offsetWidth : this.#pane.offsetHeight;
  }

  /** @param {number} px */
  #set(px) {
    const around = /** @type {HTMLElement} */ (this.parentElement);
    const room = this.#isColumn ? around.clientWidth : around.clientHeight;
    const most = Math.max(160, (room || Infinity) * Number(this.getAttribute('most') ?? 0.7));
    const size = Math.round(Math.min(most, Math.max(Number(this.getAttribute('least') ?? 120), px)));
    around.style.setProperty(this.#property, `${size}px`);
    this.setAttribute('aria-valuenow', String(size));
    localStorage.setItem(this.#store, String(size));
  }

  #reset() {
    this.parentElement?.style.removeProperty(this.#property);
    localStorage.removeItem(this.#store);
  }

  /** @param {PointerEvent} start */
  #drag(start) {
    if (start.button !== 0) return;
    start.preventDefault();
    this.setPointerCapture(start.pointerId);
    const size = this.#size;
    const done = new AbortController();
    const signal = AbortSignal.any([done.signal, this.#closing.signal]);
    const move = (/** @type {PointerEvent} */ event) => {
      this.#set(size + (this.#isColumn ? start.clientX - event.clientX : start.clientY - event.clientY));
    };
    this.addEventListener('pointermove', move, { signal });
    this.addEventListener('pointerup', () => done.abort(), { signal });
    this.addEventListener('pointercancel', () => done.abort(), { signal });
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    /** @type {Record<string, number>} */
    const grows = this.#isColumn ? { ArrowLeft: 1, ArrowRight: -1 } : { ArrowUp: 1, ArrowDown: -1 };
    const by = grows[event.key];
    if (by) this.#set(this.#size + by * STEP_PX);
    else if (event.key === 'Delete') this.#reset();
    else return;
    event.preventDefault();
  }
}

customElements.define('pane-splitter', PaneSplitter);
