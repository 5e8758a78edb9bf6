import assert from 'node:assert/strict';
import { test } from 'node:test';

import { RunModel } from '../../../static/js/model/run.js';
import { chain, EDGES, eventful, Journal, whole } from './journal.js';

/** @param {any[]} events */
const folded = (events) => new RunModel(EDGES).applyAll(events);

/** @param {RunModel} run  What a page shows of it. */
function shown(run) {
  const { states, ...rest } = run;
  const lines = ['', 'pay:p1'].map((ns) => states.of(ns).map((_, index) => states.at(ns, index)));
  return structuredClone({ ...rest, lines, look: run.look });
}

test('events one by one make the same run as all at once, however often it is looked at', () => {
  const events = whole();
  const slow = new RunModel(EDGES);
  for (const event of events) {
    slow.apply(event);
    shown(slow);
  }
  assert.deepEqual(shown(slow), shown(folded(events)));
});

test('a run of 10,000 events is folded in less than a second, and any of its states is found in little time', () => {
  const events = chain(2500);
  const before = performance.now();
  const run = folded(events);
  for (const index of [2500, 3, 1999, 1000]) assert.equal(run.states.at('', index).step, index);
  assert.ok(events.length > 10_000);
  assert.ok(performance.now() - before < 1000, `${performance.now() - before} ms`);
});

test('a finished run has its status, output, duration and no node that is next', () => {
  const run = folded(whole());
  assert.deepEqual([run.status, run.look, run.output, run.durationMs, run.next], ['success', 'succeeded', { total: 8 }, 400, []]);
  assert.equal(run.open.size, 0);
  assert.equal(run.interrupts.size, 0);
});

test('an edge is counted each time it was taken, those of subgraphs and of the end too', () => {
  const { taken } = folded(whole());
  const once = EDGES.filter((edge) => edge !== 'left->load');
  assert.deepEqual([...taken].sort(), once.map((edge) => [edge, 1]).sort());
});

test('a loop counts its visits and how often it went round', () => {
  const run = new RunModel(['__start__->work', 'work->work', 'work->__end__']).applyAll(chain(5));
  assert.equal(run.node('work').visits, 5);
  assert.deepEqual([...run.taken], [['__start__->work', 1], ['work->work', 4], ['work->__end__', 1]]);
});

test('a task that is tried again keeps its row and counts as one visit', () => {
  const journal = new Journal().planned(1, [['a', 'load']]).started('a', 'load').failed('a', 'load', 0.5);
  assert.equal(folded(journal.events).node('load').look, 'retrying');
  journal.started('a', 'load', { attempt: 2 }).finished('a', 'load');
  const run = folded(journal.events);
  assert.deepEqual([run.rows.length, run.node('load').visits, run.tasks.get('a')?.attempt], [1, 1, 2]);
  assert.deepEqual([run.node('load').look, run.tasks.get('a')?.look], ['succeeded', 'succeeded']);
});

test('a task that went well in the end shows no error of an earlier try', () => {
  const journal = new Journal().started('a', 'load').failed('a', 'load', 0.5).started('a', 'load', { attempt: 2 });
  assert.equal(folded(journal.finished('a', 'load').events).tasks.get('a')?.error, null);
});

test('a node runs as long as any of its tasks runs, whichever ends first', () => {
  for (const first of ['a', 'b']) {
    const journal = new Journal().started('a', 'load').started('b', 'load').finished(first, 'load');
    assert.equal(folded(journal.events).node('load').look, 'running', `${first} ended first`);
  }
});

test('a node of which one task failed looks failed, even when a sibling ends well later', () => {
  const journal = new Journal().planned(1, [['a', 'load'], ['b', 'load']]).started('a', 'load').started('b', 'load');
  assert.equal(folded(journal.failed('a', 'load').finished('b', 'load').events).node('load').look, 'failed');
});

test('a breakpoint marks the node before which the run stands; going on clears it', () => {
  const events = eventful().events;
  const at = events.findIndex((event) => event.kind === 'run.interrupted') + 1;
  const run = folded(events.slice(0, at));
  assert.deepEqual([run.status, run.look, run.node('pay').look, run.next], ['interrupted', 'paused', 'paused', ['pay']]);
  run.apply({ seq: at + 1, at: '', kind: 'run.resumed', body: { how: 'continue', actor: 'bob' } });
  assert.notEqual(run.node('pay').look, 'paused');
});

test('a run that stands in a subgraph is shown at the node that is due there', () => {
  const body = { reason: 'step', next: ['pay'], at: ['pay:capture'], hits: [], interrupts: [] };
  const run = folded(new Journal().add('run.interrupted', body).events);
  assert.deepEqual([run.next, run.node('pay:capture').look, run.node('pay').look], [['pay:capture'], 'paused', 'idle']);
  assert.match(JSON.stringify(run.rows), /Stopped before pay:capture/);
});

test('a question waits in its node until it is answered', () => {
  const journal = eventful();
  const run = folded(journal.events);
  assert.deepEqual([run.look, [...run.interrupts.keys()]], ['interrupt', ['u1']]);
  assert.equal(run.node('pay:capture').look, 'interrupt');
  run.apply({ seq: 99, at: '', kind: 'interrupt.settled', body: { interrupt_id: 'u1', kind: 'approve', actor: 'dana' } });
  assert.equal(run.interrupts.size, 0);
});

test('tasks that were open when the run ended are not left running', () => {
  const journal = new Journal().started('a', 'left').started('b', 'right').failed('a', 'left');
  journal.add('attempt.ended', { outcome: 'error' });
  journal.add('run.finished', { status: 'error', error: { type: 'ValueError', message: 'no' }, duration_ms: 1 });
  const run = folded(journal.events);
  assert.equal(run.open.size, 0);
  assert.deepEqual([run.node('left').look, run.node('right').look], ['failed', 'skipped']);
});

test('streamed text grows while its task runs and makes room for the result', () => {
  const run = folded(new Journal().started('a', 'load').events);
  run.applyChunks([{ id: 'a', text: 'Hel' }, { id: 'a', text: 'lo' }]);
  assert.deepEqual([...run.texts], [['a', 'Hello']]);
  run.applyAll(new Journal().finished('a', 'load').events);
  run.applyChunks([{ id: 'a', text: ' again' }]);
  assert.equal(run.texts.size, 0);
});

test('text that comes before the news that its task began is not lost', () => {
  const run = new RunModel();
  run.applyChunks([{ id: 'a', text: 'I ' }]);
  run.applyAll(new Journal().started('a', 'load').events);
  run.applyChunks([{ id: 'a', text: 'see' }]);
  assert.equal(run.texts.get('a'), 'I see');
});
