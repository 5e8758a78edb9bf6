import assert from 'node:assert/strict';
import { test } from 'node:test';

import { atom } from '../../../static/js/core/atom.js';
import { counted, duration, excerpt } from '../../../static/js/core/format.js';

test('a listener hears the value, each change and no setting of the same value, until its signal ends', () => {
  const closing = new AbortController();
  const count = atom(1);
  /** @type {number[]} */
  const heard = [];
  count.watch((value) => heard.push(value), closing);
  count.set(1);
  count.update((value) => value + 1);
  closing.abort();
  count.set(3);
  assert.deepEqual(heard, [1, 2]);
});

test('durations have one unit, or two where one says too little', () => {
  const told = [null, 0.42, 840, 1234, 185_000, 7_800_000].map(duration);
  assert.deepEqual(told, ['', '0.4 ms', '840 ms', '1.2 s', '3 min 05 s', '2 h 10 min']);
});

test('an excerpt is one line of at most so many characters, of however large a value', () => {
  assert.equal(excerpt({ a: [1, 'b'], c: null }), '{a: [1, "b"], c: null}');
  assert.equal(excerpt('two\n  lines'), 'two lines');
  const large = Array.from({ length: 1e6 }, (_, index) => index);
  assert.equal(excerpt(large, 10), '[0, 1, 2,…');
});

test('a count has the word that fits', () => {
  assert.deepEqual([counted(1, 'task'), counted(1200, 'task'), counted(2, 'event/s', 'events/s')], ['1 task', '1,200 tasks', '2 events/s']);
});
