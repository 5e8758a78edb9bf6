/**
 * `<graph-view>`: the server's picture, brought to life. It lays nothing out: it says of each node how it looks, how
 * often it was visited and what it does, of each edge how often it was taken. A click on a node selects its newest task.
 */

import { setText } from '../../core/dom.js';
import { addKeys } from '../../core/keys.js';
import { duration, excerpt } from '../../core/format.js';
import { ofTask } from '../../model/selection.js';
import { RunElement } from './element.js';
import { iconOf, wordOf } from './looks.js';

const ZOOMS = [0.4, 0.55, 0.7, 0.85, 1, 1.25, 1.6, 2];

class GraphView extends RunElement {
  /** @type {Map<string, Element>} */
  #nodes = new Map();
  /** @type {Map<string, Element[]>} */
  #edges = new Map();
  #zoom = 0;

  build() {
    for (const node of this.querySelectorAll('[data-node]')) this.#nodes.set(node.getAttribute('data-node') ?? '', node);
    for (const edge of this.querySelectorAll('[data-edge]')) {
      const name = edge.getAttribute('data-edge') ?? '';
      this.#edges.set(name, [...(this.#edges.get(name) ?? []), edge]);
    }
    this.addEventListener('click', (event) => this.#onClick(event), { signal: this.signal });
    const { signal } = this;
    addKeys([{ key: 'f', does: 'Fit the graph', group: 'Graph', act: () => this.#fit() }], signal);
    this.querySelector('[data-zoom="in"]')?.addEventListener('click', () => this.#zoomBy(1), { signal });
    this.querySelector('[data-zoom="out"]')?.addEventListener('click', () => this.#zoomBy(-1), { signal });
    this.querySelector('[data-zoom="fit"]')?.addEventListener('click', () => this.#fit(), { signal });
    requestAnimationFrame(() => this.#fit());
  }

  paint() {
    const { model } = this.page;
    const selected = model.tasks.get(this.page.selection.get().taskId ?? '')?.node;
    for (const [path, element] of this.#nodes) {
      const node = model.nodes.get(path);
      if (node) this.#paintNode(element, path);
      element.classList.toggle('is-selected', path === selected);
    }
    for (const [name, elements] of this.#edges) {
      const count = model.taken.get(name);
      for (const element of elements) this.#paintEdge(element, name, count ?? 0);
    }
  }

  /**
   * @param {Element} element
   * @param {string} path
   */
  #paintNode(element, path) {
    const { look, visits, taskId } = this.page.model.node(path);
    const task = this.page.model.tasks.get(taskId ?? '');
    if (element.getAttribute('data-state') !== look) {
      element.setAttribute('data-state', look);
      const name = iconOf(look);
      element.querySelector('.state use')?.setAttribute('href', name ? `#icon-${name}` : '');
    }
    setText(element.querySelector('.visits'), visits > 1 ? `×${visits}` : '');
    const text = task ? this.#line(task) : '';
    setText(element.querySelector('.line2'), text);
    element.classList.toggle('has-line2', text !== '');
    const label = `${path}, ${wordOf(look)}${visits > 1 ? `, ${visits} visits` : ''}`;
    if (element.getAttribute('aria-label') !== label) element.setAttribute('aria-label', label);
  }

  /** @param {import('../../model/types.js').Task} task */
  #line(task) {
    const streamed = this.page.model.texts.get(task.id);
    if (streamed) return excerpt(streamed.slice(-24), 24);
    if (task.error) return excerpt(`${task.error.type}`, 24);
    return duration(task.durationMs);
  }

  /**
   * @param {Element} element
   * @param {string} name
   * @param {number} count
   */
  #paintEdge(element, name, count) {
    const told = count > 0 ? String(count) : null;
    if (element.getAttribute('data-taken') !== told) {
      if (told === null) element.removeAttribute('data-taken');
      else element.setAttribute('data-taken', told);
      setText(element.querySelector('.visits'), count > 1 ? `×${count}` : '');
    }
    const { next, status } = this.page.model;
    const target = name.slice(name.indexOf('->') + 2);
    const isNext = status === 'interrupted' && next.includes(target) && count > 0;
    element.toggleAttribute('data-next', isNext);
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const target = /** @type {Element} */ (event.target);
    if (target.closest('.gutter')) return;
    const path = target.closest('[data-node]')?.getAttribute('data-node');
    if (!path) return;
    const { model, selection } = this.page;
    // Clicking again goes back through the visits of a node.
    const visits = [...model.tasks.values()].filter((task) => task.node === path);
    const at = visits.findIndex((task) => task.id === selection.get().taskId);
    const task = visits.at(at > 0 ? at - 1 : -1);
    if (task) selection.update((before) => ofTask(task, before));
  }

  #fit() {
    const svg = this.querySelector('svg.graph');
    const frame = this.querySelector('.graph-canvas');
    if (!svg || !frame) return;
    const { width, height } = /** @type {SVGSVGElement} */ (svg).viewBox.baseVal;
    const room = Math.min((frame.clientWidth - 32) / width, (frame.clientHeight - 32) / height);
    this.#setZoom(Math.min(1.1, Math.max(0.45, room)));
  }

  /** @param {number} by */
  #zoomBy(by) {
    const next = by > 0 ? ZOOMS.find((zoom) => zoom > this.#zoom + 0.01) : ZOOMS.findLast((zoom) => zoom < this.#zoom - 0.01);
    if (next) this.#setZoom(next);
  }

  /** @param {number} zoom */
  #setZoom(zoom) {
    const svg = /** @type {SVGSVGElement | null} */ (this.querySelector('svg.graph'));
    if (!svg) return;
    this.#zoom = zoom;
    svg.setAttribute('width', String(Math.round(svg.viewBox.baseVal.width * zoom)));
    svg.setAttribute('height', String(Math.round(svg.viewBox.baseVal.height * zoom)));
  }
}

customElements.define('graph-view', GraphView);
