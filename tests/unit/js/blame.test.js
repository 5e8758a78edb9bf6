import assert from 'node:assert/strict';
import test from 'node:test';

import { writesOf } from '../../../static/js/model/blame.js';
import { valueAt } from '../../../static/js/model/paths.js';
import { RunModel } from '../../../static/js/model/run.js';
import { Journal } from './journal.js';

/** @param {string} id @param {string} node @param {number} step @param {any} result */
function finished(id, node, step, result) {
  return { ns: [], step, id, node, name: node, result, duration_ms: 1, is_cached: false };
}

const journal = new Journal().saved({ set: { n: 0, log: [] } }, { step: -1, from: 'nothing' });
journal.planned(1, [['a', 'left'], ['b', 'right']]).started('a', 'left').started('b', 'right');
journal.add('task.finished', finished('a', 'left', 1, { n: 1 })).add('task.finished', finished('b', 'right', 1, { log: ['x'] }));
journal.saved({ set: { n: 1 }, append: { log: ['x'] } }, { step: 1 });
journal.add('state.edited', { checkpoint_id: 'e1', parent_id: 'c2', actor: 'dana', patch: { from: 'parent', set: { n: 9 }, append: {}, remove: [] } });
journal.saved({ set: { n: 9, log: ['x'] } }, { step: 3, from: 'nothing' });
const run = new RunModel().applyAll(journal.events);

/** @param {string} key */
const told = (key) => writesOf(run, '', 3).get(key)?.map(({ by, checkpoint }) => `${by} at ${checkpoint.step}`);

test('each key names who wrote it, the newest write first', () => {
  assert.deepEqual(told('n'), ['edited by dana at 2', 'left at 1', 'the input at -1']);
  assert.deepEqual(told('log'), ['right at 1', 'the input at -1']);
});

test('what was written after the selected checkpoint is not told', () => {
  assert.deepEqual(writesOf(run, '', 0).get('n')?.length, 1);
});

test('a path leads to a value of the state, or says that there is none', () => {
  const state = { queue: [{ id: 'T-1' }, { id: 'T-2' }], none: null };
  assert.deepEqual(valueAt(state, 'queue[0].id'), { isThere: true, value: 'T-1' });
  assert.deepEqual(valueAt(state, 'queue.-1.id'), { isThere: true, value: 'T-2' });
  assert.deepEqual(valueAt(state, 'none'), { isThere: true, value: null });
  assert.deepEqual(valueAt(state, 'queue.7.id'), { isThere: false });
  assert.deepEqual(valueAt(state, 'toString'), { isThere: false });
});
