/** `<run-head>`: how the run stands, in a pill and in words. */

import { icon, setText } from '../../core/dom.js';
import { counted, duration } from '../../core/format.js';
import { whereOf, wordOf } from '../../model/standing.js';
import { RunElement } from './element.js';
import { iconOf } from './looks.js';

class RunHead extends RunElement {
  #shown = '';

  paint() {
    const { model } = this.page;
    const word = wordOf(model);
    const pill = /** @type {HTMLElement} */ (this.querySelector('.pill'));
    if (this.#shown !== `${model.look} ${word}`) {
      this.#shown = `${model.look} ${word}`;
      pill.className = `pill is-${model.look}`;
      pill.replaceChildren(icon(iconOf(model.look)), word);
    }
    const where = this.querySelector('.run-where');
    setText(where, whereOf(model));
    if (where instanceof HTMLElement && where.title !== where.textContent) where.title = where.textContent ?? '';
    setText(this.querySelector('.run-facts'), this.#facts());
    document.title = `${word} · ${this.page.boot.run.graph} · Superstep`;
  }

  #facts() {
    const { model } = this.page;
    const steps = counted(model.supersteps, 'step');
    return model.durationMs === null ? steps : `${steps} · ${duration(model.durationMs)}`;
  }
}

customElements.define('run-head', RunHead);
