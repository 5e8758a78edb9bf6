/** Every key of the state with who wrote it last, and before that. */

/** @import { Write } from '../../model/blame.js' */
/** @import { RunPage } from '../run/page.js' */

import { h } from '../../core/dom.js';
import { clock, counted } from '../../core/format.js';
import { ofCheckpoint, ofTask } from '../../model/selection.js';

const MOST = 100;

/**
 * @param {RunPage} page
 * @param {Map<string, Write[]>} writes
 */
export function writesView(page, writes) {
  if (writes.size === 0) return h('p', { class: 'muted' }, 'Nothing is written here yet.');
  return h('ul', { class: 'writes' }, ...[...writes].map(([key, all]) => keyRow(page, key, all)));
}

/**
 * @param {RunPage} page
 * @param {string} key
 * @param {Write[]} all
 */
function keyRow(page, key, all) {
  const [last, ...earlier] = all;
  if (!last) return h('li', {}, h('span', { class: 'mono' }, key), h('span', { class: 'muted' }, 'was there from the start'));
  const more = earlier.length > 0 && h('details', { class: 'writes-more' }, h('summary', {}, `${counted(earlier.length, 'write')} before`));
  // A key of a long loop has thousands of writes: they are made when they are asked for.
  if (more) {
    more.addEventListener('toggle', () => {
      if (more.childElementCount === 1) more.append(h('ul', {}, ...earlier.slice(0, MOST).map((one) => h('li', {}, write(page, one)))));
    });
  }
  return h('li', {}, h('span', { class: 'mono strong' }, key), write(page, last), more);
}

/**
 * @param {RunPage} page
 * @param {Write} one
 */
function write(page, one) {
  const show = () => {
    const task = page.model.tasks.get(one.taskId ?? '');
    page.selection.update((before) => {
      return task ? ofTask(task, { ...before, tab: 'diff' }) : ofCheckpoint(one.checkpoint.ns, one.index, { ...before, tab: 'diff' });
    });
  };
  return h('span', { class: 'write' }, h('button', { type: 'button', class: 'button is-quiet is-small', title: 'Show what it changed', onclick: show }, one.by),
    h('span', { class: 'muted small num' }, `step ${one.checkpoint.step} · ${clock(one.checkpoint.at)}`));
}
