/** `<run-controls>`: what a person may have the run do next. Buttons come with the page; this enables them and sends. */

/** @import { RunPage } from './page.js' */

import { addKeys } from '../../core/keys.js';
import { RunElement } from './element.js';

/** @typedef {{name: string, key: string, does: string, mayAct: (page: RunPage) => boolean, act: (page: RunPage) => Promise<unknown>}} Control */

/** @param {RunPage} page */
const stands = (page) => page.model.status === 'interrupted' && page.model.look !== 'interrupt';
/** @param {RunPage} page */
const isActive = (page) => page.model.status === 'pending' || page.model.status === 'running';
/** @param {string} how */
const resume = (how) => (/** @type {RunPage} */ page) => goOn(page, page.boot.urls.resumption, { how });

/**
 * Who lets a run go on wants to see where it goes; who follows a level inside, there.
 * @param {RunPage} page
 * @param {string} url
 * @param {object} [body]
 */
async function goOn(page, url, body) {
  const isInside = page.selection.get().index === Infinity;
  if ((await page.act(url, body)) && !isInside) page.follow();
}

/** @type {Control[]} */
const CONTROLS = [
  { name: 'continue', key: 'F8', does: 'Continue', mayAct: stands, act: resume('continue') },
  { name: 'step', key: 'F10', does: 'Step over: one superstep', mayAct: stands, act: resume('step') },
  { name: 'into', key: 'i', does: 'Step into a subgraph', mayAct: stands, act: resume('into') },
  { name: 'out', key: 'o', does: 'Step out of a subgraph', mayAct: stands, act: resume('out') },
  { name: 'pause', key: 'F6', does: 'Pause before the next superstep', mayAct: isActive, act: (page) => page.act(page.boot.urls.pause) },
  {
    name: 'cancel', key: '', does: 'Cancel the run', act: (page) => page.act(page.boot.urls.cancellation),
    mayAct: (page) => isActive(page) || page.model.status === 'interrupted',
  },
  {
    name: 'retry', key: '', does: 'Retry from the last checkpoint', act: (page) => goOn(page, page.boot.urls.retry),
    mayAct: (page) => ['error', 'timeout', 'cancelled'].includes(page.model.status),
  },
  {
    name: 'fork', key: '', does: 'Fork: run on from the selected checkpoint, on a thread of its own',
    mayAct: (page) => chosen(page) !== undefined, act: fork,
  },
];

/** @param {RunPage} page */
function chosen(page) {
  const { ns, index } = page.chosen();
  return page.model.states.of(ns)[index];
}

/** @param {RunPage} page */
async function fork(page) {
  const ns = page.model.states.current(page.chosen().ns);
  const made = await page.act(page.boot.urls.forks, { ns, checkpoint_id: chosen(page)?.id, how: 'step' });
  if (made?.url) location.assign(made.url);
}

class RunControls extends RunElement {
  #isBusy = false;

  build() {
    for (const control of CONTROLS) {
      this.#button(control)?.addEventListener('click', (event) => {
        event.preventDefault();
        void this.#run(control);
      }, { signal: this.signal });
    }
    addKeys(CONTROLS.map((control) => {
      return { key: control.key, does: control.does, group: 'Run', act: () => void this.#run(control) };
    }), this.signal);
  }

  paint() {
    for (const control of CONTROLS) {
      const button = this.#button(control);
      if (!button) continue;
      const mayAct = this.page.may('run') && control.mayAct(this.page) && !this.#isBusy;
      if (button.disabled === mayAct) button.disabled = !mayAct;
      if (['pause', 'retry'].includes(control.name)) button.hidden = !control.mayAct(this.page);
    }
  }

  /** @param {Control} control */
  async #run(control) {
    if (this.#isBusy || !this.page.may('run') || !control.mayAct(this.page)) return;
    this.#isBusy = true;
    this.paint();
    await control.act(this.page);
    this.#isBusy = false;
    this.paint();
  }

  /** @param {Control} control */
  #button(control) {
    return /** @type {HTMLButtonElement | null} */ (this.querySelector(`[data-control="${control.name}"]`));
  }
}

customElements.define('run-controls', RunControls);
