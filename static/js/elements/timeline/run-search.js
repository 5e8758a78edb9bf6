/**
 * `<run-search>`: finds a text in the run. `/` opens it, Enter goes to the next place, Shift+Enter to the one before,
 * Escape ends it. It looks in slices of time, so a run of many thousand events can be searched while it goes on.
 */

/** @import { Hit } from '../../model/search.js' */

import { setText } from '../../core/dom.js';
import { addKeys } from '../../core/keys.js';
import { nodesOf } from '../../model/picture.js';
import { search } from '../../model/search.js';
import { ofCheckpoint, ofTask } from '../../model/selection.js';
import { RunElement } from '../run/element.js';

const SLICE_MS = 8;
const MOST_HITS = 10_000;

class RunSearch extends RunElement {
  /** @type {Hit[]} */
  #hits = [];
  #at = -1;
  #round = 0;
  #isLooking = false;
  /** @type {HTMLElement | null} */
  #cameFrom = null;

  build() {
    const { signal } = this;
    addKeys([{ key: '/', does: 'Search in this run', group: 'Timeline', act: () => this.#open() }], signal);
    document.addEventListener('click', (event) => {
      if (/** @type {Element} */ (event.target).closest('[data-search]')) this.#open();
    }, { signal });
    this.#field.addEventListener('input', () => void this.#look(), { signal });
    this.#field.addEventListener('keydown', (event) => this.#press(event), { signal });
    this.querySelector('[data-search-next]')?.addEventListener('click', () => this.#go(1), { signal });
    this.querySelector('[data-search-before]')?.addEventListener('click', () => this.#go(-1), { signal });
    this.querySelector('[data-search-close]')?.addEventListener('click', () => this.#close(), { signal });
  }

  get #field() {
    return /** @type {HTMLInputElement} */ (this.querySelector('input'));
  }

  #open() {
    if (this.hidden) this.#cameFrom = /** @type {HTMLElement | null} */ (document.activeElement);
    document.dispatchEvent(new CustomEvent('superstep:pane', { detail: 'timeline' }));
    this.hidden = false;
    this.#field.focus();
    this.#field.select();
  }

  #close() {
    this.#round += 1;
    this.hidden = true;
    this.#cameFrom?.focus();
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.key === 'Escape') this.#close();
    else if (event.key === 'Enter') this.#go(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  }

  /** Look anew; typing on ends a search under way. */
  async #look() {
    const round = (this.#round += 1);
    this.#hits = [];
    this.#at = -1;
    const paths = nodesOf(this.page.boot.description).map(({ path }) => path);
    const found = search(this.page.model, paths, this.#field.value);
    this.#isLooking = true;
    let since = performance.now();
    for (const hit of found) {
      if (hit) this.#hits.push(hit);
      if (this.#hits.length >= MOST_HITS) break;
      if (performance.now() - since < SLICE_MS) continue;
      this.#tell();
      await new Promise((resolve) => setTimeout(resolve));
      if (round !== this.#round) return;
      since = performance.now();
    }
    this.#isLooking = false;
    this.#tell();
  }

  /** @param {number} by */
  #go(by) {
    const { length } = this.#hits;
    if (length === 0) return;
    this.#at = this.#at < 0 ? (by > 0 ? 0 : length - 1) : (this.#at + by + length) % length;
    this.#show(this.#hits[this.#at]);
    this.#tell();
  }

  /** @param {Hit} hit */
  #show(hit) {
    const { model, selection } = this.page;
    const task = model.tasks.get(hit.row ?? model.nodes.get(hit.node ?? '')?.taskId ?? '');
    const { checkpoint } = hit;
    if (task) selection.update((before) => ofTask(task, { ...before, tab: 'io' }));
    else if (checkpoint) selection.update((before) => ofCheckpoint(checkpoint.ns, checkpoint.index, { ...before, tab: 'diff' }));
    else if (hit.row) document.dispatchEvent(new CustomEvent('superstep:row', { detail: hit.row }));
    if (hit.node) document.dispatchEvent(new CustomEvent('superstep:node', { detail: hit.node }));
  }

  #tell() {
    const { length } = this.#hits;
    const hit = this.#hits[this.#at];
    const all = `${length.toLocaleString('en')}${this.#isLooking || length >= MOST_HITS ? '+' : ''}`;
    const nothing = this.#isLooking ? 'looking…' : 'nothing found';
    setText(this.querySelector('.search-count'), this.#field.value.trim() === '' ? '' : length === 0 ? nothing : `${this.#at + 1} of ${all}`);
    setText(this.querySelector('.search-where'), hit ? `${hit.where} · ${hit.text}` : '');
  }
}

customElements.define('run-search', RunSearch);
