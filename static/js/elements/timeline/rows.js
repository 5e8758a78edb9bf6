/** Rows of the timeline, drawn: a task, a superstep of several tasks, a thing that happened. */

/** @import { RunModel } from '../../model/run.js' */
/** @import { Group, Row, Task } from '../../model/types.js' */

import { h, icon } from '../../core/dom.js';
import { clock, counted, duration, excerpt } from '../../core/format.js';
import { spokenIn } from '../../model/messages.js';
import { iconOf, wordOf } from '../run/looks.js';

/** @typedef {{depth: number, isOpen: boolean | null}} Place  `isOpen` is null where nothing can fold. */

const MOST_INDENT = 6;
const MOST_TEXT = 160;

/**
 * What a row shows, in short: a row is drawn again when this differs.
 * @param {Row} row
 * @param {RunModel} model
 */
export function stampOf(row, model) {
  if (row.kind === 'told') return row.id;
  if (row.kind === 'step') return `${row.id}${JSON.stringify(row.counts)}`;
  const task = model.tasks.get(row.id);
  return `${row.id}${task?.look}${task?.attempt}${task?.durationMs}`;
}

/**
 * @param {Row} row
 * @param {RunModel} model
 * @param {Place} place
 */
export function drawRow(row, model, place) {
  const task = row.kind === 'task' ? model.tasks.get(row.id) : undefined;
  const element = task ? ofTask(task, model, place) : row.kind === 'step' ? ofGroup(row, model, place) : ofTold(row);
  element.classList.add('treegrid-row', 'timeline-row', `is-deep-${Math.min(place.depth, MOST_INDENT)}`);
  element.setAttribute('role', 'row');
  element.setAttribute('aria-level', String(place.depth + 1));
  if (place.isOpen !== null) element.setAttribute('aria-expanded', String(place.isOpen));
  return element;
}

/** @param {Row} row */
function ofTold(row) {
  if (row.kind !== 'told') return h('div');
  return h('div', { class: `is-told is-${row.look}` },
    h('span', { role: 'gridcell', class: 'timeline-step' }), look(row.look, ''),
    h('span', { role: 'gridcell', class: 'timeline-text truncate', title: row.text }, h('span', { class: 'timeline-fold' }), row.text),
    h('span', { class: 'timeline-track' }), h('span', { role: 'gridcell', class: 'num muted' }, clock(row.at)));
}

/**
 * @param {Task} task
 * @param {RunModel} model
 * @param {Place} place
 */
function ofTask(task, model, place) {
  const more = task.error ? `${task.error.type}: ${task.error.message}` : spokenIn(task.result) ?? excerpt(task.result ?? task.interrupts[0]?.value ?? '', MOST_TEXT);
  const retry = task.attempt > 1 ? ` · try ${task.attempt}` : '';
  return h('div', { class: `is-${task.look}` },
    h('span', { role: 'gridcell', class: 'timeline-step mono' }, String(task.step)), look(task.look, wordOf(task.look)),
    h('span', { role: 'gridcell', class: 'timeline-text truncate' }, fold(place),
      h('strong', {}, task.name), h('span', { class: 'muted' }, `${task.visit > 1 ? ` ×${task.visit}` : ''}${retry}`),
      more ? h('span', { class: task.error ? 'wrong' : 'muted' }, ` ${excerpt(more, MOST_TEXT)}`) : null),
    track(model.clock.at(task.startedAt), task.durationMs), h('span', { role: 'gridcell', class: 'num mono' }, duration(task.durationMs)));
}

/**
 * @param {Group} group
 * @param {RunModel} model
 * @param {Place} place
 */
function ofGroup(group, model, place) {
  const counts = Object.entries(group.counts).filter(([, count]) => count > 0);
  const isGoing = (group.counts.running ?? 0) + (group.counts.retrying ?? 0) > 0;
  const from = model.clock.at(group.startedAt);
  const long = isGoing || counts.length === 0 ? null : model.clock.at(group.endedAt) - from;
  const of = group.name ? ` of ${group.name}` : '';
  return h('div', { class: `is-group is-${group.look}` },
    h('span', { role: 'gridcell', class: 'timeline-step mono' }, String(group.step)), look(group.look === 'idle' ? 'pending' : group.look, wordOf(group.look)),
    h('span', { role: 'gridcell', class: 'timeline-text truncate' }, fold(place), h('strong', {}, counted(group.size, 'task')), h('span', { class: 'muted' }, `${of} · `),
      ...counts.map(([name, count], at) => h('span', { class: `is-${name} timeline-count` }, `${at > 0 ? ', ' : ''}${count.toLocaleString('en')} ${wordOf(/** @type {Task['look']} */ (name))}`))),
    track(from, long), h('span', { role: 'gridcell', class: 'num mono' }, duration(long)));
}

/**
 * @param {Task['look']} name
 * @param {string} word
 */
function look(name, word) {
  return h('span', { role: 'gridcell', class: 'timeline-look', title: word || null }, icon(iconOf(name) || 'circle'), word ? h('span', { class: 'sr' }, word) : null);
}

/** @param {Place} place */
function fold(place) {
  if (place.isOpen === null) return h('span', { class: 'timeline-fold' });
  return h('span', { class: 'timeline-fold is-active', 'data-fold': true, title: place.isOpen ? 'Fold (h)' : 'Unfold (l)' }, icon('chevron-right'));
}

/**
 * @param {number} from  Milliseconds of work before it.
 * @param {number | null} long  How long it took; null while it goes on.
 */
function track(from, long) {
  const bar = h('span', { class: 'timeline-bar' });
  bar.style.setProperty('--from', String(from));
  if (long !== null) bar.style.setProperty('--long', String(long));
  return h('span', { role: 'gridcell', class: 'timeline-track', 'aria-hidden': 'true' }, bar);
}
