/** `<watch-list>`: values a person wants in sight whatever else he looks at, by their path; kept for the graph. */

import { h, icon } from '../../core/dom.js';
import { excerpt } from '../../core/format.js';
import { isEqual } from '../../model/diff.js';
import { valueAt } from '../../model/paths.js';
import { RunElement } from '../run/element.js';

class WatchList extends RunElement {
  #shown = '';

  build() {
    this.querySelector('form')?.removeAttribute('hidden');
    this.querySelector('form')?.addEventListener('submit', (event) => {
      event.preventDefault();
      const field = /** @type {HTMLInputElement} */ (this.querySelector('input'));
      const path = field.value.trim();
      field.value = '';
      if (path && !this.#paths.includes(path)) this.#keep([...this.#paths, path]);
    }, { signal: this.signal });
  }

  get #store() {
    const { project_slug: project, graph } = this.page.boot.run;
    return `superstep:watch:${project}/${graph}`;
  }

  /** @returns {string[]} */
  get #paths() {
    return JSON.parse(localStorage.getItem(this.#store) ?? '[]');
  }

  /** @param {string[]} paths */
  #keep(paths) {
    localStorage.setItem(this.#store, JSON.stringify(paths));
    this.paint();
  }

  paint() {
    const { ns, index } = this.page.chosen();
    const paths = this.#paths;
    const shown = [ns, index, this.page.model.states.of(ns).length, ...paths].join();
    if (shown === this.#shown) return;
    this.#shown = shown;
    const { states } = this.page.model;
    const [now, before] = paths.length > 0 ? [states.at(ns, index), states.at(ns, index - 1)] : [{}, {}];
    const names = this.querySelector('datalist');
    if (paths.length === 0) names?.replaceChildren(...Object.keys(states.at(ns, index)).sort().map((value) => h('option', { value })));
    const rows = paths.map((path) => this.#row(path, valueAt(now, path), valueAt(before, path)));
    this.querySelector('ul')?.replaceChildren(...(rows.length > 0 ? rows : [h('li', { class: 'muted' }, 'Nothing. Add a key, or a path as queue[0].id.')]));
  }

  /**
   * @param {string} path
   * @param {{isThere: boolean, value?: any}} now
   * @param {{isThere: boolean, value?: any}} before
   */
  #row(path, now, before) {
    const hasChanged = now.isThere !== before.isThere || !isEqual(now.value, before.value);
    const remove = () => this.#keep(this.#paths.filter((one) => one !== path));
    return h('li', { class: 'watch' }, h('span', { class: 'grow break' }, h('span', { class: 'json-key mono' }, `${path}: `),
      h('span', { class: `mono${now.isThere ? '' : ' muted'}` }, now.isThere ? excerpt(now.value, 120) : 'not there'), hasChanged && h('span', { class: 'tag is-changed' }, 'changed')),
    h('button', { type: 'button', class: 'button is-quiet is-small is-icon', 'aria-label': `Watch ${path} no more`, onclick: remove }, icon('x')));
  }
}

customElements.define('watch-list', WatchList);
