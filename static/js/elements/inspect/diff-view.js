/** The changes of one step, drawn: what was, struck through; what is, marked. */

/** @import { Change } from '../../model/diff.js' */

import { h } from '../../core/dom.js';
import { tree } from './json-tree.js';

/** @type {Record<string, string>} */
const SIGNS = { added: '+', appended: '+', removed: '−', changed: '±' };
/** @type {Record<string, string>} */
const WORDS = { added: 'added', appended: 'appended', removed: 'removed', changed: 'changed' };

/**
 * @param {Change[]} changes
 * @param {string} [nothing]  What to say when there are none.
 */
export function diffView(changes, nothing = 'Nothing changed in this step.') {
  if (changes.length === 0) return h('p', { class: 'muted' }, nothing);
  return h('ul', { class: 'diff' }, ...changes.map(row));
}

/** @param {Change} change */
function row(change) {
  const { path, kind } = change;
  return h('li', { class: `diff-row is-${kind}` },
    h('div', { class: 'diff-head' },
      h('span', { class: 'diff-sign', 'aria-hidden': 'true' }, SIGNS[kind]), h('span', { class: 'mono' }, path.join(' › ') || 'state'),
      h('span', { class: 'muted small' }, WORDS[kind])),
    kind === 'changed' || kind === 'removed' ? h('del', { class: 'diff-before' }, tree(change.before, 1)) : null,
    kind !== 'removed' ? h('ins', { class: 'diff-after' }, tree(change.after, 1)) : null);
}
