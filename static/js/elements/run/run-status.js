/**
 * `<run-status>`: whether the page is live, how fast news come and how late, how much is here; and what became of the
 * run, said to who does not see it: at most once a second, but at once when the run failed or asks a person.
 */

import { setText } from '../../core/dom.js';
import { counted, duration } from '../../core/format.js';
import { saidOf } from '../../model/standing.js';
import { RunElement } from './element.js';

/** @type {Record<string, string>} */
const WORDS = { connecting: 'connecting…', live: 'live', reconnecting: 'reconnecting…', stopped: 'not live' };
const RATE_OVER_S = 3;

class RunStatus extends RunElement {
  #counts = [0];
  /** What was said last; how the run stands when the page opens is read, not said. */
  #said = '';

  build() {
    const { signal } = this;
    this.page.connection.watch((connection) => {
      this.dataset.connection = connection.word;
      this.#tell();
      if (connection.reason) this.page.tell(connection.reason, 'failed');
    }, { signal });
    const clock = setInterval(() => {
      this.#counts = [...this.#counts.slice(-RATE_OVER_S), this.page.heard.count];
      this.#tell();
      this.#say();
    }, 1000);
    signal.addEventListener('abort', () => clearInterval(clock));
  }

  paint() {
    const { model, boot } = this.page;
    const { last_seq: promised } = boot.run;
    const events = model.lastSeq < promised ? `${model.lastSeq.toLocaleString('en')} of ${counted(promised, 'event')}` : counted(model.lastSeq, 'event');
    setText(this.querySelector('.status-loaded'), `${events} · ${counted(model.tasks.size, 'task')}`);
    if (this.#said === '' && model.lastSeq > 0) this.#said = saidOf(model);
    if (isUrgent(model)) this.#say();
  }

  #say() {
    const said = saidOf(this.page.model);
    if (this.#said === '' || said === this.#said) return;
    this.#said = said;
    setText(this.querySelector(isUrgent(this.page.model) ? '[data-assertive]' : '[data-polite]'), said);
  }

  #tell() {
    const { word } = this.page.connection.get();
    const since = Math.round((Date.now() - this.page.heard.at) / 1000);
    const isLost = word === 'reconnecting' || word === 'stopped';
    setText(this.querySelector('.status-word'), isLost ? `${WORDS[word]} last event ${since} s ago` : WORDS[word]);
    const counts = this.#counts;
    const rate = Math.round((counts[counts.length - 1] - counts[0]) / Math.max(1, counts.length - 1));
    setText(this.querySelector('.status-rate'), word === 'live' ? counted(rate, 'event/s', 'events/s') : '');
    const lag = this.page.lag.at(Date.now());
    setText(this.querySelector('.status-lag'), word === 'live' && lag !== null ? `lag ${duration(Math.max(1, lag))}` : '');
  }
}

/** @param {import('../../model/run.js').RunModel} model */
const isUrgent = (model) => model.look === 'failed' || model.look === 'interrupt';

customElements.define('run-status', RunStatus);
