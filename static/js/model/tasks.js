/**
 * Tasks of a run and what their nodes show: the part of the fold that follows one task through its tries to its end.
 *
 * A node counts how its tasks of the newest superstep look. It shows the first of ORDER that any of them has: of a
 * hundred side by side it runs while one runs, and has failed when one failed.
 */

/** @import { Event, Task, NodeState, Look } from './types.js' */
/** @import { RunModel } from './run.js' */

/** @type {Look[]} */
const ORDER = ['running', 'failed', 'interrupt', 'paused', 'retrying', 'pending', 'skipped', 'succeeded', 'cached'];

/** @returns {NodeState} */
export const idle = () => ({ look: 'idle', visits: 0, taskId: null, counts: {} });

/** @param {NodeState} node */
export function lookOf(node) {
  return ORDER.find((look) => node.counts[look]) ?? 'idle';
}

/**
 * These nodes are about to run.
 * @param {RunModel} run
 * @param {Iterable<string>} paths
 */
export function plan(run, paths) {
  for (const path of paths) {
    const node = run.node(path);
    // The same node may still run elsewhere, in a graph that several tasks call.
    if (node.counts.running) continue;
    node.counts = {};
    node.look = 'pending';
  }
}

/**
 * @param {RunModel} run
 * @param {Event} event
 */
export function begin(run, { seq, at, body }) {
  const node = run.node(body.node);
  const known = run.tasks.get(body.id);
  node.taskId = body.id;
  run.open.add(body.id);
  if (known) {
    // Another try, or the same task again after a stop: one row, one visit.
    show(run, known, 'running');
    Object.assign(known, { attempt: body.attempt, result: undefined, error: null, durationMs: null, interrupts: [], emitted: [] });
    if (body.attempt === 1) known.startedAt = at;
    return;
  }
  node.visits += 1;
  /** @type {Task} */
  const task = {
    id: body.id, ns: body.ns, node: body.node, name: body.name, step: body.step, look: 'running', attempt: body.attempt,
    visit: node.visits, startedAt: at, durationMs: null, input: body.input, result: undefined, error: null, failures: [],
    interrupts: [], emitted: [], checkpoint: run.states.of(body.ns.join('|')).length - 1,
  };
  run.tasks.set(task.id, task);
  run.rows.push({ kind: 'task', seq, id: task.id });
  count(node, null, 'running');
}

/**
 * @param {RunModel} run
 * @param {any} body
 * @param {Look} look
 * @param {Partial<Task>} more
 */
export function end(run, body, look, more) {
  run.texts.delete(body.id);
  run.open.delete(body.id);
  const task = run.tasks.get(body.id);
  if (!task) return;
  show(run, task, look);
  Object.assign(task, { durationMs: body.duration_ms ?? null, ...more });
  if (task.error) task.failures.push({ attempt: body.attempt, error: task.error, retryInS: body.retry_in_s ?? null });
}

/**
 * Tasks nobody works on any more: the worker let go of the run.
 * @param {RunModel} run
 * @param {Look} look
 */
export function closeAll(run, look) {
  for (const id of run.open) {
    const task = run.tasks.get(id);
    if (task) show(run, task, look);
  }
  run.open.clear();
  run.texts.clear();
}

/**
 * @param {RunModel} run
 * @param {Task} task
 * @param {Look} look
 */
function show(run, task, look) {
  count(run.node(task.node), task.look, look);
  task.look = look;
}

/**
 * @param {NodeState} node
 * @param {Look | null} from
 * @param {Look} to
 */
function count(node, from, to) {
  if (from && node.counts[from]) node.counts[from] -= 1;
  node.counts[to] = (node.counts[to] ?? 0) + 1;
  node.look = lookOf(node);
}
