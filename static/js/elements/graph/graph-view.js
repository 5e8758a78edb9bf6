/**
 * `<graph-view>`: the server's picture, brought to life. It lays nothing out: it says of each node how it looks, how
 * often it was visited and what it does, of each edge how often it was taken. A click on a node selects its newest task. The
 * picture fits its place until a person zooms or moves it.
 */

/** @import { RunModel } from '../../model/run.js' */

import { setText } from '../../core/dom.js';
import { addKeys } from '../../core/keys.js';
import { duration, excerpt } from '../../core/format.js';
import { ofTask } from '../../model/selection.js';
import { RunElement } from '../run/element.js';
import { iconOf, wordOf } from '../run/looks.js';
import { sayingOf, widen } from './edges.js';
import { Minimap } from './minimap.js';

const LEAST_FIT = 0.54;
/** Free ground around a fitted picture, on both sides together. */
const GROUND_PX = 20;
const ZOOMS = [0.25, 0.4, 0.55, 0.7, 0.85, 1, 1.25, 1.6, 2];

class GraphView extends RunElement {
  /** @type {Map<string, Element>} */
  #nodes = new Map();
  /** @type {Map<string, Element[]>} */
  #edges = new Map();
  #zoom = 0;
  #isFitted = true;
  #shownPath = '';
  /** @type {Minimap | null} */
  #minimap = null;

  build() {
    const map = /** @type {HTMLElement | null} */ (this.querySelector('.minimap'));
    if (map && this.#canvas) this.#minimap = new Minimap(this.#canvas, map, this.signal);
    this.#collect();
    document.addEventListener('superstep:picture', () => {
      this.#collect();
      this.#fit();
      this.paint();
    }, { signal: this.signal });
    this.addEventListener('click', (event) => this.#onClick(event), { signal: this.signal });
    const { signal } = this;
    const keys = [
      { key: 'f', does: 'Fit the graph', act: () => this.#fit() },
      { key: '+', does: 'Larger', act: () => this.#zoomBy(1) },
      { key: '-', does: 'Smaller', act: () => this.#zoomBy(-1) },
    ];
    addKeys(keys.map((key) => ({ ...key, group: 'Graph' })), signal);
    this.querySelector('[data-zoom="in"]')?.addEventListener('click', () => this.#zoomBy(1), { signal });
    this.querySelector('[data-zoom="out"]')?.addEventListener('click', () => this.#zoomBy(-1), { signal });
    this.querySelector('[data-zoom="fit"]')?.addEventListener('click', () => this.#fit(), { signal });
    this.#canvas?.addEventListener('wheel', (event) => this.#onWheel(/** @type {WheelEvent} */ (event)), { signal, passive: false });
    this.#canvas?.addEventListener('pointerdown', (event) => this.#drag(/** @type {PointerEvent} */ (event)), { signal });
    document.addEventListener('superstep:node', (event) => this.#bringNode(/** @type {CustomEvent<string>} */ (event).detail), { signal });
    const sizes = new ResizeObserver(() => this.#isFitted && this.#fit());
    if (this.#canvas) sizes.observe(this.#canvas);
    signal.addEventListener('abort', () => sizes.disconnect());
  }

  /** Take in the picture that stands there. */
  #collect() {
    this.#nodes = new Map([...this.querySelectorAll('[data-node]')].map((node) => [node.getAttribute('data-node') ?? '', node]));
    this.#edges = new Map();
    for (const edge of this.querySelectorAll('[data-edge]')) {
      const name = edge.getAttribute('data-edge') ?? '';
      this.#edges.set(name, [...(this.#edges.get(name) ?? []), edge]);
      widen(edge);
    }
    if (this.#svg) this.#minimap?.draw(this.#svg);
  }

  get #canvas() {
    return /** @type {HTMLElement | null} */ (this.querySelector('.graph-canvas'));
  }

  paint() {
    const model = this.page.pictured();
    const selected = this.page.model.tasks.get(this.page.chosen().taskId ?? '')?.node;
    this.#sayWhen(model);
    for (const [path, element] of this.#nodes) {
      if (this.page.model.nodes.has(path)) this.#paintNode(element, path, model);
      element.classList.toggle('is-selected', path === selected);
    }
    for (const [name, elements] of this.#edges) {
      const count = model.taken.get(name);
      for (const element of elements) this.#paintEdge(element, name, count ?? 0, model);
    }
    this.#minimap?.paint();
    this.#keepInSight();
  }

  /**
   * @param {Element} element
   * @param {string} path
   * @param {RunModel} model
   */
  #paintNode(element, path, model) {
    const { look, visits, taskId } = model.node(path);
    const task = model.tasks.get(taskId ?? '');
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
    if (streamed) return `…${streamed.slice(-18)}`;
    if (task.error) return excerpt(task.error.type, 18);
    return duration(task.durationMs);
  }

  /**
   * @param {Element} element
   * @param {string} name
   * @param {number} count
   * @param {RunModel} model
   */
  #paintEdge(element, name, count, model) {
    const told = count > 0 ? String(count) : null;
    if (element.getAttribute('data-taken') !== told) {
      if (told === null) element.removeAttribute('data-taken');
      else element.setAttribute('data-taken', told);
      setText(element.querySelector('.visits'), count > 1 ? `×${count}` : '');
      setText(element.querySelector('.hit title'), sayingOf(element, name, count));
    }
    const [source, target] = name.split('->');
    const stands = model.status === 'interrupted' || model !== this.page.model;
    element.toggleAttribute('data-next', stands && model.next.includes(target) && model.before(source));
  }

  /** @param {RunModel} model */
  #sayWhen(model) {
    const label = this.querySelector('.graph-when');
    const { ns, index } = this.page.chosen();
    label?.toggleAttribute('hidden', model === this.page.model);
    setText(label, `as it was after step ${this.page.model.states.of(ns)[index]?.step}`);
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const target = /** @type {Element} */ (event.target);
    if (target.closest('.gutter, .fold')) return;
    const path = target.closest('[data-node]')?.getAttribute('data-node');
    if (!path) return;
    const { model, selection } = this.page;
    // Clicking again goes back through the visits of a node.
    const visits = [...model.tasks.values()].filter((task) => task.node === path);
    const at = visits.findIndex((task) => task.id === this.page.chosen().taskId);
    const task = visits.at(at > 0 ? at - 1 : -1);
    if (task) selection.update((before) => ofTask(task, before));
  }

  /** All of it, unless that is too small to read: then as much as can be read, around what runs. */
  #fit() {
    const svg = this.#svg;
    const frame = this.#canvas;
    if (!svg || !frame || frame.clientWidth === 0) return;
    const { width, height } = svg.viewBox.baseVal;
    if (!width || !height) return;
    const room = Math.min((frame.clientWidth - GROUND_PX) / width, (frame.clientHeight - GROUND_PX) / height);
    this.#isFitted = true;
    this.#setZoom(Math.min(1.1, Math.max(LEAST_FIT, room)));
    this.#shownPath = '';
    this.#keepInSight();
  }

  get #svg() {
    return /** @type {SVGSVGElement | null} */ (this.querySelector('svg.graph'));
  }

  /** The node that is selected, or that the run is at, stays in sight; a person who moved the picture is left alone. */
  #keepInSight() {
    const { model } = this.page;
    if (!this.#isFitted) return;
    const { taskId, follows } = this.page.chosen();
    const task = model.tasks.get(taskId ?? [...model.open].at(-1) ?? '');
    const path = task?.node ?? (follows ? (model.error?.node ?? model.next[0]) : '') ?? '';
    if (path === this.#shownPath) return;
    this.#shownPath = path;
    this.#bringNode(path);
  }

  /** @param {string} path */
  #bringNode(path) {
    const node = this.#nodes.get(path)?.getBoundingClientRect();
    if (!node || !this.#canvas) return;
    const frame = this.#canvas.getBoundingClientRect();
    if (node.top < frame.top + 8 || node.bottom > frame.bottom - 8) this.#canvas.scrollTop += node.top + node.height / 2 - frame.top - frame.height / 2;
    if (node.left < frame.left + 8 || node.right > frame.right - 8) this.#canvas.scrollLeft += node.left + node.width / 2 - frame.left - frame.width / 2;
  }

  /** @param {WheelEvent} event */
  #onWheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.#isFitted = false;
    this.#setZoom(Math.min(2.5, Math.max(0.25, this.#zoom * Math.exp(-event.deltaY / 300))));
  }

  /** Move the picture by its ground. @param {PointerEvent} start */
  #drag(start) {
    const canvas = this.#canvas;
    if (!canvas || start.button !== 0 || start.pointerType !== 'mouse') return;
    if (/** @type {Element} */ (start.target).closest('[data-node].node')) return;
    const from = { left: canvas.scrollLeft, top: canvas.scrollTop };
    const done = new AbortController();
    canvas.classList.add('is-dragged');
    this.#isFitted = false;
    window.addEventListener('pointermove', (event) => {
      canvas.scrollLeft = from.left - (event.clientX - start.clientX);
      canvas.scrollTop = from.top - (event.clientY - start.clientY);
    }, { signal: AbortSignal.any([done.signal, this.signal]) });
    window.addEventListener('pointerup', () => {
      canvas.classList.remove('is-dragged');
      done.abort();
    }, { signal: AbortSignal.any([done.signal, this.signal]) });
  }

  /** @param {number} by */
  #zoomBy(by) {
    const next = by > 0 ? ZOOMS.find((zoom) => zoom > this.#zoom + 0.01) : ZOOMS.findLast((zoom) => zoom < this.#zoom - 0.01);
    if (!next) return;
    this.#isFitted = false;
    this.#setZoom(next);
  }

  /** Around the middle of what is in sight. @param {number} zoom */
  #setZoom(zoom) {
    const svg = this.#svg;
    const canvas = this.#canvas;
    if (!svg || !canvas) return;
    const ratio = this.#zoom ? zoom / this.#zoom : 1;
    const middle = { x: canvas.scrollLeft + canvas.clientWidth / 2, y: canvas.scrollTop + canvas.clientHeight / 2 };
    this.#zoom = zoom;
    svg.setAttribute('width', String(Math.round(svg.viewBox.baseVal.width * zoom)));
    svg.setAttribute('height', String(Math.round(svg.viewBox.baseVal.height * zoom)));
    canvas.scrollLeft = middle.x * ratio - canvas.clientWidth / 2;
    canvas.scrollTop = middle.y * ratio - canvas.clientHeight / 2;
    this.#minimap?.look();
  }
}

customElements.define('graph-view', GraphView);
