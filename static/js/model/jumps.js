/** Ways from one row of a run to another: pure. */

/** @import { RunModel } from './run.js' */
/** @import { Row, Task } from './types.js' */

/**
 * The row whose superstep led to a checkpoint; that of all its tasks, where they were several.
 * @param {RunModel} run
 * @param {string} ns
 * @param {number} index
 * @returns {Row | undefined}
 */
export function rowThatLedTo(run, ns, index) {
  return run.rows.find((row) => {
    if (row.kind === 'step') return row.ns === ns && row.checkpoint + 1 === index;
    const task = row.kind === 'task' && !run.groups.has(row.id) ? run.tasks.get(row.id) : undefined;
    return task !== undefined && task.checkpoint + 1 === index && task.ns.join('|') === ns;
  });
}

/**
 * The next failed task after a row, or the first one from the top.
 * @param {RunModel} run
 * @param {string} id
 * @returns {Row | undefined}
 */
export function nextError(run, id) {
  const isWrong = (/** @type {Row} */ row) => row.kind === 'task' && Boolean(run.tasks.get(row.id)?.error);
  const from = run.rows.findIndex((row) => row.id === id);
  return run.rows.find((row, index) => index > from && isWrong(row)) ?? run.rows.find(isWrong);
}

/**
 * Another visit of the node that a task visited.
 * @param {RunModel} run
 * @param {string} id
 * @param {number} by
 * @returns {Task | undefined}
 */
export function visitOf(run, id, by) {
  const here = run.tasks.get(id);
  if (!here) return undefined;
  const visits = [...run.tasks.values()].filter((task) => task.node === here.node);
  return visits[visits.indexOf(here) + by];
}
