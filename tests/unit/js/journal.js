/** Journals for tests: events as the studio writes them, numbered from 1. */

/** @typedef {{seq: number, at: string, kind: string, body: any}} Event */

const NOON = Date.UTC(2026, 0, 1, 12);

export class Journal {
  constructor() {
    /** @type {Event[]} */
    this.events = [];
    this.checkpoints = 0;
  }

  /** @param {string} kind @param {any} body */
  add(kind, body = {}) {
    const seq = this.events.length + 1;
    this.events.push({ seq, at: new Date(NOON + seq * 10).toISOString(), kind, body });
    return this;
  }

  /** @param {any} patch @param {{ns?: string[], step?: number, next?: string[], from?: string}} more */
  saved(patch, { ns = [], step = this.checkpoints, next = [], from = 'parent' } = {}) {
    const parent = this.checkpoints > 0 ? `c${this.checkpoints}` : null;
    this.checkpoints += 1;
    const whole = { from, set: {}, append: {}, remove: [], ...patch };
    return this.add('checkpoint.saved', {
      ns, checkpoint_id: `c${this.checkpoints}`, parent_id: parent, step, source: 'loop', next, patch: whole,
    });
  }

  /** @param {number} step @param {[string, string][]} tasks  id and path of each. @param {string[]} ns */
  planned(step, tasks, ns = []) {
    const told = tasks.map(([id, node]) => ({ id, node, name: node.split(':').at(-1) }));
    return this.add('superstep.planned', { ns, step, tasks: told });
  }

  /** @param {string} id @param {string} node @param {{ns?: string[], step?: number, attempt?: number}} more */
  started(id, node, { ns = [], step = 1, attempt = 1 } = {}) {
    return this.add('task.started', { ns, step, id, node, name: node.split(':').at(-1), input: { of: id }, attempt });
  }

  /** @param {string} id @param {string} node @param {{ns?: string[], step?: number}} more */
  finished(id, node, { ns = [], step = 1 } = {}) {
    const body = { ns, step, id, node, name: node.split(':').at(-1), result: { from: id }, is_cached: false };
    return this.add('task.finished', { ...body, duration_ms: 5 });
  }

  /** @param {string} id @param {string} node @param {number | null} retryInS */
  failed(id, node, retryInS = null, attempt = 1) {
    const error = { type: 'ValueError', message: 'no', traceback: 'Traceback: no' };
    const body = { ns: [], step: 1, id, node, name: node, error, attempt, retry_in_s: retryInS, duration_ms: 3 };
    return this.add('task.failed', body);
  }
}

/** A chain of `steps` supersteps, each with one task and one checkpoint. @param {number} steps */
export function chain(steps) {
  const journal = new Journal();
  journal.add('run.created', { actor: 'alice' }).add('attempt.started', { kind: 'start', attempt: 1 });
  journal.saved({ set: { step: 0, log: [] } }, { step: -1, from: 'nothing' });
  for (let step = 1; step <= steps; step += 1) {
    const id = `t${step}`;
    journal.planned(step, [[id, 'work']]).started(id, 'work', { step }).finished(id, 'work', { step });
    const patch = step % 7 === 1 ? { set: { step, log: [step] } } : { set: { step }, append: { log: [step] } };
    journal.saved(patch, { step, next: step < steps ? ['work'] : [] });
  }
  journal.add('run.finished', { status: 'success', output: { step: steps }, duration_ms: 9 });
  return journal.events;
}

/** Everything at once: side by side, retries, a subgraph, a stop, an edit, a question, its answer, the end. */
export function eventful() {
  const journal = new Journal();
  const inside = ['pay:p1'];
  journal.add('run.created', { actor: 'alice' }).add('attempt.started', { kind: 'start', attempt: 1 });
  journal.saved({ set: { total: 1, log: ['a'] } }, { step: -1, from: 'nothing', next: ['load'] });
  journal.planned(1, [['l1', 'load']]).started('l1', 'load').finished('l1', 'load');
  journal.saved({ append: { log: ['b'] } }, { next: ['left', 'right'] });
  journal.planned(2, [['a1', 'left'], ['b1', 'right']]).started('a1', 'left').started('b1', 'right');
  journal.failed('a1', 'left', 0.1).finished('b1', 'right').started('a1', 'left', { attempt: 2 }).finished('a1', 'left');
  journal.saved({ set: { total: 2 } }, { next: ['pay'] });
  const stopped = { reason: 'breakpoint', checkpoint_id: 'c3', next: ['pay'], hits: [{ node: 'pay', when: 'before' }] };
  journal.add('attempt.ended', { attempt: 1, outcome: 'interrupted' }).add('run.interrupted', { ...stopped, interrupts: [] });
  const patch = { from: 'parent', set: { total: 3 }, append: {}, remove: ['log'] };
  journal.add('state.edited', { actor: 'bob', checkpoint_id: 'e1', parent_id: 'c3', as_node: null, patch, next: ['pay'] });
  journal.add('run.resumed', { actor: 'bob', how: 'continue' }).add('attempt.started', { kind: 'resume', attempt: 2 });
  journal.planned(3, [['p1', 'pay']]).started('p1', 'pay', { step: 3 });
  journal.saved({ set: { amount: 5 } }, { ns: inside, from: 'nothing', next: ['capture'] });
  journal.planned(1, [['q1', 'pay:capture']], inside).started('q1', 'pay:capture', { ns: inside });
  journal.add('task.interrupted', { ns: inside, step: 1, id: 'q1', node: 'pay:capture', name: 'capture', interrupts: [{ id: 'i', value: 'May I?' }] });
  const asked = { id: 'u1', kind: 'request', node: 'pay:capture', value: 'May I?' };
  journal.add('run.interrupted', { reason: 'interrupt', checkpoint_id: 'e1', next: ['pay'], hits: [], interrupts: [asked] });
  return journal;
}

/** The eventful run to its end. */
export function whole() {
  const journal = eventful();
  const inside = ['pay:p1'];
  journal.add('interrupt.settled', { interrupt_id: 'u1', actor: 'dana', kind: 'approve', value: true });
  journal.add('run.resumed', { actor: 'dana', how: 'decision' }).add('attempt.started', { kind: 'resume', attempt: 3 });
  journal.started('p1', 'pay', { step: 3 }).started('q1', 'pay:capture', { ns: inside }).finished('q1', 'pay:capture', { ns: inside });
  journal.finished('p1', 'pay', { step: 3 }).saved({ set: { total: 8 } }, { step: 4 });
  journal.add('run.finished', { status: 'success', output: { total: 8 }, duration_ms: 400 });
  return journal.events;
}

export const EDGES = [
  '__start__->load', 'load->left', 'load->right', 'left->pay', 'right->pay', 'pay->__end__', 'pay:__start__->pay:capture',
  'pay:capture->pay:__end__', 'left->load',
];
