/**
 * The time a run was worked on. A run may stand for days before a person answers; what its timeline measures is the time
 * between, with the pauses left out.
 */
export class Clock {
  /** @type {{from: number, to: number, before: number}[]} */
  #spans = [];

  /** A worker took the run. @param {string} at */
  begin(at) {
    this.end(at);
    this.#spans.push({ from: Date.parse(at), to: Infinity, before: this.at(at) });
  }

  /** It let go. @param {string} at */
  end(at) {
    const last = this.#spans.at(-1);
    if (last) last.to = Math.min(last.to, Date.parse(at));
  }

  /**
   * Milliseconds of work until a moment; 0 before the first.
   * @param {string} at
   */
  at(at) {
    const moment = Date.parse(at);
    const span = this.#spans.findLast((one) => one.from <= moment);
    return span ? span.before + Math.min(moment, span.to) - span.from : 0;
  }
}
