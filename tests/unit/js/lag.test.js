import assert from 'node:assert/strict';
import test from 'node:test';

import { Lag } from '../../../static/js/model/lag.js';

const NOON = Date.UTC(2026, 0, 1, 12);
/** @param {number} ms */
const stamp = (ms) => new Date(NOON + ms).toISOString();

test('a lag leaves out what the clocks differ by', () => {
  const lag = new Lag();
  // The server's clock is an hour ahead; its ping took 5 ms, a slow one 300 ms.
  lag.ping(stamp(3_600_000), NOON + 5);
  lag.ping(stamp(3_600_000), NOON + 300);
  lag.came(stamp(3_600_000), NOON + 185);
  assert.equal(lag.at(NOON + 200), 180);
});

test('there is no lag before a ping, nor while nothing comes', () => {
  const lag = new Lag();
  lag.came(stamp(0), NOON + 40);
  assert.equal(lag.at(NOON + 50), null);
  lag.ping(stamp(0), NOON);
  assert.equal(lag.at(NOON + 50), 40);
  assert.equal(lag.at(NOON + 5000), null);
});

test('of what came of late the slowest counts', () => {
  const lag = new Lag();
  lag.ping(stamp(0), NOON);
  lag.came(stamp(0), NOON + 90);
  lag.came(stamp(100), NOON + 120);
  assert.equal(lag.at(NOON + 130), 90);
});
