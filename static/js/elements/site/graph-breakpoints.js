/**
 * `<graph-breakpoints url points graph>` around a graph's picture: makes the gutters of its cards buttons that set and
 * remove breakpoints, by click, Enter or Space. `url` has `__node__` and `__when__`; `points` is the id of a JSON script
 * with the breakpoints; news `breakpoints.changed` redraws them. Arrow keys move between gutters; one is in tab order.
 */
import { write } from '../../core/api.js';

/** @typedef {{node: string, when: 'before' | 'after', is_enabled: boolean}} Point */

class GraphBreakpoints extends HTMLElement {
  #ends = new AbortController();

  connectedCallback() {
    this.#ends = new AbortController();
    const { signal } = this.#ends;
    const text = document.getElementById(this.getAttribute('points') ?? '')?.textContent;
    this.show(text ? JSON.parse(text) : []);
    // A picture wider than its place begins in its middle, where its start is.
    const place = this.querySelector('.graph-picture');
    if (place) place.scrollLeft = (place.scrollWidth - place.clientWidth) / 2;
    document.addEventListener('news', (event) => this.#hear(/** @type {CustomEvent} */ (event).detail), { signal });
    if (this.hasAttribute('readonly')) return;
    this.#gutters.forEach((gutter, number) => this.#prepare(gutter, number));
    this.addEventListener('click', (event) => this.#toggle(event.target), { signal });
    this.addEventListener('keydown', (event) => this.#press(event), { signal });
  }

  disconnectedCallback() {
    this.#ends.abort();
  }

  /** @param {Point[]} points */
  show(points) {
    const at = new Map(points.map((point) => [`${point.when} ${point.node}`, point]));
    for (const node of this.querySelectorAll('[data-node]')) {
      for (const when of ['before', 'after']) {
        const point = at.get(`${when} ${node.getAttribute('data-node')}`);
        if (point) node.setAttribute(`data-${when}`, point.is_enabled ? 'on' : 'off');
        else node.removeAttribute(`data-${when}`);
        node.querySelector(`:scope > .gutter[data-when=${when}]`)?.setAttribute('aria-pressed', String(Boolean(point)));
      }
    }
  }

  /** @returns {SVGElement[]} */
  get #gutters() {
    return [...this.querySelectorAll('.gutter')].map((each) => /** @type {SVGElement} */ (each));
  }

  /**
   * @param {SVGElement} gutter
   * @param {number} number
   */
  #prepare(gutter, number) {
    const node = gutter.parentElement;
    // A role of img would hide the buttons inside from assistive technology.
    node?.setAttribute('role', 'group');
    gutter.setAttribute('role', 'button');
    gutter.setAttribute('tabindex', number ? '-1' : '0');
    gutter.setAttribute('aria-label', `Breakpoint ${gutter.dataset.when} ${node?.dataset.node}`);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const gutters = this.#gutters;
    const here = gutters.indexOf(/** @type {SVGElement} */ (event.target));
    if (here < 0) return;
    const step = { ArrowDown: 1, ArrowRight: 2, ArrowUp: -1, ArrowLeft: -2 }[event.key];
    if (step) {
      const next = gutters[Math.max(0, Math.min(here + step, gutters.length - 1))];
      gutters[here].setAttribute('tabindex', '-1');
      next.setAttribute('tabindex', '0');
      next.focus();
    } else if (event.key === 'Enter' || event.key === ' ') void this.#toggle(event.target);
    else return;
    event.preventDefault();
  }

  /** @param {EventTarget | null} target */
  async #toggle(target) {
    const gutter = target instanceof Element ? target.closest('.gutter') : null;
    const node = gutter?.parentElement;
    const when = gutter?.getAttribute('data-when');
    if (!node || !when) return;
    const isSet = node.hasAttribute(`data-${when}`);
    const place = (this.getAttribute('url') ?? '')
      .replace('__node__', encodeURI(node.getAttribute('data-node') ?? ''))
      .replace('__when__', when);
    mark(node, when, !isSet);
    try {
      this.show((await write(place, isSet ? { remove: true } : {})).breakpoints);
    } catch (error) {
      mark(node, when, isSet);
      const text = /** @type {Error} */ (error).message;
      document.dispatchEvent(new CustomEvent('toast', { detail: { text, look: 'failed' } }));
    }
  }

  /** @param {{kind: string, body: {graph: string, breakpoints: Point[]}}} news */
  #hear({ kind, body }) {
    if (kind === 'breakpoints.changed' && body.graph === this.getAttribute('graph')) this.show(body.breakpoints);
  }
}

/**
 * @param {Element} node
 * @param {string} when
 * @param {boolean} isSet
 */
function mark(node, when, isSet) {
  if (isSet) node.setAttribute(`data-${when}`, 'on');
  else node.removeAttribute(`data-${when}`);
}

customElements.define('graph-breakpoints', GraphBreakpoints);
