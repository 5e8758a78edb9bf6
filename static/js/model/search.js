/**
 * Where a text stands in a run: names of nodes, tasks and what they said, things that happened, keys and values of the
 * state at the checkpoint that wrote them. Pure; a search of a long run pauses by yielding null, so that a page stays quick.
 *
 * What a task returned is found where it was written into the state; its input only where tasks side by side differ by it.
 *
 * @typedef {object} Hit
 * @property {'node' | 'task' | 'event' | 'state'} kind
 * @property {string} where
 * @property {string} text
 * @property {string} [row]  The row of the timeline.
 * @property {string} [node]
 * @property {{ns: string, index: number}} [checkpoint]
 */

/** @import { RunModel } from './run.js' */
/** @import { Checkpoint, Row } from './types.js' */

const PAUSE_EVERY = 50;
const DEEPEST = 12;

/**
 * @param {RunModel} run
 * @param {string[]} nodes  Paths of the picture.
 * @param {string} query
 * @returns {Generator<Hit | null>}
 */
export function* search(run, nodes, query) {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return;
  for (const path of nodes) if (path.toLowerCase().includes(wanted)) yield { kind: 'node', where: 'node', text: path, node: path };
  let looked = 0;
  for (const row of run.rows) {
    const hit = inRow(run, row, wanted);
    if (hit) yield hit;
    if ((looked += 1) % PAUSE_EVERY === 0) yield null;
  }
  for (const ns of run.states.namespaces()) {
    for (const [index, checkpoint] of run.states.of(ns).entries()) {
      const hit = inCheckpoint(checkpoint, ns, index, wanted);
      if (hit) yield hit;
      if ((looked += 1) % PAUSE_EVERY === 0) yield null;
    }
  }
}

/**
 * @param {RunModel} run
 * @param {Row} row
 * @param {string} wanted
 * @returns {Hit | null}
 */
function inRow(run, row, wanted) {
  if (row.kind === 'told') return row.text.toLowerCase().includes(wanted) ? { kind: 'event', where: 'event', text: row.text, row: row.id } : null;
  const task = row.kind === 'task' ? run.tasks.get(row.id) : undefined;
  if (!task) return null;
  const said = { error: task.error, question: task.interrupts.map((one) => one.value), emitted: task.emitted };
  const own = run.groups.has(task.id) ? { ...said, input: task.input } : said;
  const found = task.node.toLowerCase().includes(wanted) ? '' : within(own, wanted);
  return found === null ? null : { kind: 'task', where: `${task.node} · step ${task.step}`, text: found || `visit ${task.visit}`, row: task.id };
}

/**
 * @param {Checkpoint} checkpoint
 * @param {string} ns
 * @param {number} index
 * @param {string} wanted
 * @returns {Hit | null}
 */
function inCheckpoint({ patch, step }, ns, index, wanted) {
  const found = patch?.set ? (within(patch.set, wanted) ?? within(patch.append, wanted)) : null;
  if (found === null) return null;
  const level = ns ? ` of ${ns.split('|').map((part) => part.split(':')[0]).join(' › ')}` : '';
  return { kind: 'state', where: `state after step ${step}${level}`, text: found, checkpoint: { ns, index } };
}

/**
 * The first place in a value where the text stands, as `key › key: …text…`; null where it does not.
 * @param {any} value
 * @param {string} wanted  In lower case.
 * @param {string[]} [path]
 * @returns {string | null}
 */
export function within(value, wanted, path = []) {
  if (value === null || value === undefined || path.length > DEEPEST) return null;
  if (typeof value !== 'object') return inText(String(value), wanted, path);
  for (const [key, held] of Object.entries(value)) {
    const place = [...path, key];
    if (!Array.isArray(value) && key.toLowerCase().includes(wanted)) return place.join(' › ');
    const found = within(held, wanted, place);
    if (found !== null) return found;
  }
  return null;
}

/**
 * @param {string} text
 * @param {string} wanted
 * @param {string[]} path
 */
function inText(text, wanted, path) {
  const at = text.toLowerCase().indexOf(wanted);
  if (at < 0) return null;
  const from = Math.max(0, at - 24);
  const cut = text.slice(from, at + wanted.length + 48).replace(/\s+/g, ' ');
  return `${path.join(' › ')}: ${from > 0 ? '…' : ''}${cut}`;
}
