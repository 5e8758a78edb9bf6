/**
 * `<graph-folds>` around a picture: subgraphs that fold to one card and open again. The server lays each choice out; what
 * is folded is remembered for the graph. It tells `superstep:picture` when another picture stands there.
 */

import { RunElement } from '../run/element.js';

const SVG = 'http://www.w3.org/2000/svg';

class GraphFolds extends RunElement {
  /** @type {Set<string>} */
  #folded = new Set();

  build() {
    const began = (this.getAttribute('folded') ?? '').split(' ').filter(Boolean);
    const kept = localStorage.getItem(this.#store);
    this.#folded = new Set(kept === null ? began : JSON.parse(kept));
    this.addEventListener('click', (event) => this.#press(event), { signal: this.signal });
    this.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' || event.key === ' ') this.#press(event);
    }, { signal: this.signal });
    if (kept !== null && [...this.#folded].sort().join() !== began.sort().join()) void this.#draw();
    else this.#mark();
  }

  get #store() {
    const { project_slug: project, graph } = this.page.boot.run;
    return `superstep:folded:${project}/${graph}`;
  }

  /** @param {Event} event */
  #press(event) {
    const path = /** @type {Element} */ (event.target).closest('[data-fold-node]')?.getAttribute('data-fold-node');
    if (!path) return;
    event.preventDefault();
    event.stopPropagation();
    if (!this.#folded.delete(path)) this.#folded.add(path);
    localStorage.setItem(this.#store, JSON.stringify([...this.#folded]));
    void this.#draw(path);
  }

  /** @param {string} [path]  Whose button had the focus. */
  async #draw(path) {
    const query = new URLSearchParams([...this.#folded].map((one) => ['folded', one]));
    const answer = await fetch(`${this.page.boot.urls.picture}?${query}`, { signal: this.signal }).catch(() => null);
    const marks = this.querySelector('graph-breakpoints');
    if (!answer?.ok || !marks) {
      if (!this.signal.aborted) this.page.tell('The picture could not be fetched. Try again.', 'failed');
      return;
    }
    const picture = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('svg');
    if (!picture) return;
    const fresh = /** @type {Element} */ (marks.cloneNode(false));
    fresh.append(picture);
    marks.replaceWith(fresh);
    const body = { graph: this.page.boot.run.graph, breakpoints: this.page.breakpoints.get() };
    document.dispatchEvent(new CustomEvent('news', { detail: { kind: 'breakpoints.changed', body } }));
    this.#mark();
    document.dispatchEvent(new CustomEvent('superstep:picture'));
    if (path) /** @type {SVGElement | null} */ (this.querySelector(`[data-fold-node="${CSS.escape(path)}"]`))?.focus();
  }

  /** A button at the head of each frame, and on each folded one's card. */
  #mark() {
    for (const node of this.querySelectorAll('[data-kind="subgraph"]')) {
      const isFrame = node.classList.contains('cluster');
      const path = node.getAttribute('data-node') ?? '';
      const icon = node.querySelector('.kind');
      // A subgraph that was never described has nothing to show.
      if (!icon || (!isFrame && !this.#folded.has(path))) continue;
      icon.setAttribute('href', isFrame ? '#icon-chevron-down' : '#icon-chevron-right');
      const button = document.createElementNS(SVG, 'rect');
      const place = { x: Number(icon.getAttribute('x')) - 5, y: Number(icon.getAttribute('y')) - 5, width: 24, height: 24, rx: 4 };
      const told = { class: 'fold', role: 'button', tabindex: 0, 'data-fold-node': path, 'aria-expanded': isFrame, 'aria-label': `Subgraph ${path}` };
      for (const [name, value] of Object.entries({ ...place, ...told })) button.setAttribute(name, String(value));
      const title = document.createElementNS(SVG, 'title');
      title.textContent = isFrame ? 'Fold to one card' : 'Show what is inside';
      button.append(title);
      node.setAttribute('role', 'group');
      node.append(button);
    }
  }
}

customElements.define('graph-folds', GraphFolds);
