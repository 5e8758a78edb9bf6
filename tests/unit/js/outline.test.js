import assert from 'node:assert/strict';
import test from 'node:test';

import { Outline } from '../../../static/js/model/outline.js';
import { RunModel } from '../../../static/js/model/run.js';
import { Journal } from './journal.js';

/** @param {number} count */
function fanOut(count) {
  const tasks = Array.from({ length: count }, (_, at) => /** @type {[string, string]} */ ([`t${at}`, 'work']));
  const journal = new Journal().planned(1, tasks);
  for (const [id] of tasks) journal.started(id, 'work');
  return journal;
}

/** @param {Outline} outline */
const ids = (outline) => outline.rows().map((row) => row.id);

test('tasks side by side stand under one row for their superstep', () => {
  const outline = new Outline(new RunModel().applyAll(fanOut(3).events));
  assert.deepEqual(ids(outline), ['superstep 1', 't0', 't1', 't2']);
  assert.deepEqual(outline.rows().map((row) => outline.depth(row)), [0, 1, 1, 1]);
});

test('a superstep of one task has no row of its own', () => {
  const journal = new Journal().planned(1, [['a', 'load']]).started('a', 'load');
  assert.deepEqual(ids(new Outline(new RunModel().applyAll(journal.events))), ['a']);
});

test('a wide fan-out begins folded and its row counts how its tasks are', () => {
  const journal = fanOut(1000).finished('t0', 'work');
  const run = new RunModel().applyAll(journal.events);
  const outline = new Outline(run);
  assert.deepEqual(ids(outline), ['superstep 1']);
  const [row] = outline.rows();
  assert.deepEqual(row.kind === 'step' && row.counts, { running: 999, succeeded: 1 });
  outline.turn(row, true);
  assert.equal(ids(outline).length, 1001);
});

test('tasks of two subgraphs side by side stand each under their own', () => {
  const journal = new Journal().planned(1, [['a', 'left'], ['b', 'right']]).started('a', 'left').started('b', 'right');
  journal.started('a1', 'left:x', { ns: ['left:a'] }).started('b1', 'right:x', { ns: ['right:b'] });
  journal.started('a2', 'left:y', { ns: ['left:a'], step: 2 });
  const outline = new Outline(new RunModel().applyAll(journal.events));
  assert.deepEqual(ids(outline), ['superstep 1', 'a', 'a1', 'a2', 'b', 'b1']);
});

test('rows that come one by one stand as if they had been there from the start', () => {
  const journal = new Journal().planned(1, [['a', 'left'], ['b', 'right']]).started('a', 'left').started('b', 'right');
  journal.started('a1', 'left:x', { ns: ['left:a'] }).started('b1', 'right:x', { ns: ['right:b'] }).started('c', 'end', { step: 2 });
  const run = new RunModel();
  const live = new Outline(run);
  for (const event of journal.events) {
    run.apply(event);
    live.rows();
  }
  assert.deepEqual(ids(live), ids(new Outline(run)));
});

test('a folded row hides all below it and a hidden row can be revealed', () => {
  const journal = new Journal().planned(1, [['a', 'left'], ['b', 'right']]).started('a', 'left').started('b', 'right');
  journal.started('a1', 'left:x', { ns: ['left:a'] });
  const outline = new Outline(new RunModel().applyAll(journal.events));
  outline.turn(/** @type {any} */ (outline.row('superstep 1')), false);
  assert.deepEqual(ids(outline), ['superstep 1']);
  outline.reveal('a1');
  assert.deepEqual(ids(outline), ['superstep 1', 'a', 'a1', 'b']);
});
