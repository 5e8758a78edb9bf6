/**
 * What a person looks at: pure, and in the address of the page.
 *
 * A selection names a checkpoint by namespace and index (the state shown is the one saved there, the diff is the step
 * that led to it), and maybe a task. While `follows` is true it moves along with the newest checkpoint of the root graph.
 *
 * @typedef {'state' | 'diff' | 'io' | 'messages' | 'writes' | 'details' | 'error'} Tab
 * @typedef {{follows: boolean, ns: string, index: number, taskId: string | null, base: string | null, tab: Tab}} Selection
 *   `base` is the checkpoint that others are compared with; null is the one before each.
 */

/** @import { RunModel } from './run.js' */
/** @import { Task } from './types.js' */

import { levels } from './levels.js';

/** @type {Tab[]} */
export const TABS = ['state', 'diff', 'io', 'messages', 'writes', 'details', 'error'];

/** @type {Selection} */
export const FOLLOWING = { follows: true, ns: '', index: -1, taskId: null, base: null, tab: 'state' };

/**
 * The selection with its index made true of the model: the newest while it follows. One that follows a level inside
 * comes back to the graph itself when the run has left that level.
 * @param {Selection} selection
 * @param {RunModel} run
 * @returns {Selection}
 */
export function settled(selection, run) {
  if (selection.index === Infinity && !levels(run).some(({ ns }) => ns === run.states.current(selection.ns))) {
    return settled({ ...FOLLOWING, tab: selection.tab }, run);
  }
  const last = run.states.of(selection.ns).length - 1;
  const index = selection.follows ? last : Math.min(selection.index, last);
  return index === selection.index ? selection : { ...selection, index };
}

/**
 * A task, and the checkpoint its superstep led to (or began from, while it runs).
 * @param {Task} task
 * @param {Selection} before
 * @returns {Selection}
 */
export function ofTask(task, before) {
  const tab = task.error ? 'error' : before.tab === 'error' ? 'io' : before.tab;
  return { follows: false, ns: task.ns.join('|'), index: task.checkpoint + 1, taskId: task.id, base: before.base, tab };
}

/**
 * @param {string} ns
 * @param {number} index
 * @param {Selection} before
 * @returns {Selection}
 */
export function ofCheckpoint(ns, index, before) {
  return { ...before, follows: false, ns, index, taskId: null };
}

/**
 * The newest checkpoint of a level, whatever it will be.
 * @param {string} ns
 * @param {Selection} before
 * @returns {Selection}
 */
export function ofLevel(ns, before) {
  const tab = before.tab === 'error' || before.tab === 'io' ? 'state' : before.tab;
  return ns === '' ? { ...FOLLOWING, tab } : { ...ofCheckpoint(ns, Infinity, before), tab };
}

/**
 * The newest, whatever it will be; what is looked at stays, where it is not an error that is over.
 * @param {Selection} before
 * @returns {Selection}
 */
export function following(before) {
  return { ...FOLLOWING, base: before.base, tab: before.tab === 'error' ? 'state' : before.tab };
}

/**
 * The task a run failed by, where it failed and nothing else is looked at.
 * @param {Selection} before
 * @param {RunModel} run
 * @returns {Selection}
 */
export function ofFailure(before, run) {
  if (!before.follows || !run.error) return before;
  const task = run.failed.map((id) => run.tasks.get(id)).findLast((each) => each?.look === 'failed');
  return task ? ofTask(task, before) : { ...before, tab: 'error' };
}

/**
 * @param {Selection} selection
 * @param {RunModel} run
 */
export function toQuery(selection, run) {
  const query = new URLSearchParams();
  if (!selection.follows) {
    const at = run.states.of(selection.ns)[selection.index];
    if (at) query.set('checkpoint', at.id);
    if (selection.taskId) query.set('task', selection.taskId);
  }
  if (selection.base) query.set('base', selection.base);
  if (selection.tab !== 'state') query.set('tab', selection.tab);
  return query.toString();
}

/**
 * @param {string} text
 * @param {RunModel} run
 * @returns {Selection}
 */
export function fromQuery(text, run) {
  const query = new URLSearchParams(text);
  const wanted = /** @type {Tab} */ (query.get('tab') ?? 'state');
  const tab = TABS.includes(wanted) ? wanted : 'state';
  const base = run.states.place(query.get('base') ?? '') ? query.get('base') : null;
  const task = run.tasks.get(query.get('task') ?? '');
  if (task) return { ...ofTask(task, FOLLOWING), base, tab };
  const place = run.states.place(query.get('checkpoint') ?? '');
  return place ? { ...FOLLOWING, ...place, follows: false, base, tab } : { ...FOLLOWING, base, tab };
}
