import assert from 'node:assert/strict';
import test from 'node:test';

import { nextError, rowThatLedTo, visitOf } from '../../../static/js/model/jumps.js';
import { RunModel } from '../../../static/js/model/run.js';
import { Journal } from './journal.js';

const journal = new Journal().saved({ set: { n: 0 } }, { step: -1, from: 'nothing' });
journal.planned(1, [['a', 'load'], ['b', 'load']]).started('a', 'load').started('b', 'load').failed('a', 'load').saved({ set: { n: 1 } }, { step: 1 });
journal.planned(2, [['c', 'load']]).started('c', 'load', { step: 2 }).failed('c', 'load').saved({ set: { n: 2 } }, { step: 2 });
const run = new RunModel().applyAll(journal.events);

test('the next error is the one after, then the first again', () => {
  assert.equal(nextError(run, '')?.id, 'a');
  assert.equal(nextError(run, 'a')?.id, 'c');
  assert.equal(nextError(run, 'c')?.id, 'a');
  assert.equal(nextError(new RunModel(), ''), undefined);
});

test('a checkpoint was led to by a task, or by a superstep of several', () => {
  assert.equal(rowThatLedTo(run, '', 1)?.kind, 'step');
  assert.equal(rowThatLedTo(run, '', 2)?.id, 'c');
  assert.equal(rowThatLedTo(run, '', 0), undefined);
});

test('visits of a node follow one another and end', () => {
  assert.equal(visitOf(run, 'a', 1)?.id, 'b');
  assert.equal(visitOf(run, 'c', -1)?.id, 'b');
  assert.equal(visitOf(run, 'c', 1), undefined);
});
