/**
 * `<run-scrubber>`: the checkpoints of the selected graph on a line, with marks where the state was edited, where a task
 * failed and where a fork begins; and whether the page follows the run.
 */

import { h, setText } from '../../core/dom.js';
import { addKeys } from '../../core/keys.js';
import { ofCheckpoint } from '../../model/selection.js';
import { RunElement } from '../run/element.js';

const MOST_MARKS = 200;

class RunScrubber extends RunElement {
  #marked = '';

  build() {
    const { signal } = this;
    this.#range.addEventListener('input', () => this.#scrub(Number(this.#range.value)), { signal });
    for (const button of this.querySelectorAll('[data-checkpoint]')) {
      button.addEventListener('click', () => this.#step(Number(button.getAttribute('data-checkpoint'))), { signal });
    }
    this.querySelector('[data-follow]')?.addEventListener('click', () => this.page.follow(), { signal });
    const keys = [
      { key: 'Alt+ArrowLeft', does: 'Checkpoint before', act: () => this.#step(-1) },
      { key: 'Alt+ArrowRight', does: 'Next checkpoint', act: () => this.#step(1) },
      { key: '.', does: 'Follow the run', act: () => this.page.follow() },
    ];
    addKeys(keys.map((key) => ({ ...key, group: 'Timeline' })), signal);
  }

  get #range() {
    return /** @type {HTMLInputElement} */ (this.querySelector('input[type="range"]'));
  }

  paint() {
    const { ns, index, follows } = this.page.chosen();
    const line = this.page.model.states.of(ns);
    const range = this.#range;
    range.max = String(Math.max(0, line.length - 1));
    range.value = String(Math.max(0, index));
    range.disabled = line.length === 0;
    for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (this.querySelectorAll('[data-checkpoint]'))) {
      button.disabled = !line[index + Number(button.dataset.checkpoint)];
    }
    const at = line[index];
    const text = at ? `Step ${at.step} · ${at.source}${at.actor ? ` by ${at.actor}` : ''}` : 'No checkpoint yet';
    if (range.getAttribute('aria-valuetext') !== text) range.setAttribute('aria-valuetext', text);
    setText(this.querySelector('.scrubber-text'), text);
    this.querySelector('[data-follow]')?.setAttribute('aria-pressed', String(follows));
    this.#mark(ns, line);
  }

  /**
   * @param {string} ns
   * @param {import('../../model/types.js').Checkpoint[]} line
   */
  #mark(ns, line) {
    const marks = this.#marks(ns, line);
    const drawn = `${line.length} ${marks.map((mark) => `${mark.index}${mark.kind}`).join()}`;
    if (drawn === this.#marked) return;
    this.#marked = drawn;
    const most = Math.max(1, line.length - 1);
    this.querySelector('.scrubber-marks')?.replaceChildren(...marks.map((mark) => {
      const dot = h('span', { class: `scrubber-mark is-${mark.kind}`, title: mark.text });
      dot.style.setProperty('--at', String(mark.index / most));
      return dot;
    }));
  }

  /**
   * @param {string} ns
   * @param {import('../../model/types.js').Checkpoint[]} line
   */
  #marks(ns, line) {
    const { model, forks: made } = this.page;
    const edits = line.flatMap((at, index) => (at.source === 'update' ? [{ index, kind: 'edit', text: `Step ${at.step}: edited${at.actor ? ` by ${at.actor}` : ''}` }] : []));
    const failures = model.failed.flatMap((id) => {
      const task = model.tasks.get(id);
      return task && task.ns.join('|') === ns ? [{ index: Math.max(0, task.checkpoint), kind: 'failure', text: `${task.name} failed: ${task.error?.type ?? ''}` }] : [];
    });
    const forks = made.get().flatMap((fork) => {
      const place = model.states.place(fork.checkpoint_id);
      return place?.ns === ns ? [{ index: place.index, kind: 'fork', text: `Run ${fork.id.slice(0, 8)} was forked here` }] : [];
    });
    return [...edits, ...failures, ...forks].slice(-MOST_MARKS);
  }

  /** @param {number} index */
  #scrub(index) {
    this.page.selection.update((before) => ofCheckpoint(this.page.chosen().ns, index, before));
  }

  /** @param {number} by */
  #step(by) {
    const { ns, index } = this.page.chosen();
    this.#scrub(Math.max(0, Math.min(index + by, this.page.model.states.of(ns).length - 1)));
  }
}

customElements.define('run-scrubber', RunScrubber);
