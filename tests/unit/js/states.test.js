import assert from 'node:assert/strict';
import { test } from 'node:test';

import { applyPatch, changes } from '../../../static/js/model/diff.js';
import { States } from '../../../static/js/model/states.js';
import { chain, Journal } from './journal.js';

/** @param {any[]} events */
function kept(events) {
  const states = new States();
  for (const event of events) if (event.kind === 'checkpoint.saved') states.add(event);
  return states;
}

test('each of 300 states is the fold of the patches up to it, in whatever order they are asked for', () => {
  const events = chain(300);
  const states = kept(events);
  /** @type {any[]} */
  const all = [];
  for (const { kind, body } of events) if (kind === 'checkpoint.saved') all.push(applyPatch(all.at(-1) ?? {}, body.patch));
  const order = all.map((_, index) => (index * 97) % all.length);
  for (const index of order) assert.deepEqual(states.at('', index), all[index], `state ${index}`);
});

test('looking at a state changes none of the others', () => {
  const states = kept(chain(40));
  const first = structuredClone(states.at('', 1));
  states.at('', 40);
  assert.deepEqual(states.at('', 1), first);
});

test('a patch from nothing begins anew, so that what was lost before it does no harm', () => {
  const journal = new Journal().saved({ set: { a: 1, b: 2 } }, { from: 'nothing' }).saved({ set: { c: 3 } }, { from: 'nothing' });
  assert.deepEqual(kept(journal.events).at('', 1), { c: 3 });
});

test('a patch that was too large makes the states after it partial, until one begins anew', () => {
  const journal = new Journal().saved({ set: { a: 1 } }, { from: 'nothing' });
  journal.saved({ __truncated__: true, size_bytes: 9 }).saved({ set: { b: 1 } }).saved({ set: { c: 1 } }, { from: 'nothing' });
  const states = kept(journal.events);
  assert.deepEqual([0, 1, 2, 3].map((index) => states.isPartial('', index)), [false, true, true, false]);
});

test('there is an empty state before the first checkpoint and in graphs that never ran', () => {
  assert.deepEqual([kept([]).at('', 3), kept(chain(2)).at('', -1), kept(chain(2)).at('pay', 0)], [{}, {}, {}]);
});

test('a checkpoint is found by its id', () => {
  assert.deepEqual(kept(chain(3)).place('c2'), { ns: '', index: 1 });
  assert.equal(kept(chain(3)).place('nowhere'), null);
});

test('a diff names what was added, removed, changed and appended, by path', () => {
  const told = changes({ a: 1, b: { c: 1 }, gone: 0, log: [1] }, { a: 2, b: { c: 1, d: 1 }, log: [1, 2], new: null });
  assert.deepEqual(told, [
    { path: ['a'], kind: 'changed', before: 1, after: 2 },
    { path: ['b', 'd'], kind: 'added', after: 1 },
    { path: ['gone'], kind: 'removed', before: 0 },
    { path: ['log', '1'], kind: 'appended', after: 2 },
    { path: ['new'], kind: 'added', after: null },
  ]);
});

test('two equal values have no diff, an object and a list are never equal', () => {
  assert.deepEqual(changes({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }), []);
  assert.equal(changes({ a: [] }, { a: {} }).length, 1);
});

test('a list is told by what it lost and gained, wherever in it', () => {
  assert.deepEqual(changes({ q: ['a', 'b', 'c'] }, { q: ['b', 'c'] }), [{ path: ['q', '0'], kind: 'removed', before: 'a' }]);
  assert.deepEqual(changes(['a', 'c'], ['a', 'b', 'c']), [{ path: ['1'], kind: 'added', after: 'b' }]);
  assert.deepEqual(changes([{ n: 1 }, 2], [{ n: 3 }, 2]), [{ path: ['0', 'n'], kind: 'changed', before: 1, after: 3 }]);
});
