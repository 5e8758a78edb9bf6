/**
 * Tasks of a run and what their nodes show: the part of the fold that follows one task through its tries to its end.
 *
 * A node counts how its tasks of the newest superstep look. It shows the first of ORDER that any of them has: of a
 * hundred side by side it runs while one runs, and has failed when one failed.
 */

/** @import { Event, Task, NodeState, Group, Look } from './types.js' */
/** @import { RunModel } from './run.js' */

/** @type {Look[]} */
const ORDER = ['running', 'failed', 'interrupt', 'paused', 'retrying', 'pending', 'skipped', 'succeeded', 'cached'];

/** @returns {NodeState} */
export const idle = () => ({ look: 'idle', visits: 0, taskId: null, counts: {} });

/** @param {Pick<NodeState, 'counts'>} place */
export function lookOf(place) {
  return ORDER.find((look) => place.counts[look]) ?? 'idle';
}

/**
 * These tasks are about to run.
 * @param {RunModel} run
 * @param {Event} event
 */
export function plan(run, event) {
  for (const { node: path } of event.body.tasks) {
    const node = run.node(path);
    // The same node may still run elsewhere, in a graph that several tasks call.
    if (node.counts.running) continue;
    node.counts = {};
    node.look = 'pending';
  }
  gather(run, event);
}

/**
 * Several tasks side by side get a row over theirs; a superstep that is planned again after a stop keeps the one it has.
 * @param {RunModel} run
 * @param {Event} event
 */
function gather(run, { seq, at, body }) {
  /** @type {{id: string, name: string}[]} */
  const tasks = body.tasks;
  if (tasks.length < 2 || tasks.some(({ id }) => run.groups.has(id) || run.tasks.has(id))) return;
  const ns = body.ns.join('|');
  const name = tasks.every((task) => task.name === tasks[0].name) ? tasks[0].name : '';
  /** @type {Group} */
  const group = {
    kind: 'step', seq, id: `superstep ${seq}`, parent: callerOf(body.ns), ns, step: body.step, size: tasks.length, name,
    checkpoint: run.states.of(ns).length - 1, startedAt: at, endedAt: at, look: 'pending', counts: {},
  };
  for (const { id } of tasks) run.groups.set(id, group);
  run.rows.push(group);
}

/** The task whose node is the graph of this namespace. @param {string[]} ns */
function callerOf(ns) {
  const last = ns.at(-1) ?? '';
  return last.slice(last.lastIndexOf(':') + 1);
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
  const group = run.groups.get(task.id);
  run.rows.push({ kind: 'task', seq, id: task.id, parent: group?.id ?? callerOf(body.ns) });
  count(node, null, 'running');
  if (group) count(group, null, 'running');
}

/**
 * @param {RunModel} run
 * @param {Event} event
 * @param {Look} look
 * @param {Partial<Task>} more
 */
export function end(run, { at, body }, look, more) {
  run.texts.delete(body.id);
  run.open.delete(body.id);
  const task = run.tasks.get(body.id);
  if (!task) return;
  show(run, task, look);
  const group = run.groups.get(task.id);
  if (group) group.endedAt = at;
  Object.assign(task, { durationMs: body.duration_ms ?? null, ...more });
  if (task.error && task.failures.length === 0) run.failed.push(task.id);
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
  const group = run.groups.get(task.id);
  if (group) count(group, task.look, look);
  task.look = look;
}

/**
 * @param {NodeState | Group} place
 * @param {Look | null} from
 * @param {Look} to
 */
function count(place, from, to) {
  if (from && place.counts[from]) place.counts[from] -= 1;
  place.counts[to] = (place.counts[to] ?? 0) + 1;
  place.look = lookOf(place);
}
