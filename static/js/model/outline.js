/**
 * Which rows of a run a person has before him: a tree of which some is folded, as one list from top to bottom. Pure.
 *
 * Rows come in the order things happened; here each stands under the superstep or the subgraph's task it belongs to, so
 * that two subgraphs side by side do not run through each other. New rows are taken in as they come; only what is folded
 * or comes in the middle makes the list anew.
 */

/** @import { RunModel } from './run.js' */
/** @import { Row } from './types.js' */

/** A superstep of more tasks begins folded. */
const MOST_OPEN = 24;

export class Outline {
  /** @type {Map<string, Row[]>} */
  #below = new Map();
  /** @type {Map<string, Row>} */
  #rows = new Map();
  /** Rows that are not as they begin. @type {Set<string>} */
  #turned = new Set();
  /** @type {Row[]} */
  #seen = [];
  #taken = 0;
  #isStale = false;

  /** @param {RunModel} run */
  constructor(run) {
    this.run = run;
  }

  /** The rows in sight, from top to bottom. */
  rows() {
    const { rows } = this.run;
    for (; this.#taken < rows.length; this.#taken += 1) this.#take(rows[this.#taken]);
    if (this.#isStale) {
      this.#isStale = false;
      this.#seen = [];
      this.#walk('');
    }
    return this.#seen;
  }

  /** @param {string} id */
  row(id) {
    this.rows();
    return this.#rows.get(id) ?? null;
  }

  /** Where a row stands in sight; -1 for none. @param {string} id */
  indexOf(id) {
    return this.rows().findIndex((row) => row.id === id);
  }

  /** @param {Row} row */
  isFoldable(row) {
    return this.#below.has(row.id);
  }

  /** @param {Row} row */
  isOpen(row) {
    const begins = !(row.kind === 'step' && row.size > MOST_OPEN);
    return this.isFoldable(row) && begins !== this.#turned.has(row.id);
  }

  /** @param {Row} row @param {boolean} isOpen */
  turn(row, isOpen) {
    if (!this.isFoldable(row) || this.isOpen(row) === isOpen) return;
    if (!this.#turned.delete(row.id)) this.#turned.add(row.id);
    this.#isStale = true;
  }

  /** Open whatever hides a row. @param {string} id */
  reveal(id) {
    for (let row = this.above(this.row(id)); row; row = this.above(row)) this.turn(row, true);
  }

  /** The row it stands under. @param {Row | null} row */
  above(row) {
    return (row && this.#rows.get(row.parent)) ?? null;
  }

  /** How many rows it stands under. @param {Row} row */
  depth(row) {
    let depth = 0;
    for (let above = this.above(row); above; above = this.above(above)) depth += 1;
    return depth;
  }

  /** @param {Row} row */
  #take(row) {
    this.#rows.set(row.id, row);
    const parent = this.#rows.get(row.parent);
    const key = parent?.id ?? '';
    const siblings = this.#below.get(key);
    if (siblings) siblings.push(row);
    else this.#below.set(key, [row]);
    // At the very end nothing moves; under a folded row nothing is seen.
    const last = this.#seen.at(-1);
    if (!parent || last === parent || last?.parent === key) {
      if (!parent || this.#isShown(parent)) this.#seen.push(row);
    } else this.#isStale = true;
  }

  /** @param {Row} row @returns {boolean} */
  #isShown(row) {
    const above = this.above(row);
    return this.isOpen(row) && (!above || this.#isShown(above));
  }

  /** @param {string} key */
  #walk(key) {
    for (const row of this.#below.get(key) ?? []) {
      this.#seen.push(row);
      if (this.isOpen(row)) this.#walk(row.id);
    }
  }
}
