/**
 * The state of every graph of a run at every checkpoint, made of patches on demand.
 *
 * A patch tells what changed since the checkpoint before it in the same namespace. The state at one of them is the fold
 * of all patches up to it; every `EVERY`-th is kept, so that looking at any costs at most that many patches.
 */

/** @import { Event, Checkpoint } from './types.js' */

import { applyPatch } from './diff.js';

const EVERY = 32;

export class States {
  constructor() {
    /** @type {Map<string, Checkpoint[]>} */
    this._lines = new Map();
    /** @type {Map<string, Map<number, Record<string, any>>>} */
    this._kept = new Map();
    /** @type {Map<string, {ns: string, index: number}>} */
    this._places = new Map();
    /** New names of namespaces. @type {Map<string, string>} */
    this._renamed = new Map();
  }

  /** @param {Event} event */
  add({ seq, at, body }) {
    const ns = body.ns.join('|');
    let line = this._lines.get(ns);
    if (!line) this._lines.set(ns, (line = []));
    this._places.set(body.checkpoint_id, { ns, index: line.length });
    const { checkpoint_id: id, parent_id: parentId, source, next, patch, actor } = body;
    const step = body.step ?? (line.at(-1)?.step ?? -1) + 1;
    line.push({ id, parentId, ns, step, source, next: next ?? [], patch, seq, at, actor });
  }

  /**
   * The checkpoints of a namespace, oldest first.
   * @param {string} ns
   * @returns {Checkpoint[]}
   */
  of(ns) {
    return this._lines.get(this.current(ns)) ?? [];
  }

  /** The name a namespace has now: an edit further out gives it another. @param {string} ns @returns {string} */
  current(ns) {
    const renamed = this._renamed.get(ns);
    return renamed === undefined ? ns : this.current(renamed);
  }

  namespaces() {
    return [...this._lines.keys()];
  }

  /** @param {Record<string, string>} moved  Old and new namespaces. */
  rename(moved) {
    for (const [old, made] of Object.entries(moved)) {
      const line = this._lines.get(old);
      if (!line) continue;
      this._lines.delete(old);
      this._lines.set(made, line);
      this._renamed.set(old, made);
    }
  }

  /** @param {string} id */
  place(id) {
    return this._places.get(id) ?? null;
  }

  /**
   * The state at a checkpoint; empty before the first one.
   * @param {string} ns
   * @param {number} index
   * @returns {Record<string, any>}
   */
  at(ns, index) {
    ns = this.current(ns);
    const line = this.of(ns);
    if (index < 0 || line.length === 0) return {};
    const wanted = Math.min(index, line.length - 1);
    let kept = this._kept.get(ns);
    if (!kept) this._kept.set(ns, (kept = new Map()));
    let from = wanted - (wanted % EVERY);
    while (from > 0 && !kept.has(from)) from -= EVERY;
    /** @type {Record<string, any>} */
    let state = kept.get(from) ?? applyPatch({}, line[0].patch);
    for (let at = from + 1; at <= wanted; at += 1) {
      state = applyPatch(state, line[at].patch);
      if (at % EVERY === 0) kept.set(at, state);
    }
    return state;
  }

  /**
   * Whether some state up to this checkpoint was too large for the journal.
   * @param {string} ns
   * @param {number} index
   */
  isPartial(ns, index) {
    const line = this.of(ns);
    for (let at = Math.min(index, line.length - 1); at >= 0; at -= 1) {
      if (line[at].patch?.__truncated__) return true;
      if (line[at].patch?.from === 'nothing') return false;
    }
    return false;
  }
}
