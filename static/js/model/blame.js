/**
 * Who wrote what: for each key of a state the checkpoints at which it changed, and the tasks that wrote it then. Pure.
 *
 * @typedef {{checkpoint: Checkpoint, index: number, by: string, taskId: string | null}} Write
 */

/** @import { RunModel } from './run.js' */
/** @import { Checkpoint, Task } from './types.js' */

import { isEqual } from './diff.js';

/**
 * The writes of every key that stands in the state at a checkpoint, the newest first.
 * @param {RunModel} run
 * @param {string} ns
 * @param {number} index
 * @returns {Map<string, Write[]>}
 */
export function writesOf(run, ns, index) {
  /** @type {Map<string, Write[]>} */
  const writes = new Map(Object.keys(run.states.at(ns, index)).sort().map((key) => [key, []]));
  const tasks = tasksAt(run, ns);
  run.states.of(ns).slice(0, index + 1).forEach((checkpoint, at) => {
    for (const key of keysWritten(run, ns, at, checkpoint)) {
      writes.get(key)?.unshift({ checkpoint, index: at, ...author(checkpoint, key, tasks.get(at - 1) ?? []) });
    }
  });
  return writes;
}

/**
 * The tasks of a namespace by the checkpoint they began from.
 * @param {RunModel} run
 * @param {string} ns
 */
function tasksAt(run, ns) {
  /** @type {Map<number, Task[]>} */
  const found = new Map();
  const wanted = run.states.current(ns);
  for (const task of run.tasks.values()) {
    if (run.states.current(task.ns.join('|')) === wanted) found.set(task.checkpoint, [...(found.get(task.checkpoint) ?? []), task]);
  }
  return found;
}

/**
 * @param {RunModel} run
 * @param {string} ns
 * @param {number} at
 * @param {Checkpoint} checkpoint
 */
function keysWritten(run, ns, at, { patch }) {
  if (!patch?.set) return [];
  const keys = [...Object.keys(patch.set), ...Object.keys(patch.append)];
  if (patch.from !== 'nothing' || at === 0) return keys;
  // A whole state is told anew after a stop: what it says as before was not written.
  const before = run.states.at(ns, at - 1);
  return keys.filter((key) => !isEqual(before[key], patch.set[key]));
}

/**
 * @param {Checkpoint} checkpoint
 * @param {string} key
 * @param {Task[]} tasks  Those of the step that led to it.
 * @returns {{by: string, taskId: string | null}}
 */
function author({ source, actor }, key, tasks) {
  if (source === 'update') return { by: actor ? `edited by ${actor}` : 'edited', taskId: null };
  const wrote = tasks.filter((task) => wroteKey(task.result, key));
  const likely = wrote.length > 0 ? wrote : tasks;
  if (likely.length === 0) return { by: source === 'fork' ? 'the fork' : 'the input', taskId: null };
  const names = [...new Set(likely.map((task) => task.name))];
  return { by: `${names.join(', ')}${likely.length > names.length ? ` (${likely.length} tasks)` : ''}`, taskId: likely[0].id };
}

/**
 * @param {any} result
 * @param {string} key
 * @returns {boolean}
 */
function wroteKey(result, key) {
  if (Array.isArray(result)) return result.some((one) => wroteKey(one, key));
  return typeof result === 'object' && result !== null && (key in result || (typeof result.update === 'object' && result.update !== null && key in result.update));
}
