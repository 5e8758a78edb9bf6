import assert from 'node:assert/strict';
import { test } from 'node:test';

import { RunModel } from '../../../static/js/model/run.js';
import { FOLLOWING, fromQuery, ofCheckpoint, ofLevel, ofTask, settled, toQuery } from '../../../static/js/model/selection.js';
import { chain, EDGES, Journal, whole } from './journal.js';

const run = new RunModel(EDGES).applyAll(whole());

test('what a person looks at survives the way through the address', () => {
  const task = /** @type {any} */ (run.tasks.get('q1'));
  for (const selection of [ofTask(task, FOLLOWING), ofCheckpoint('', 1, FOLLOWING), { ...FOLLOWING, tab: /** @type {const} */ ('diff') }]) {
    const settledOne = settled(selection, run);
    assert.deepEqual(settled(fromQuery(toQuery(settledOne, run), run), run), settledOne);
  }
});

test('an address that names what is not there shows the newest', () => {
  assert.deepEqual(fromQuery('?task=gone&checkpoint=gone&tab=gone', run), FOLLOWING);
});

test('following moves on to each new checkpoint; a chosen one stays', () => {
  const live = new RunModel().applyAll(chain(4));
  assert.equal(settled(FOLLOWING, live).index, 4);
  assert.equal(settled(ofCheckpoint('', 2, FOLLOWING), live).index, 2);
  assert.equal(settled(ofCheckpoint('', 99, FOLLOWING), live).index, 4);
});

test('a chosen level is followed until the run has left it', () => {
  const journal = new Journal().saved({}, { from: 'nothing', next: ['ship'] }).started('t1', 'ship');
  journal.saved({}, { ns: ['ship:t1'], from: 'nothing', next: ['ship:book'] });
  const chosen = ofLevel('ship:t1', FOLLOWING);
  const seen = () => settled(chosen, new RunModel().applyAll(journal.events));
  assert.deepEqual([seen().ns, seen().index], ['ship:t1', 0]);
  journal.saved({}, { ns: ['ship:t1'], next: ['ship:ask'] });
  assert.equal(seen().index, 1);
  journal.saved({}, { ns: ['ship:t1'] });
  assert.deepEqual([seen().ns, seen().follows], ['', true]);
});

test('choosing a task shows the state its superstep led to', () => {
  const live = new RunModel().applyAll(chain(4));
  const chosen = ofTask(/** @type {any} */ (live.tasks.get('t3')), FOLLOWING);
  assert.equal(live.states.at(chosen.ns, chosen.index).step, 3);
});

test('a failed task is opened at its error, the next one that went well is not', () => {
  const error = { type: 'ValueError', message: 'no', traceback: '' };
  const failed = ofTask(/** @type {any} */ ({ ...run.tasks.get('l1'), error }), FOLLOWING);
  assert.equal(failed.tab, 'error');
  assert.equal(ofTask(/** @type {any} */ (run.tasks.get('b1')), failed).tab, 'io');
});
