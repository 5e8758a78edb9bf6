/**
 * The levels a run stands in, like frames of a call stack: the graph itself, and each subgraph with tasks still due.
 *
 * A level is named by its namespace, which ends in the id of the task that runs it. It was left when that task ended, or
 * when the graph around it went on without it. A subgraph that keeps its memory has a namespace without ids: it stands
 * where a node inside it is due.
 *
 * @typedef {{ns: string, path: string, name: string, next: string[]}} Level  `path` as in the picture, `next` within it.
 */

/** @import { RunModel } from './run.js' */

/**
 * @param {RunModel} run
 * @returns {Level[]}  Outer ones first.
 */
export function levels(run) {
  const inner = run.states.namespaces().filter((ns) => ns && stands(run, ns));
  return ['', ...inner.sort((one, other) => depth(one) - depth(other))].map((ns) => {
    const path = pathOf(ns);
    return { ns, path, name: path.split(':').at(-1) ?? '', next: run.states.of(ns).at(-1)?.next ?? [] };
  });
}

/** The nodes a namespace leads through: `shipping:desk`. @param {string} ns */
export function pathOf(ns) {
  return ns ? ns.split('|').map((segment) => segment.split(':')[0]).join(':') : '';
}

/** @param {string} ns */
const depth = (ns) => ns.split('|').length;

/**
 * @param {RunModel} run
 * @param {string} ns
 * @returns {boolean}
 */
function stands(run, ns) {
  const segments = ns.split('|');
  const id = segments.pop()?.split(':')[1];
  const last = run.states.of(ns).at(-1);
  if (!last || last.next.length === 0) return false;
  if (!id) return run.next.some((path) => path.startsWith(`${pathOf(ns)}:`));
  const outer = segments.join('|');
  const task = run.tasks.get(id);
  if (task && (task.look === 'succeeded' || task.checkpoint !== run.states.of(outer).length - 1)) return false;
  return outer === '' || stands(run, outer);
}
