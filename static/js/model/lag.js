/**
 * How long news take to come here: the time between an event's `at` and its arrival, without what the server's clock is
 * ahead or behind. Pings say what the server's clock shows; the one that came quickest tells the difference best, so a
 * lag is measured from the quickest way there is.
 */

const KEPT_PINGS = 20;
const KEPT_MS = 2000;

export class Lag {
  /** @type {number[]} */
  #differences = [];
  /** @type {{now: number, late: number}[]} */
  #heard = [];

  /** @param {string} at @param {number} now */
  ping(at, now) {
    this.#differences = [...this.#differences, now - Date.parse(at)].slice(-KEPT_PINGS);
  }

  /** The newest of some events came. @param {string} at @param {number} now */
  came(at, now) {
    this.#heard = [...this.#heard.filter((one) => now - one.now < KEPT_MS), { now, late: now - Date.parse(at) }];
  }

  /** Milliseconds of the slowest of late; null while nothing came of late, or no ping yet. @param {number} now */
  at(now) {
    const late = this.#heard.filter((one) => now - one.now < KEPT_MS).map((one) => one.late);
    if (late.length === 0 || this.#differences.length === 0) return null;
    return Math.max(0, Math.max(...late) - Math.min(...this.#differences));
  }
}
