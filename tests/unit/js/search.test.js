import assert from 'node:assert/strict';
import test from 'node:test';

import { ranked } from '../../../static/js/model/ranking.js';
import { RunModel } from '../../../static/js/model/run.js';
import { search, within } from '../../../static/js/model/search.js';
import { Journal } from './journal.js';

const journal = new Journal().add('run.created', { actor: 'alice' });
journal.saved({ set: { queue: ['T-1', 'T-2'] } }, { step: -1, from: 'nothing' });
journal.planned(1, [['a', 'load'], ['b', 'refund']]).started('a', 'load').started('b', 'refund');
journal.saved({ set: { refund: { order: 'O-77' } } });
const run = new RunModel().applyAll(journal.events);

/** @param {string} query */
const found = (query) => [...search(run, ['load', 'refund'], query)].flatMap((hit) => (hit ? [`${hit.kind}: ${hit.text}`] : []));

test('a search finds nodes, tasks, events, keys and values', () => {
  assert.deepEqual(found('REFUND'), ['node: refund', 'task: visit 1', 'state: refund']);
  assert.deepEqual(found('alice'), ['event: Run started by alice']);
  assert.deepEqual(found('t-2'), ['state: queue › 1: T-2']);
  assert.deepEqual(found('O-77'), ['state: refund › order: O-77']);
});

test('a search for nothing finds nothing', () => {
  assert.deepEqual(found('  '), []);
  assert.deepEqual(found('unheard of'), []);
});

test('inputs of tasks side by side are searched, for by them they differ', () => {
  assert.deepEqual(found('of'), ['task: input › of', 'task: input › of']);
});

test('a hit in a long text shows what stands around it', () => {
  const text = within({ report: `${'x'.repeat(5000)} needle ${'y'.repeat(5000)}` }, 'needle') ?? '';
  assert.match(text, /^report: …x+ needle y+$/);
  assert.ok(text.length < 120);
});

test('the palette finds by every word, names that begin with it first', () => {
  const names = ['Go to runs', 'Run until the next stop', 'Prune the list'];
  assert.deepEqual(ranked(names, 'run', (name) => name), ['Run until the next stop', 'Go to runs', 'Prune the list']);
  assert.deepEqual(ranked(names, 'the run', (name) => name), ['Run until the next stop', 'Prune the list']);
});
