/**
 * `<page-panes>`: where there is room for all panes they stand side by side. On narrower windows the inspector and the
 * stack are drawers over the graph, and on a telephone one pane is shown at a time, chosen by tabs. A question and a
 * task that was chosen bring the inspector forward.
 */

import { addKeys } from '../../core/keys.js';
import { page } from './page.js';

/** The pane of each name, and the drawers among them. @type {Record<string, string>} */
const PANES = { graph: '.run-graph', timeline: '.run-timeline', state: '.run-side', stack: '.run-stack' };
const DRAWERS = ['state', 'stack'];
const ALL_IN_SIGHT = '(width >= 1100px)';
const ONE_AT_A_TIME = '(width < 700px)';

class PagePanes extends HTMLElement {
  #closing = new AbortController();
  /** @type {HTMLElement | null} */
  #cameFrom = null;
  #taskId = '';

  connectedCallback() {
    this.#closing = new AbortController();
    const { signal } = this.#closing;
    this.addEventListener('click', (event) => {
      const button = /** @type {Element} */ (event.target).closest('[data-pane-tab], [data-drawer]');
      if (!button) return;
      const name = button.getAttribute('data-pane-tab');
      if (name) this.#show(name);
      else this.#turn(button.getAttribute('data-drawer') ?? '');
    }, { signal });
    this.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !event.defaultPrevented && this.dataset.open) this.#close();
    }, { signal });
    document.addEventListener('superstep:pane', (event) => this.#show(/** @type {CustomEvent<string>} */ (event).detail), { signal });
    document.addEventListener('superstep:question', () => this.#show('state'), { signal });
    const keys = DRAWERS.map((name) => ({ key: '', does: name === 'state' ? 'Show the inspector' : 'Show the stack', act: () => this.#turn(name), group: 'Page' }));
    addKeys(keys, signal);
    this.#show(this.dataset.shown ?? 'graph');
    this.#close();
    page?.selection.watch(({ taskId }) => this.#chosen(taskId ?? ''), { signal });
  }

  disconnectedCallback() {
    this.#closing.abort();
  }

  /** A task that a person chooses is looked at in the inspector; on a telephone he goes there by the tab. @param {string} taskId */
  #chosen(taskId) {
    const isNew = taskId !== '' && taskId !== this.#taskId;
    this.#taskId = taskId;
    if (isNew && !matchMedia(ONE_AT_A_TIME).matches) this.#open('state');
  }

  /** @param {string} name */
  #show(name) {
    this.dataset.shown = name;
    for (const button of this.querySelectorAll('[data-pane-tab]')) {
      button.setAttribute('aria-pressed', String(button.getAttribute('data-pane-tab') === name));
    }
    if (DRAWERS.includes(name)) this.#open(name);
  }

  /** A drawer by its button: opened with the focus in it, or closed. @param {string} name */
  #turn(name) {
    if (matchMedia(ONE_AT_A_TIME).matches) this.#show(name);
    else if (this.dataset.open === name) this.#close();
    else {
      this.#cameFrom = /** @type {HTMLElement | null} */ (document.activeElement);
      this.#open(name);
      /** @type {HTMLElement | null} */ (this.querySelector(`${PANES[name]} :is([role="tab"][aria-selected="true"], button, select)`))?.focus();
    }
  }

  /** @param {string} name */
  #open(name) {
    if (matchMedia(ALL_IN_SIGHT).matches) return;
    this.dataset.open = name;
    this.#mark();
  }

  #close() {
    const inside = this.dataset.open && this.querySelector(PANES[this.dataset.open])?.contains(document.activeElement);
    delete this.dataset.open;
    this.#mark();
    if (inside) (this.#cameFrom ?? /** @type {HTMLElement | null} */ (this.querySelector('[data-drawer="state"]')))?.focus();
    this.#cameFrom = null;
  }

  #mark() {
    for (const button of this.querySelectorAll('[data-drawer]')) {
      button.setAttribute('aria-expanded', String(button.getAttribute('data-drawer') === this.dataset.open));
    }
  }
}

customElements.define('page-panes', PagePanes);
