/** `<run-status>`: whether the page is live, how much it holds, and how fast news come. Never silently stale. */

import { setText } from '../../core/dom.js';
import { counted } from '../../core/format.js';
import { RunElement } from './element.js';

/** @type {Record<string, string>} */
const WORDS = { connecting: 'connecting…', live: 'live', reconnecting: 'reconnecting…', stopped: 'not live' };

class RunStatus extends RunElement {
  #counts = [0];

  build() {
    const { signal } = this;
    this.page.connection.watch((connection) => {
      this.dataset.connection = connection.word;
      this.#tell();
      if (connection.reason) this.page.tell(connection.reason, 'failed');
    }, { signal });
    const clock = setInterval(() => {
      this.#counts = [...this.#counts.slice(-3), this.page.heard.count];
      this.#tell();
    }, 1000);
    signal.addEventListener('abort', () => clearInterval(clock));
  }

  paint() {
    const { model } = this.page;
    setText(this.querySelector('.status-loaded'), `${counted(model.lastSeq, 'event')} · ${counted(model.tasks.size, 'task')}`);
  }

  #tell() {
    const { word } = this.page.connection.get();
    const since = Math.round((Date.now() - this.page.heard.at) / 1000);
    const isLost = word === 'reconnecting' || word === 'stopped';
    setText(this.querySelector('.status-word'), isLost ? `${WORDS[word]} last event ${since} s ago` : WORDS[word]);
    const counts = this.#counts;
    const rate = Math.round((counts[counts.length - 1] - counts[0]) / Math.max(1, counts.length - 1));
    setText(this.querySelector('.status-rate'), word === 'live' ? counted(rate, 'event/s', 'events/s') : '');
  }
}

customElements.define('run-status', RunStatus);
