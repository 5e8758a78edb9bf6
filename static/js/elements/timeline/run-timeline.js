/**
 * `<run-timeline>`: one row a task, one for a superstep of several, one for each thing that happened. Only rows that can
 * be seen exist; the rest is the height of the list. Rows are a tree grid for the keyboard and for screen readers: one of
 * them is in the order of tabs, the arrow keys move from it, and fold and unfold.
 */

/** @import { Row } from '../../model/types.js' */

import { h } from '../../core/dom.js';
import { duration } from '../../core/format.js';
import { addKeys } from '../../core/keys.js';
import { nextError, rowThatLedTo, visitOf } from '../../model/jumps.js';
import { Outline } from '../../model/outline.js';
import { ofCheckpoint, ofTask } from '../../model/selection.js';
import { RunElement } from '../run/element.js';
import { drawRow, stampOf } from './rows.js';

const ROW_PX = 28;
const SPARE_ROWS = 6;

class RunTimeline extends RunElement {
  /** @type {HTMLElement} */
  #list = document.createElement('div');
  /** The rows that exist, by what they show. @type {Map<string, HTMLElement>} */
  #drawn = new Map();
  #outline = new Outline(this.page.model);
  #count = -1;
  #top = 0;
  #height = 0;
  /** Whether the newest row is kept in sight. */
  #isAtEnd = true;
  /** The row that keys move from. */
  #active = '';
  /** The selected row that was brought into sight, and the checkpoint it was found for. */
  #shown = '';
  #found = { key: '', id: '' };

  build() {
    const list = /** @type {HTMLElement} */ (this.querySelector('.timeline-rows'));
    const { signal } = this;
    this.#list = list;
    list.replaceChildren(h('div', { class: 'timeline-room', role: 'presentation' }));
    list.addEventListener('scroll', () => this.#onScroll(), { signal, passive: true });
    list.addEventListener('click', (event) => this.#onClick(event), { signal });
    list.addEventListener('keydown', (event) => this.#onArrow(event), { signal });
    document.addEventListener('superstep:row', (event) => {
      const row = this.#outline.row(/** @type {CustomEvent<string>} */ (event).detail);
      if (row) this.#choose(row);
    }, { signal });
    const sizes = new ResizeObserver(() => {
      this.#height = list.clientHeight;
      this.paint();
    });
    sizes.observe(list);
    signal.addEventListener('abort', () => sizes.disconnect());
    const keys = [
      { key: 'j', does: 'Next row', act: () => this.#move(1) },
      { key: 'k', does: 'Row before', act: () => this.#move(-1) },
      { key: 'l', does: 'Unfold, or into it', act: () => this.#unfold() },
      { key: 'h', does: 'Fold, or out of it', act: () => this.#fold() },
      { key: ']', does: 'Next visit of the same node', act: () => this.#visit(1) },
      { key: '[', does: 'Visit before of the same node', act: () => this.#visit(-1) },
      { key: 'e', does: 'Next error', act: () => this.#nextError() },
    ];
    addKeys(keys.map((key) => ({ ...key, group: 'Timeline' })), signal);
  }

  #onScroll() {
    this.#top = this.#list.scrollTop;
    this.#isAtEnd = this.#top + this.#height >= (this.#count - 1) * ROW_PX;
    this.#paintRows();
  }

  paint() {
    if (this.#height === 0) return;
    const selected = this.#selected();
    if (selected !== this.#shown) {
      this.#shown = selected;
      if (selected) this.#bring(selected);
    }
    this.#paintRows();
  }

  /** The row that is selected: a task, or what led to the selected checkpoint. */
  #selected() {
    const { model } = this.page;
    const { taskId, follows, ns, index } = this.page.chosen();
    if (taskId || follows) return taskId ?? '';
    const key = `${ns} ${index}`;
    if (this.#found.key !== key || !this.#found.id) this.#found = { key, id: rowThatLedTo(model, ns, index)?.id ?? '' };
    return this.#found.id;
  }

  /** Open what hides a row and have it in sight. @param {string} id */
  #bring(id) {
    this.#outline.reveal(id);
    const at = this.#outline.indexOf(id);
    if (at < 0) return;
    this.#active = id;
    this.#isAtEnd = false;
    this.#fitRoom(this.#outline.rows().length);
    const top = at * ROW_PX;
    if (top < this.#top) this.#top = top;
    else if (top + ROW_PX > this.#top + this.#height) this.#top = top + ROW_PX - this.#height;
    else return;
    this.#list.scrollTop = this.#top;
  }

  /** @param {number} count */
  #fitRoom(count) {
    if (this.#count === count) return;
    this.#count = count;
    const room = /** @type {HTMLElement} */ (this.#list.firstElementChild);
    room.style.height = `${count * ROW_PX}px`;
    this.#list.setAttribute('aria-rowcount', String(count));
  }

  /** Sizes and places are remembered, not read: reading them would have the browser lay out in the middle of a paint. */
  #paintRows() {
    const { clock: worked, lastAt } = this.page.model;
    const rows = this.#outline.rows();
    const isPinned = this.#isAtEnd && this.page.chosen().follows;
    const top = isPinned ? Math.max(0, rows.length * ROW_PX - this.#height) : this.#top;
    const first = Math.max(0, Math.floor(top / ROW_PX) - SPARE_ROWS);
    const total = Math.max(1, worked.at(lastAt));
    this.#list.style.setProperty('--total', String(total));
    this.querySelector('.timeline-scale')?.setAttribute('data-total', duration(total));
    this.#fitRoom(rows.length);
    this.#draw(rows, first, Math.ceil(this.#height / ROW_PX) + 2 * SPARE_ROWS);
    if (isPinned && top !== this.#top) this.#list.scrollTop = this.#top = top;
  }

  /**
   * Rows that look as before stay the elements they are.
   * @param {Row[]} rows
   * @param {number} first
   * @param {number} count
   */
  #draw(rows, first, count) {
    const selected = this.#selected();
    const last = rows.at(-1)?.id ?? '';
    const stop = this.#active || last;
    const seen = rows.slice(first, first + count);
    const stamps = seen.map((row, at) => {
      return `${first + at} ${stampOf(row, this.page.model)} ${row.id === selected} ${row.id === stop} ${this.#outline.isFoldable(row) && this.#outline.isOpen(row)}${this.#outline.isFoldable(row)}`;
    });
    if (stamps.join() === [...this.#drawn.keys()].join()) return;
    const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.closest('[data-id]')?.getAttribute('data-id');
    const before = this.#drawn;
    this.#drawn = new Map(stamps.map((stamp, at) => [stamp, before.get(stamp) ?? this.#make(seen[at], first + at, selected, stop)]));
    this.#list.firstElementChild?.replaceChildren(...this.#drawn.values());
    if (focused) this.#rowElement(focused)?.focus({ preventScroll: true });
  }

  /**
   * @param {Row} row
   * @param {number} index
   * @param {string} selected
   * @param {string} stop
   */
  #make(row, index, selected, stop) {
    const outline = this.#outline;
    const isOpen = outline.isFoldable(row) ? outline.isOpen(row) : null;
    const element = drawRow(row, this.page.model, { depth: outline.depth(row), isOpen });
    element.setAttribute('data-row', String(index));
    element.setAttribute('data-id', row.id);
    element.setAttribute('aria-rowindex', String(index + 1));
    element.setAttribute('aria-selected', String(row.id === selected));
    element.style.transform = `translateY(${index * ROW_PX}px)`;
    element.tabIndex = row.id === stop ? 0 : -1;
    return element;
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const target = /** @type {Element} */ (event.target);
    const row = this.#outline.row(target.closest('[data-id]')?.getAttribute('data-id') ?? '');
    if (!row) return;
    if (target.closest('[data-fold]')) this.#turn(row, !this.#outline.isOpen(row));
    else this.#choose(row);
  }

  /** @param {KeyboardEvent} event */
  #onArrow(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const rows = this.#outline.rows();
    /** @type {Record<string, () => void>} */
    const acts = {
      ArrowDown: () => this.#move(1), ArrowUp: () => this.#move(-1), ArrowRight: () => this.#unfold(), ArrowLeft: () => this.#fold(),
      Home: () => rows[0] && this.#choose(rows[0]), End: () => rows.length > 0 && this.#choose(rows[rows.length - 1]),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
    this.#rowElement(this.#active)?.focus({ preventScroll: true });
  }

  get #here() {
    return this.#outline.row(this.#active);
  }

  /** @param {number} by */
  #move(by) {
    const rows = this.#outline.rows();
    const at = this.#active ? this.#outline.indexOf(this.#active) : -1;
    const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by;
    if (rows[next]) this.#choose(rows[next]);
  }

  #unfold() {
    const row = this.#here;
    if (!row || !this.#outline.isFoldable(row)) return;
    if (this.#outline.isOpen(row)) this.#move(1);
    else this.#turn(row, true);
  }

  #fold() {
    const row = this.#here;
    if (!row) return;
    const above = this.#outline.above(row);
    if (this.#outline.isOpen(row)) this.#turn(row, false);
    else if (above) this.#choose(above);
  }

  /**
   * @param {Row} row
   * @param {boolean} isOpen
   */
  #turn(row, isOpen) {
    this.#outline.turn(row, isOpen);
    this.#active = row.id;
    this.#isAtEnd = false;
    this.#paintRows();
  }

  #nextError() {
    const row = nextError(this.page.model, this.#active);
    if (row) this.#choose(row);
    else this.page.tell('No task of this run failed.', 'skipped');
  }

  /** @param {number} by */
  #visit(by) {
    const task = visitOf(this.page.model, this.page.chosen().taskId ?? '', by);
    const row = task && this.#outline.row(task.id);
    if (row) this.#choose(row);
  }

  /** Select what a row shows; a thing that happened is only stood upon. @param {Row} row */
  #choose(row) {
    const task = row.kind === 'task' ? this.page.model.tasks.get(row.id) : undefined;
    this.#bring(row.id);
    if (task) this.page.selection.update((before) => ofTask(task, before));
    else if (row.kind === 'step') {
      const last = this.page.model.states.of(row.ns).length - 1;
      this.page.selection.update((before) => ofCheckpoint(row.ns, Math.min(row.checkpoint + 1, last), before));
    }
    this.#paintRows();
  }

  /** @param {string} id */
  #rowElement(id) {
    return /** @type {HTMLElement | null} */ (this.#list.querySelector(`[data-id="${CSS.escape(id)}"]`));
  }
}

customElements.define('run-timeline', RunTimeline);
