/**
 * A run as its journal tells it: the fold that everything on the run's page is drawn from.
 *
 * Theory of operation. `RunModel.apply` takes events in the order of their numbers and changes the model in place, in
 * constant time for each event, so that a run of ten thousand events opens as quickly as a page scrolls. It looks at
 * nothing but the events: a page that was reloaded, came late or was cut off holds the same model as one that watched
 * all along. Streamed text is the one exception: chunks have no number, are kept beside the fold in `texts`, and go away
 * when the task's end brings the whole result.
 *
 * Nodes are named by their path through subgraphs (`payment:capture`). What was taken between two supersteps of a graph
 * is every described edge from a node of the one to a node of the next.
 */

/** @import { Event, Task, Row, Group, NodeState, Look } from './types.js' */

import { Clock } from './clock.js';
import { States } from './states.js';
import { begin, closeAll, end, idle, lookOf, plan } from './tasks.js';
import { told } from './told.js';

/** @type {Record<string, Look>} */
const RUN_LOOKS = {
  pending: 'pending', running: 'running', success: 'succeeded', error: 'failed', timeout: 'failed',
  interrupted: 'paused', cancelled: 'skipped',
};

/** What becomes of open tasks when a worker lets go of the run. @type {Record<string, Look>} */
const ENDED_LOOKS = { interrupted: 'paused', error: 'skipped', cancelled: 'skipped' };

export class RunModel {
  /** @param {Iterable<string>} edges  Every edge of the picture, as `source->target`. */
  constructor(edges = []) {
    this.lastSeq = 0;
    this.status = 'pending';
    /** @type {any} */
    this.stopped = null;
    /** @type {any} */
    this.error = null;
    /** @type {any} */
    this.output = undefined;
    /** @type {number | null} */
    this.durationMs = null;
    this.supersteps = 0;
    /** @type {Map<string, Task>} */
    this.tasks = new Map();
    /** @type {Row[]} */
    this.rows = [];
    /** The superstep each task belongs to, where it holds several. @type {Map<string, Group>} */
    this.groups = new Map();
    /** @type {Map<string, NodeState>} */
    this.nodes = new Map();
    /** @type {Map<string, number>} */
    this.taken = new Map();
    /** Paths of the nodes that come next, while the run stands or between supersteps. @type {string[]} */
    this.next = [];
    /** @type {Map<string, any>} */
    this.interrupts = new Map();
    this.states = new States();
    this.clock = new Clock();
    /** When its newest event happened. */
    this.lastAt = '';
    /** @type {Map<string, string>} */
    this.texts = new Map();
    /** Tasks that began and have not ended: the call stack. @type {Set<string>} */
    this.open = new Set();
    /** Tasks of which a try failed. @type {string[]} */
    this.failed = [];
    this.edges = new Set(edges);
    /** @type {Map<string, string[]>} */
    this._before = new Map();
  }

  /** How the run itself looks. @returns {Look} */
  get look() {
    if (this.status === 'interrupted' && this.stopped?.reason === 'interrupt') return 'interrupt';
    return RUN_LOOKS[this.status] ?? 'pending';
  }

  /** @param {Iterable<Event>} events */
  applyAll(events) {
    for (const event of events) this.apply(event);
    return this;
  }

  /** @param {Event} event */
  apply(event) {
    this.lastSeq = event.seq;
    this.lastAt = event.at;
    const fold = FOLDS[event.kind];
    if (fold) fold(this, event);
    const line = told(event);
    if (line) this.rows.push({ kind: 'told', seq: event.seq, id: `event ${event.seq}`, parent: '', at: event.at, ...line });
  }

  /** @param {{id: string, text: string}[]} chunks */
  applyChunks(chunks) {
    for (const chunk of chunks) {
      // A chunk may be quicker than the event that its task began; one that comes after the end is too late.
      if (this.open.has(chunk.id) || !this.tasks.has(chunk.id)) this.texts.set(chunk.id, (this.texts.get(chunk.id) ?? '') + chunk.text);
    }
  }

  /**
   * @param {string} path
   * @returns {NodeState}
   */
  node(path) {
    let found = this.nodes.get(path);
    if (!found) this.nodes.set(path, (found = idle()));
    return found;
  }

  /**
   * @param {string[]} ns
   * @param {string[]} paths  The nodes of the new superstep.
   */
  _walk(ns, paths) {
    const key = ns.join('|');
    const above = ns.map((part) => `${part.split(':')[0]}:`).join('');
    for (const source of this._before.get(key) ?? [`${above}__start__`]) {
      for (const target of paths) this._take(`${source}->${target}`);
    }
    this._before.set(key, paths);
  }

  /** @param {string} edge */
  _take(edge) {
    if (this.edges.has(edge)) this.taken.set(edge, (this.taken.get(edge) ?? 0) + 1);
  }

  /** Whether the node belongs to the newest superstep of its graph. @param {string} path */
  before(path) {
    return [...this._before.values()].some((paths) => paths.includes(path));
  }

  /** A graph came to its end: the edges from its last nodes to `__end__`. @param {string[]} ns */
  _arrive(ns) {
    const key = ns.join('|');
    const above = ns.map((part) => `${part.split(':')[0]}:`).join('');
    for (const source of this._before.get(key) ?? []) this._take(`${source}->${above}__end__`);
    this._before.delete(key);
  }
}

/** @type {Record<string, (run: RunModel, event: Event) => void>} */
const FOLDS = {
  'attempt.started'(run, { at }) {
    run.clock.begin(at);
    run.status = 'running';
    run.stopped = null;
    run.error = null;
  },
  'attempt.ended'(run, { at, body }) {
    run.clock.end(at);
    if (body.outcome === 'drained') run.status = 'pending';
    closeAll(run, ENDED_LOOKS[body.outcome] ?? 'pending');
  },
  'run.resumed'(run) {
    run.status = 'pending';
    run.stopped = null;
    for (const [id, one] of run.interrupts) if (one.kind === 'breakpoint') run.interrupts.delete(id);
    for (const node of run.nodes.values()) if (node.look === 'paused') node.look = node.counts.paused ? 'pending' : lookOf(node);
  },
  'superstep.planned'(run, event) {
    const { body } = event;
    const paths = body.tasks.map((/** @type {{node: string}} */ task) => task.node);
    run.supersteps += 1;
    run._walk(body.ns, [...new Set(/** @type {string[]} */ (paths))]);
    if (body.ns.length === 0) run.next = [];
    plan(run, event);
  },
  'task.started'(run, event) {
    begin(run, event);
  },
  'task.finished'(run, event) {
    const { body } = event;
    end(run, event, body.is_cached ? 'cached' : 'succeeded', { result: body.result });
    run._arrive([...body.ns, `${body.name}:${body.id}`]);
  },
  'task.failed'(run, event) {
    const { body } = event;
    const isRetried = body.retry_in_s !== null && body.retry_in_s !== undefined;
    end(run, event, isRetried ? 'retrying' : 'failed', { error: body.error });
  },
  'task.interrupted'(run, event) {
    end(run, event, 'interrupt', { interrupts: event.body.interrupts });
  },
  'checkpoint.saved'(run, event) {
    run.states.add(event);
    if (event.body.ns.length === 0) run.next = event.body.next;
  },
  'state.edited'(run, event) {
    run.states.add({ ...event, body: { ns: [], step: null, source: 'update', ...event.body } });
    run.states.rename(event.body.moved ?? {});
    run.next = event.body.at ?? event.body.next ?? run.next;
  },
  'custom.emitted'(run, { body }) {
    const task = run.tasks.get(body.id);
    if (task) task.emitted.push(body.value);
  },
  'run.interrupted'(run, { body }) {
    run.status = 'interrupted';
    run.stopped = body;
    // `at` names the innermost nodes that are due, `next` those of the outermost graph.
    run.next = body.at ?? body.next ?? [];
    for (const one of body.interrupts ?? []) run.interrupts.set(one.id, one);
    for (const hit of body.hits ?? []) run.node(hit.node).look = 'paused';
    if (body.reason !== 'interrupt') for (const path of run.next) run.node(path).look = 'paused';
  },
  'interrupt.settled'(run, { body }) {
    run.interrupts.delete(body.interrupt_id);
  },
  'run.finished'(run, { body }) {
    run.status = body.status;
    run.output = body.output;
    run.error = body.error ?? null;
    run.durationMs = body.duration_ms;
    // What a retry would begin with.
    run.next = body.status === 'success' ? [] : (run.states.of('').at(-1)?.next ?? []);
    run.interrupts.clear();
    if (body.status === 'success') run._arrive([]);
    closeAll(run, 'skipped');
  },
};
