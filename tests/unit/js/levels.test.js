import assert from 'node:assert/strict';
import { test } from 'node:test';

import { levels } from '../../../static/js/model/levels.js';
import { levelAt } from '../../../static/js/model/picture.js';
import { RunModel } from '../../../static/js/model/run.js';
import { Journal } from './journal.js';

const IN = ['ship:t1'];

/** A run that stands before `ship:book`. */
function inside() {
  const journal = new Journal().saved({ set: { a: 1 } }, { from: 'nothing', next: ['ship'] }).started('t1', 'ship');
  return journal.saved({ set: { b: 1 } }, { ns: IN, from: 'nothing', next: ['ship:book'] });
}

/** @param {Journal} journal */
const told = (journal) => levels(new RunModel().applyAll(journal.events)).map(({ ns, name, next }) => [ns, name, next]);

test('a run that stops inside a subgraph stands at both levels', () => {
  assert.deepEqual(told(inside()), [['', '', ['ship']], ['ship:t1', 'ship', ['ship:book']]]);
});

test('a level is left when its last task is done, or the graph around it goes on', () => {
  assert.deepEqual(told(inside().saved({}, { ns: IN, next: [] })), [['', '', ['ship']]]);
  assert.deepEqual(told(inside().saved({}, { next: ['bill'] })), [['', '', ['bill']]]);
});

test('an edit of the outer level renames the inner one, and old names still find it', () => {
  const journal = inside();
  journal.add('state.edited', {
    ns: [], checkpoint_id: 'e1', parent_id: 'c1', next: ['ship'], at: ['ship:book'], moved: { 'ship:t1': 'ship:t2' },
    patch: { from: 'parent', set: { a: 2 }, append: {}, remove: [] },
  });
  const run = new RunModel().applyAll(journal.events);
  assert.deepEqual(levels(run).map(({ ns }) => ns), ['', 'ship:t2']);
  assert.deepEqual([run.states.at('ship:t1', 0), run.states.at('', 1), run.next], [{ b: 1 }, { a: 2 }, ['ship:book']]);
});

test('a subgraph that keeps its memory is a level while a node inside it is due', () => {
  const journal = new Journal().saved({}, { from: 'nothing', next: ['desk'] }).saved({}, { ns: ['desk'], from: 'nothing', next: ['desk:ask'] });
  assert.deepEqual(told(journal).length, 1);
  journal.add('run.interrupted', { reason: 'breakpoint', at: ['desk:ask'], next: ['desk'] });
  assert.deepEqual(told(journal).map(([ns]) => ns), ['', 'desk']);
});

test('a level of the picture is found by its path', () => {
  const inner = { nodes: [], edges: [], state_schema: { title: 'Inner' } };
  const outer = { nodes: [{ id: 'ship', kind: 'subgraph', graph: inner }, { id: 'bill', kind: 'node' }], edges: [] };
  assert.deepEqual([levelAt(outer, ''), levelAt(outer, 'ship'), levelAt(outer, 'bill')], [outer, inner, null]);
});
