/** `<run-head>`: how the run stands, in a pill and in words. */

import { icon, setText } from '../../core/dom.js';
import { counted, duration } from '../../core/format.js';
import { stop } from '../../model/told.js';
import { RunElement } from './element.js';
import { iconOf } from './looks.js';

/** @type {Record<string, string>} */
const WORDS = { interrupted: 'stopped', success: 'success', error: 'failed', timeout: 'timeout' };

class RunHead extends RunElement {
  #shown = '';

  paint() {
    const { model } = this.page;
    const word = model.look === 'interrupt' ? 'waiting' : (WORDS[model.status] ?? model.status);
    const pill = /** @type {HTMLElement} */ (this.querySelector('.pill'));
    if (this.#shown !== `${model.look} ${word}`) {
      this.#shown = `${model.look} ${word}`;
      pill.className = `pill is-${model.look}`;
      pill.replaceChildren(icon(iconOf(model.look)), word);
    }
    setText(this.querySelector('.run-where'), this.#where());
    setText(this.querySelector('.run-facts'), this.#facts());
    document.title = `${word} · ${this.page.boot.run.graph} · Superstep`;
  }

  #where() {
    const { model } = this.page;
    if (model.status === 'interrupted' && model.stopped) return stop(model.stopped);
    if (model.error) return `${model.error.type}: ${model.error.message}`;
    if (model.status === 'running' && model.open.size > 0) {
      const names = [...new Set([...model.open].map((id) => model.tasks.get(id)?.node ?? ''))];
      return `in ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;
    }
    return model.status === 'pending' ? 'waiting for a worker' : '';
  }

  #facts() {
    const { model } = this.page;
    const steps = counted(model.supersteps, 'step');
    return model.durationMs === null ? steps : `${steps} · ${duration(model.durationMs)}`;
  }
}

customElements.define('run-head', RunHead);
