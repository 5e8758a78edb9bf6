/** What each tab of the inspector shows of the selected checkpoint or task. */

/** @import { Tab } from '../../model/selection.js' */
/** @import { RunPage } from '../run/page.js' */
/** @import { Task } from '../../model/types.js' */

import { h } from '../../core/dom.js';
import { writesOf } from '../../model/blame.js';
import { changes } from '../../model/diff.js';
import { messagesOf } from '../../model/messages.js';
import { diffView } from './diff-view.js';
import { factsView } from './facts-view.js';
import { tree } from './json-tree.js';
import { messagesView } from './messages-view.js';
import { writesView } from './writes-view.js';

/**
 * @typedef {object} Look
 * @property {RunPage} page
 * @property {string} ns
 * @property {number} index
 * @property {Task | null} task
 * @property {string} streamed  What models say just now.
 * @property {() => void} fetchState
 */

/** @param {string} text */
const note = (text) => h('p', { class: 'muted' }, text);

/** @type {Record<Tab, (look: Look) => Node[]>} */
export const PANELS = {
  state({ page, ns, index, fetchState }) {
    if (page.model.states.isPartial(ns, index)) {
      return [note('This state is too large for the journal.'), h('button', { type: 'button', class: 'button', onclick: fetchState }, 'Fetch it from a worker')];
    }
    const state = page.model.states.at(ns, index);
    return Object.keys(state).length > 0 ? [tree(state)] : [note('The state is empty here.')];
  },
  diff(look) {
    const { states } = look.page.model;
    const base = states.place(look.page.chosen().base ?? '');
    const before = base ? states.at(base.ns, base.index) : states.at(look.ns, look.index - 1);
    return [compared(look, base), diffView(changes(before, states.at(look.ns, look.index)), base ? 'Both states are the same.' : undefined)];
  },
  io({ task }) {
    if (!task) return [note('Choose a task in the timeline, or a node in the graph, to see what went in and came out.')];
    const parts = [h('h3', {}, 'Input'), tree(task.input)];
    if (task.result !== undefined) parts.push(h('h3', {}, 'Output'), tree(task.result));
    if (task.interrupts.length > 0) parts.push(h('h3', {}, 'Question'), tree(task.interrupts.map((one) => one.value)));
    if (task.emitted.length > 0) parts.push(h('h3', {}, 'Written to the stream'), tree(task.emitted));
    return parts;
  },
  messages({ page, ns, index, streamed }) {
    return [messagesView(messagesOf(page.model.states.at(ns, index)), streamed)];
  },
  writes({ page, ns, index }) {
    return [writesView(page, writesOf(page.model, ns, index))];
  },
  details(look) {
    return factsView(look);
  },
  error({ page, task }) {
    const error = task?.error ?? page.model.error;
    if (!error) return [note('No error here. Press e for the next one.')];
    return [h('p', { class: 'wrong strong' }, `${error.type}: ${error.message}`), h('pre', { class: 'code is-wrong', tabindex: '0', 'aria-label': 'Traceback' }, error.traceback ?? '')];
  },
};

/**
 * What the difference is from, and how to have it from elsewhere.
 * @param {Look} look
 * @param {{ns: string, index: number} | null} base
 */
function compared({ page, ns, index }, base) {
  const at = page.model.states.of(ns)[index];
  const from = base && page.model.states.of(base.ns)[base.index];
  /** @param {string | null} id */
  const choose = (id) => page.selection.update((before) => ({ ...before, base: id }));
  if (from) {
    const words = from === at ? `Compared with step ${from.step}: choose another checkpoint now.` : `From step ${from.step} to step ${at?.step ?? '?'}`;
    return h('p', { class: 'compared cluster' }, h('strong', {}, words), h('button', { type: 'button', class: 'button is-small', onclick: () => choose(null) }, 'Each with the one before'));
  }
  const pin = at && h('button', { type: 'button', class: 'button is-small', onclick: () => choose(at.id) }, 'Compare others with this one');
  return h('p', { class: 'compared cluster' }, h('span', { class: 'muted' }, index > 0 ? 'From the checkpoint before' : 'From nothing'), pin);
}
