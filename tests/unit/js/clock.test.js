import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Clock } from '../../../static/js/model/clock.js';

const at = (/** @type {number} */ second) => new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString();

test('time in which nobody worked on the run is left out', () => {
  const clock = new Clock();
  clock.begin(at(10));
  clock.end(at(12));
  clock.begin(at(40));
  assert.deepEqual([5, 10, 11, 12, 30, 41].map((second) => clock.at(at(second))), [0, 0, 1000, 2000, 2000, 3000]);
});

test('an attempt that was lost ends where the next one begins', () => {
  const clock = new Clock();
  clock.begin(at(0));
  clock.begin(at(5));
  assert.deepEqual([4, 5, 6].map((second) => clock.at(at(second))), [4000, 5000, 6000]);
});
