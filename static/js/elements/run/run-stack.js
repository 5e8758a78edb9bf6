/** `<run-stack>`: where the run is (tasks that are open, outer graphs first), what comes next, and the breakpoints. */

import { h, icon } from '../../core/dom.js';
import { levels } from '../../model/levels.js';
import { nodesOf } from '../../model/picture.js';
import { ofLevel, ofTask } from '../../model/selection.js';
import { RunElement } from './element.js';
import { iconOf } from './looks.js';

const MOST = 40;
const RUNNING = ['pending', 'running'];

class RunStack extends RunElement {
  #shown = '';

  build() {
    this.page.breakpoints.watch(() => { this.#shown = ''; this.paint(); }, { signal: this.signal });
    const select = /** @type {HTMLSelectElement | null} */ (this.querySelector('select[name="node"]'));
    select?.replaceChildren(...nodesOf(this.page.boot.description).map(({ path, depth }) => h('option', { value: path }, `${'  '.repeat(depth)}${path}`)));
    this.querySelector('form.breakpoint-add')?.removeAttribute('hidden');
    this.querySelector('form.breakpoint-add')?.addEventListener('submit', (event) => {
      event.preventDefault();
      const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
      void this.#put(String(form.get('node')), String(form.get('when')), false);
    }, { signal: this.signal });
  }

  paint() {
    const { model, breakpoints, forks } = this.page;
    const { ns } = this.page.chosen();
    const shown = JSON.stringify([[...model.open].slice(0, MOST), model.next, model.status, breakpoints.get(), ns, model.states.current(ns), forks.get()]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#list('stack', this.#stack(), model.status === 'running' ? 'Between two supersteps.' : 'Nothing runs.');
    this.#list('next', model.next.map((path) => h('li', {}, h('span', { class: 'mono' }, path))), model.status === 'success' ? 'The graph came to its end.' : 'Nothing is next.');
    this.#list('forks', this.#forks(forks.get()), this.page.may('run') ? 'None. Choose a step and press Fork here.' : 'None.');
    this.#list('breakpoints', breakpoints.get().map((mark) => this.#mark(mark)), this.page.may('run') ? 'None. Click left of a node, or add one here; runs under way stop too.' : 'None.');
  }

  /**
   * @param {string} name
   * @param {HTMLElement[]} rows
   * @param {string} nothing
   */
  #list(name, rows, nothing) {
    const list = this.querySelector(`[data-list="${name}"]`);
    list?.replaceChildren(...(rows.length > 0 ? rows : [h('li', { class: 'muted' }, nothing)]));
  }

  #stack() {
    const { model } = this.page;
    const open = [...model.open].map((id) => model.tasks.get(id)).filter((task) => task !== undefined);
    const shown = open.sort((one, other) => one.ns.length - other.ns.length).slice(0, MOST);
    const rows = shown.map((task) => h('li', { class: `is-${task.look} is-deep-${Math.min(6, task.ns.length)}` },
      icon(iconOf(task.look)), h('button', {
        type: 'button', class: 'button is-quiet is-small', onclick: () => this.page.selection.update((before) => ofTask(task, before)),
      }, task.name), h('span', { class: 'muted small' }, `step ${task.step}`)));
    if (open.length === 0 && !RUNNING.includes(model.status)) return this.#frames();
    return open.length > MOST ? [...rows, h('li', { class: 'muted' }, `and ${open.length - MOST} more`)] : rows;
  }

  /** The levels in which the run stands; the state of each is to be seen and edited. */
  #frames() {
    const { model, boot } = this.page;
    const standing = levels(model).filter(({ next }) => next.length > 0).slice(0, MOST);
    const chosen = model.states.current(this.page.chosen().ns);
    return standing.map(({ ns, name, next }) => h('li', { class: `is-paused is-deep-${Math.min(6, ns ? ns.split('|').length : 0)}` }, icon('circle-pause'), h('button', {
      type: 'button', class: 'button is-quiet is-small mono', 'aria-pressed': String(ns === chosen),
      onclick: () => this.page.selection.update((before) => ofLevel(ns, before)),
    }, name || boot.run.graph), h('span', { class: 'stack-at muted small' }, `at ${next.map((path) => path.split(':').at(-1)).join(', ')}`)));
  }

  /**
   * Where this run was forked from, and what was forked from it.
   * @param {{id: string, url: string, checkpoint_id: string, status?: string}[]} forks
   */
  #forks(forks) {
    const origin = this.page.events[0]?.body.forked_from;
    const from = origin && h('li', {}, icon('corner-down-right'), h('span', { class: 'muted' }, 'from'), h('a', { class: 'mono', href: `/runs/${origin.run}/` }, `run ${origin.run.slice(0, 8)}`));
    const made = forks.slice(0, MOST).map((fork) => {
      const place = this.page.model.states.place(fork.checkpoint_id);
      const step = place ? this.page.model.states.of(place.ns)[place.index]?.step : undefined;
      return h('li', {}, icon('git-fork'), h('a', { class: 'mono', href: fork.url }, `run ${fork.id.slice(0, 8)}`), h('span', { class: 'muted small' }, step === undefined ? '' : `at step ${step}`));
    });
    return from ? [from, ...made] : made;
  }

  /** @param {{node: string, when: string, is_enabled: boolean}} mark */
  #mark(mark) {
    const remove = this.page.may('run') && h('button', {
      type: 'button', class: 'button is-quiet is-small is-icon', 'aria-label': `Remove the breakpoint ${mark.when} ${mark.node}`,
      onclick: () => void this.#put(mark.node, mark.when, true),
    }, icon('x'));
    return h('li', {}, h('span', { class: `breakpoint-dot is-${mark.when}`, 'aria-hidden': 'true' }),
      h('span', { class: 'grow truncate' }, h('span', { class: 'muted' }, `${mark.when} `), h('span', { class: 'mono' }, mark.node)), remove);
  }

  /**
   * @param {string} node
   * @param {string} when
   * @param {boolean} remove
   */
  async #put(node, when, remove) {
    const url = this.page.boot.urls.breakpoint.replace('__node__', encodeURIComponent(node)).replace('__when__', when);
    const made = await this.page.act(url, remove ? { remove } : {});
    if (made?.breakpoints) {
      this.page.breakpoints.set(made.breakpoints);
      const body = { graph: this.page.boot.run.graph, breakpoints: made.breakpoints };
      document.dispatchEvent(new CustomEvent('news', { detail: { kind: 'breakpoints.changed', body } }));
    }
  }
}

customElements.define('run-stack', RunStack);
