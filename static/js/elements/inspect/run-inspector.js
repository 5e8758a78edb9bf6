/** `<run-inspector>`: the selected checkpoint or task, in tabs. */

/** @import { Tab } from '../../model/selection.js' */

import { read, Refusal } from '../../core/api.js';
import { setText } from '../../core/dom.js';
import { addKeys } from '../../core/keys.js';
import { TABS } from '../../model/selection.js';
import { RunElement } from '../run/element.js';
import { tree } from './json-tree.js';
import { PANELS } from './panels.js';

const LIVE_MS = 120;

class RunInspector extends RunElement {
  #shown = '';
  #paintedAt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #later;

  build() {
    const { signal } = this;
    for (const tab of this.#tabs) {
      tab.addEventListener('click', () => this.#choose(/** @type {Tab} */ (tab.dataset.tab)), { signal });
      tab.addEventListener('keydown', (event) => this.#onArrow(event), { signal });
    }
    addKeys(TABS.map((tab, index) => {
      return { key: String(index + 1), does: tab === 'io' ? 'Input and output' : tab.charAt(0).toUpperCase() + tab.slice(1), group: 'Inspector', act: () => this.#choose(tab) };
    }), signal);
    document.addEventListener('superstep:fresh', () => { this.#shown = ''; this.paint(); }, { signal });
  }

  paint() {
    const { model } = this.page;
    const { ns, index, taskId, tab, follows, base } = this.page.chosen();
    const task = model.tasks.get(taskId ?? '');
    setText(this.querySelector('.inspector-what'), this.#what());
    for (const each of this.#tabs) {
      each.setAttribute('aria-selected', String(each.dataset.tab === tab));
      each.tabIndex = each.dataset.tab === tab ? 0 : -1;
      // An error is a tab only where there is one.
      if (each.dataset.tab === 'error') each.hidden = tab !== 'error' && !task?.error && !model.error;
    }
    const streamed = tab === 'messages' ? this.#streamed.length : 0;
    const length = model.states.of(ns).length;
    const shown = [ns, index, taskId, tab, base, task?.look, task?.emitted.length, streamed, index >= length - 1 ? length : ''].join();
    if (shown === this.#shown) return;
    // A run that hurries on is told a few times a second: nobody reads faster, and trees are dear to build.
    const wait = this.#paintedAt + (follows && model.status === 'running' ? LIVE_MS : 0) - performance.now();
    if (wait > 0) {
      this.#later ??= setTimeout(() => {
        this.#later = undefined;
        if (!this.signal.aborted) this.paint();
      }, wait);
      return;
    }
    this.#paintedAt = performance.now();
    this.#shown = shown;
    const panel = this.querySelector('[role="tabpanel"]');
    if (!panel) return;
    const { scrollTop, scrollHeight, clientHeight } = panel;
    const isAtEnd = tab === 'messages' && scrollTop + clientHeight > scrollHeight - 40;
    panel.replaceChildren(...PANELS[tab]({ page: this.page, ns, index, task: task ?? null, streamed: this.#streamed, fetchState: () => void this.#fetchState() }));
    panel.scrollTop = isAtEnd ? panel.scrollHeight : scrollTop;
    // A traceback is read from its end: that is where the author's code failed.
    const trace = panel.querySelector('.is-wrong');
    if (trace) trace.scrollTop = trace.scrollHeight;
  }

  get #tabs() {
    return /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll('[role="tab"]'));
  }

  get #task() {
    return this.page.model.tasks.get(this.page.chosen().taskId ?? '') ?? null;
  }

  /** What models say just now: in the task that is selected, or in any while the run is followed. */
  get #streamed() {
    const { texts } = this.page.model;
    const { taskId, follows } = this.page.chosen();
    if (taskId) return texts.get(taskId) ?? '';
    return follows ? [...texts.values()].join('\n') : '';
  }

  #what() {
    const { ns, index } = this.page.chosen();
    const at = this.page.model.states.of(ns)[index];
    const where = ns ? `${ns.split('|').map((part) => part.split(':')[0]).join(' › ')} · ` : '';
    const step = at ? `${where}after step ${at.step}` : `${where}before the first step`;
    return this.#task ? `${this.#task.node} · ${step}` : step;
  }

  /** @param {Tab} tab */
  #choose(tab) {
    this.page.selection.update((before) => ({ ...before, tab }));
  }

  /** @param {KeyboardEvent} event */
  #onArrow(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined || event.altKey) return;
    event.preventDefault();
    const shown = [...this.#tabs].filter((tab) => !tab.hidden);
    const at = shown.findIndex((tab) => tab.dataset.tab === this.page.chosen().tab);
    const next = shown[(at + by + shown.length) % shown.length];
    this.#choose(/** @type {Tab} */ (next.dataset.tab));
    next.focus();
  }

  /** A state too large for the journal is asked of a worker. */
  async #fetchState() {
    const { ns, index } = this.page.chosen();
    const at = this.page.model.states.of(ns)[index];
    const panel = this.querySelector('[role="tabpanel"]');
    try {
      const found = await read(this.page.checkpointUrl(at.id, this.page.model.states.current(ns)), this.signal);
      panel?.replaceChildren(tree(found.values));
    } catch (error) {
      if (error instanceof Refusal) this.page.tell(error.message, 'failed');
    }
  }
}

customElements.define('run-inspector', RunInspector);
