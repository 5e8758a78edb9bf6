/** What is known of the selected task, checkpoint and run, beside their contents. */

/** @import { Look } from './panels.js' */

import { h, icon } from '../../core/dom.js';
import { clock, duration } from '../../core/format.js';
import { wordOf } from '../run/looks.js';

/** @param {Look} look */
export function factsView({ page, ns, index, task }) {
  const at = page.model.states.of(ns)[index];
  const { run } = page.boot;
  const parts = [];
  if (task) {
    parts.push(h('h3', {}, 'Task'), facts({
      node: code(task.node), state: wordOf(task.look), id: copied(task.id), namespace: task.ns.length > 0 ? code(task.ns.join(' | ')) : 'the graph itself',
      superstep: String(task.step), visit: String(task.visit), attempt: String(task.attempt), began: clock(task.startedAt), took: duration(task.durationMs),
      ...Object.fromEntries(task.failures.map((one) => [`try ${one.attempt}`, h('span', { class: 'wrong' }, `${one.error.type}: ${one.error.message}${one.retryInS === null ? '' : ` (tried again after ${duration(one.retryInS * 1000)})`}`)])),
    }));
  }
  if (at) {
    parts.push(h('h3', {}, 'Checkpoint'), facts({
      id: copied(at.id), parent: at.parentId ? copied(at.parentId) : 'none', step: String(at.step), source: at.source, 'edited by': at.actor ?? '',
      saved: clock(at.at), next: at.next.join(', ') || 'nothing', event: String(at.seq),
    }));
  }
  parts.push(h('h3', {}, 'Run'), facts({
    id: copied(run.id), thread: h('a', { href: page.boot.urls.thread }, run.thread_id), graph: h('a', { href: page.boot.urls.graph }, run.graph),
    version: String(run.version ?? ''), 'started by': run.created_by ?? '', created: clock(run.created_at), took: duration(page.model.durationMs),
  }));
  return parts;
}

/** @param {Record<string, string | Node>} pairs  Empty ones are left out. */
function facts(pairs) {
  const known = Object.entries(pairs).filter(([, value]) => value !== '');
  return h('dl', { class: 'facts' }, ...known.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}

/** @param {string} text */
const code = (text) => h('span', { class: 'mono' }, text);

/** @param {string} text */
function copied(text) {
  const button = h('button', { type: 'button', class: 'button is-quiet is-small is-icon', 'aria-label': `Copy ${text}`, title: 'Copy' }, icon('copy'));
  return h('span', { class: 'copied' }, code(text), h('copy-button', { text }, button));
}
