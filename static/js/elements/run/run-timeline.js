/**
 * `<run-timeline>`: one row a task and one for each thing that happened, under a scrubber of checkpoints. Only rows that
 * can be seen exist; the rest is the height of the list. Rows are a tree grid for the keyboard and for screen readers.
 */

/** @import { Row } from '../../model/types.js' */

import { h, icon } from '../../core/dom.js';
import { clock, duration, excerpt } from '../../core/format.js';
import { addKeys } from '../../core/keys.js';
import { FOLLOWING, ofCheckpoint, ofTask } from '../../model/selection.js';
import { RunElement } from './element.js';
import { iconOf, wordOf } from './looks.js';

const ROW_PX = 28;
const SPARE_ROWS = 6;

class RunTimeline extends RunElement {
  /** @type {HTMLElement} */
  #list = document.createElement('div');
  /** The rows that exist, by what they show. @type {Map<string, HTMLElement>} */
  #drawn = new Map();
  #count = -1;
  #top = 0;
  #height = 0;
  /** Whether the newest row is kept in sight. */
  #isAtEnd = true;
  #wasShown = false;

  build() {
    const list = /** @type {HTMLElement} */ (this.querySelector('.timeline-rows'));
    const { signal } = this;
    this.#list = list;
    list.replaceChildren(h('div', { class: 'timeline-room', role: 'presentation' }));
    list.addEventListener('scroll', () => {
      this.#top = list.scrollTop;
      this.#isAtEnd = this.#top + this.#height >= (this.#count - 1) * ROW_PX;
      this.#paintRows();
    }, { signal, passive: true });
    list.addEventListener('click', (event) => this.#onClick(event), { signal });
    list.addEventListener('keydown', (event) => this.#onArrow(event), { signal });
    const sizes = new ResizeObserver(() => {
      this.#height = list.clientHeight;
      this.#paintRows();
      if (!this.#wasShown && this.#height > 0) this.#showSelected();
    });
    sizes.observe(list);
    signal.addEventListener('abort', () => sizes.disconnect());
    this.#scrubber?.addEventListener('input', () => this.#scrub(), { signal });
    addKeys([
      { key: 'j', does: 'Next row', group: 'Timeline', act: () => this.#move(1) },
      { key: 'k', does: 'Row before', group: 'Timeline', act: () => this.#move(-1) },
      { key: 'e', does: 'Next error', group: 'Timeline', act: () => this.#nextError() },
      { key: ']', does: 'Next visit of the same node', group: 'Timeline', act: () => this.#visit(1) },
      { key: '[', does: 'Visit before of the same node', group: 'Timeline', act: () => this.#visit(-1) },
      { key: 'Alt+ArrowLeft', does: 'Checkpoint before', group: 'Timeline', act: () => this.#checkpoint(-1) },
      { key: 'Alt+ArrowRight', does: 'Next checkpoint', group: 'Timeline', act: () => this.#checkpoint(1) },
      { key: '.', does: 'Follow the run', group: 'Timeline', act: () => this.#follow() },
    ], signal);
    this.querySelector('[data-follow]')?.addEventListener('click', () => this.#follow(), { signal });
  }

  /** A row that the page's address names is brought into sight once. */
  #showSelected() {
    this.#wasShown = true;
    const { taskId } = this.page.chosen();
    const at = this.page.model.rows.findIndex((row) => row.kind === 'task' && row.id === taskId);
    if (at < 0) return;
    this.#isAtEnd = false;
    this.#show(at);
  }

  get #scrubber() {
    return /** @type {HTMLInputElement | null} */ (this.querySelector('input[type="range"]'));
  }

  paint() {
    this.#paintScrubber();
    this.#paintRows();
  }

  /** Sizes and places are remembered, not read: reading them would have the browser lay out in the middle of a paint. */
  #paintRows() {
    const { rows, clock: worked, lastAt } = this.page.model;
    const { taskId, follows } = this.page.chosen();
    const room = /** @type {HTMLElement} */ (this.#list.firstElementChild);
    const isPinned = this.#isAtEnd && follows;
    const top = isPinned ? Math.max(0, rows.length * ROW_PX - this.#height) : this.#top;
    const first = Math.max(0, Math.floor(top / ROW_PX) - SPARE_ROWS);
    const seen = rows.slice(first, first + Math.ceil(this.#height / ROW_PX) + 2 * SPARE_ROWS);
    room.style.setProperty('--total', String(Math.max(1, worked.at(lastAt))));
    if (this.#count !== rows.length) room.style.height = `${rows.length * ROW_PX}px`;
    this.#count = rows.length;
    const stamps = seen.map((row, index) => `${first + index} ${this.#stamp(row)} ${row.kind === 'task' && row.id === taskId} ${first + index === rows.length - 1}`);
    if (stamps.join() !== [...this.#drawn.keys()].join()) this.#draw(room, seen, first, stamps);
    if (isPinned && top !== this.#top) this.#list.scrollTop = this.#top = top;
  }

  /**
   * Rows that look as before stay the elements they are.
   * @param {HTMLElement} room
   * @param {Row[]} seen
   * @param {number} first
   * @param {string[]} stamps
   */
  #draw(room, seen, first, stamps) {
    const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.closest('[data-row]')?.getAttribute('data-row');
    const before = this.#drawn;
    this.#drawn = new Map(stamps.map((stamp, index) => [stamp, before.get(stamp) ?? this.#row(seen[index], first + index)]));
    room.replaceChildren(...this.#drawn.values());
    if (focused) this.#rowElement(Number(focused))?.focus({ preventScroll: true });
  }

  /** @param {Row} row */
  #stamp(row) {
    if (row.kind === 'told') return row.seq;
    const task = this.page.model.tasks.get(row.id);
    return `${row.seq}${task?.look}${task?.attempt}${task?.durationMs}`;
  }

  /**
   * @param {Row} row
   * @param {number} index
   */
  #row(row, index) {
    const element = row.kind === 'told' ? this.#drawTold(row) : this.#drawTask(row.id);
    element.classList.add('treegrid-row', 'timeline-row');
    element.setAttribute('role', 'row');
    element.setAttribute('data-row', String(index));
    element.setAttribute('aria-rowindex', String(index + 1));
    element.style.transform = `translateY(${index * ROW_PX}px)`;
    const isSelected = row.kind === 'task' && row.id === this.page.chosen().taskId;
    element.setAttribute('aria-selected', String(isSelected));
    element.tabIndex = isSelected || (index === this.page.model.rows.length - 1 && !this.page.chosen().taskId) ? 0 : -1;
    return element;
  }

  /** @param {Extract<Row, {kind: 'told'}>} row */
  #drawTold(row) {
    return h('div', { class: `is-told is-${row.look}` },
      h('span', { role: 'gridcell', class: 'timeline-step' }),
      h('span', { role: 'gridcell', class: 'timeline-look' }, icon(iconOf(row.look) || 'circle')),
      h('span', { role: 'gridcell', class: 'timeline-text truncate', title: row.text }, row.text),
      h('span', { class: 'timeline-track' }), h('span', { role: 'gridcell', class: 'num muted' }, clock(row.at)));
  }

  /** @param {string} id */
  #drawTask(id) {
    const task = this.page.model.tasks.get(id);
    if (!task) return h('div');
    const depth = Math.min(task.ns.length, 6);
    const more = task.error ? `${task.error.type}: ${task.error.message}` : excerpt(task.result ?? task.interrupts[0]?.value ?? '', 160);
    const retry = task.attempt > 1 ? ` · try ${task.attempt}` : '';
    const bar = h('span', { class: 'timeline-bar' });
    bar.style.setProperty('--from', String(this.page.model.clock.at(task.startedAt)));
    if (task.durationMs !== null) bar.style.setProperty('--long', String(task.durationMs));
    return h('div', { class: `is-${task.look} is-deep-${depth}`, 'aria-level': depth + 1 },
      h('span', { role: 'gridcell', class: 'timeline-step mono' }, String(task.step)),
      h('span', { role: 'gridcell', class: 'timeline-look', title: wordOf(task.look) }, icon(iconOf(task.look)), h('span', { class: 'sr' }, wordOf(task.look))),
      h('span', { role: 'gridcell', class: 'timeline-text truncate' },
        h('strong', {}, task.name), h('span', { class: 'muted' }, `${task.visit > 1 ? ` ×${task.visit}` : ''}${retry}`),
        more ? h('span', { class: task.error ? 'wrong' : 'muted' }, ` ${excerpt(more, 160)}`) : null),
      h('span', { role: 'gridcell', class: 'timeline-track', 'aria-hidden': 'true' }, bar),
      h('span', { role: 'gridcell', class: 'num mono' }, duration(task.durationMs)));
  }

  #paintScrubber() {
    const scrubber = this.#scrubber;
    const { ns, index, follows } = this.page.chosen();
    const line = this.page.model.states.of(ns);
    if (scrubber) {
      scrubber.max = String(Math.max(0, line.length - 1));
      scrubber.value = String(Math.max(0, index));
      scrubber.disabled = line.length === 0;
      const at = line[index];
      const text = at ? `Step ${at.step} · ${at.source}${at.actor ? ` by ${at.actor}` : ''}` : 'No checkpoint yet';
      scrubber.setAttribute('aria-valuetext', text);
      const told = this.querySelector('.scrubber-text');
      if (told && told.textContent !== text) told.textContent = text;
    }
    this.querySelector('[data-follow]')?.setAttribute('aria-pressed', String(follows));
  }

  #scrub() {
    const index = Number(this.#scrubber?.value ?? 0);
    this.page.selection.update((before) => ofCheckpoint(before.ns, index, before));
  }

  /** @param {number} by */
  #checkpoint(by) {
    const { ns, index } = this.page.chosen();
    const wanted = Math.max(0, Math.min(index + by, this.page.model.states.of(ns).length - 1));
    this.page.selection.update((before) => ofCheckpoint(ns, wanted, before));
  }

  #follow() {
    this.#isAtEnd = true;
    this.page.selection.update((before) => ({ ...FOLLOWING, tab: before.tab }));
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const row = /** @type {Element} */ (event.target).closest('[data-row]');
    if (row) this.#select(Number(row.getAttribute('data-row')));
  }

  /** @param {KeyboardEvent} event */
  #onArrow(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined || event.altKey) return;
    event.preventDefault();
    this.#move(by, true);
  }

  /**
   * @param {number} by
   * @param {boolean} [hasFocus]
   */
  #move(by, hasFocus = false) {
    const { rows } = this.page.model;
    const { taskId } = this.page.chosen();
    let at = rows.findIndex((row) => row.kind === 'task' && row.id === taskId);
    if (at < 0) at = by > 0 ? -1 : rows.length;
    do at += by;
    while (rows[at] && rows[at].kind !== 'task');
    if (!rows[at]) return;
    this.#select(at);
    if (hasFocus) this.#rowElement(at)?.focus({ preventScroll: true });
  }

  #nextError() {
    const { rows, tasks } = this.page.model;
    const { taskId } = this.page.chosen();
    const from = rows.findIndex((row) => row.kind === 'task' && row.id === taskId);
    const isWrong = (/** @type {Row} */ row) => row.kind === 'task' && Boolean(tasks.get(row.id)?.error);
    let at = rows.findIndex((row, index) => index > from && isWrong(row));
    if (at < 0) at = rows.findIndex(isWrong);
    if (at >= 0) this.#select(at);
    else this.page.tell('No task of this run failed.', 'skipped');
  }

  /** @param {number} by */
  #visit(by) {
    const { tasks } = this.page.model;
    const here = tasks.get(this.page.chosen().taskId ?? '');
    if (!here) return;
    const visits = [...tasks.values()].filter((task) => task.node === here.node);
    const task = visits[visits.indexOf(here) + by];
    if (task) this.#select(this.page.model.rows.findIndex((row) => row.kind === 'task' && row.id === task.id));
  }

  /** @param {number} index */
  #select(index) {
    const row = this.page.model.rows[index];
    const task = row?.kind === 'task' ? this.page.model.tasks.get(row.id) : undefined;
    if (!task) return;
    this.#isAtEnd = false;
    this.page.selection.update((before) => ofTask(task, before));
    this.#show(index);
  }

  /** @param {number} index */
  #show(index) {
    const top = index * ROW_PX;
    if (top < this.#top) this.#list.scrollTop = top;
    else if (top + ROW_PX > this.#top + this.#height) this.#list.scrollTop = top + ROW_PX - this.#height;
  }

  /** @param {number} index */
  #rowElement(index) {
    return /** @type {HTMLElement | null} */ (this.#list.querySelector(`[data-row="${index}"]`));
  }
}

customElements.define('run-timeline', RunTimeline);
