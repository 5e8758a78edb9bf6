import assert from 'node:assert/strict';
import { test } from 'node:test';

import { listen } from '../../../static/js/core/socket.js';

const event = (/** @type {number} */ seq) => ({ seq, at: '', kind: 'x', body: {} });

/** A feed whose lines are opened, spoken through and cut by the test; `stored` is what the server keeps. */
function feed({ after = 0, stored = /** @type {number[]} */ ([]) } = {}) {
  const closing = new AbortController();
  const heard = { seqs: /** @type {number[]} */ ([]), words: /** @type {string[]} */ ([]), frames: /** @type {any[]} */ ([]), asked: /** @type {number[]} */ ([]) };
  /** @type {any[]} */
  const lines = [];
  listen({
    url: '/ws/', after, signal: closing.signal,
    fill: async (last) => {
      heard.asked.push(last);
      return { events: stored.filter((seq) => seq > last).slice(0, 2).map(event), has_more: stored.filter((seq) => seq > last).length > 2 };
    },
    onEvents: (events) => heard.seqs.push(...events.map((one) => one.seq)),
    onFrame: (frame) => heard.frames.push(frame),
    onConnection: ({ word }) => heard.words.at(-1) !== word && heard.words.push(word),
    open: (url) => {
      lines.push({ url, close() {} });
      return lines.at(-1);
    },
  });
  const say = (/** @type {any} */ frame) => lines.at(-1).onmessage({ data: JSON.stringify(frame) });
  const events = (/** @type {number[]} */ ...seqs) => say({ type: 'events', events: seqs.map(event) });
  return { heard, lines, say, events, closing, cut: (/** @type {number} */ code) => lines.at(-1).onclose({ code }) };
}

const soon = () => new Promise((done) => setTimeout(done, 0));

test('events come in order and each once, whatever the server repeats', () => {
  const { heard, events, closing } = feed();
  events(1, 2);
  events(2, 1, 3);
  assert.deepEqual(heard.seqs, [1, 2, 3]);
  closing.abort();
});

test('a gap is filled over HTTP, page by page, before what lies beyond it is told', async () => {
  const { heard, events, closing } = feed({ stored: [1, 2, 3, 4, 5] });
  events(1);
  events(5, 6);
  assert.deepEqual(heard.seqs, [1]);
  await soon();
  assert.deepEqual([heard.seqs, heard.asked[0]], [[1, 2, 3, 4, 5, 6], 1]);
  closing.abort();
});

test('it is live when the server is ready and all that it has is here', async () => {
  const { heard, say, closing } = feed({ stored: [1, 2, 3] });
  say({ type: 'ready', last_seq: 3 });
  assert.deepEqual(heard.words, ['connecting']);
  await soon();
  assert.deepEqual([heard.words, heard.seqs], [['connecting', 'live'], [1, 2, 3]]);
  closing.abort();
});

test('after a break it asks for what comes after the last number, with growing pauses', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { heard, events, say, cut, lines, closing } = feed({ after: 4 });
  assert.equal(lines[0].url, '/ws/?after=4');
  events(5);
  say({ type: 'ready', last_seq: 5 });
  cut(1006);
  assert.deepEqual(heard.words, ['connecting', 'live', 'reconnecting']);
  context.mock.timers.tick(250);
  assert.equal(lines[1].url, '/ws/?after=5');
  cut(1006);
  context.mock.timers.tick(249);
  assert.equal(lines.length, 2);
  context.mock.timers.tick(251);
  assert.equal(lines.length, 3);
  closing.abort();
});

for (const code of [4401, 4403, 4404]) {
  test(`it does not come back after ${code}`, (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const { heard, cut, lines } = feed();
    cut(code);
    context.mock.timers.tick(60_000);
    assert.deepEqual([heard.words, lines.length], [['connecting', 'stopped'], 1]);
  });
}

test('a line that says nothing for too long is given up, and words of the old one are ignored', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { heard, lines, closing } = feed();
  context.mock.timers.tick(30_000);
  lines[0].onmessage({ data: '{"type":"ping"}' });
  context.mock.timers.tick(30_000);
  assert.equal(lines.length, 1);
  context.mock.timers.tick(10_000);
  context.mock.timers.tick(250);
  assert.equal(lines.length, 2);
  lines[0].onmessage({ data: JSON.stringify({ type: 'events', events: [event(1)] }) });
  assert.deepEqual(heard.seqs, []);
  closing.abort();
});

test('chunks and news are passed on, pings and the ready sign are not', () => {
  const { heard, say, closing } = feed();
  for (const type of ['chunks', 'ping', 'ready', 'news']) say({ type, last_seq: 0 });
  assert.deepEqual(heard.frames.map((frame) => frame.type), ['chunks', 'news']);
  closing.abort();
});

test('it is silent once it is told to stop', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { heard, events, closing, lines } = feed();
  closing.abort();
  events(1);
  context.mock.timers.tick(60_000);
  assert.deepEqual([heard.seqs, lines.length], [[], 1]);
});

test('a feed without numbers is live as soon as it is open', () => {
  const { heard, lines, closing } = feed({ after: -1 });
  assert.equal(lines[0].url, '/ws/');
  lines[0].onopen();
  assert.deepEqual(heard.words, ['connecting', 'live']);
  closing.abort();
});
