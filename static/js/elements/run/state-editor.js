/**
 * `<state-editor>`: change the state at the head of the thread. A person writes the new values of some keys as JSON; the
 * server says what would change and what does not fit; only then it can be saved. Whoever edits names the checkpoint he
 * looked at: when the thread moved meanwhile nothing is written and both versions are told.
 */

import { Refusal, write } from '../../core/api.js';
import { h, setText } from '../../core/dom.js';
import { applyPatch, changes } from '../../model/diff.js';
import { diffView } from './diff-view.js';
import { RunElement } from './element.js';

class StateEditor extends RunElement {
  #base = '';
  #isOpen = false;

  build() {
    const { signal } = this;
    this.querySelector('[data-edit]')?.addEventListener('click', () => this.#open(), { signal });
    this.querySelector('[data-close]')?.addEventListener('click', () => this.#close(), { signal });
    this.querySelector('form')?.addEventListener('submit', (event) => {
      event.preventDefault();
      const wish = /** @type {HTMLButtonElement | null} */ (event.submitter)?.value ?? 'preview';
      void (wish === 'preview' ? this.#preview() : this.#save(wish));
    }, { signal });
    this.#keys.addEventListener('change', () => this.#fill(), { signal });
    this.#text.addEventListener('input', () => this.#stale(), { signal });
  }

  paint() {
    const button = /** @type {HTMLButtonElement | null} */ (this.querySelector('[data-edit]'));
    if (button) button.disabled = !this.#mayEdit();
    if (this.#isOpen && !this.#mayEdit()) this.#tell('The run went on meanwhile. Close this, look at the new state, and edit again.');
  }

  get #keys() {
    return /** @type {HTMLSelectElement} */ (this.querySelector('select'));
  }

  get #text() {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector('textarea'));
  }

  get #head() {
    return this.page.model.states.of('').at(-1);
  }

  #mayEdit() {
    const { model } = this.page;
    const stands = !['pending', 'running'].includes(model.status);
    return stands && this.page.may('run') && this.#head !== undefined;
  }

  #open() {
    const head = this.#head;
    if (!head) return;
    this.#base = head.id;
    this.#isOpen = true;
    const state = this.page.model.states.at('', Infinity);
    const known = Object.keys(this.page.boot.state_schema?.properties ?? {});
    const names = [...new Set([...Object.keys(state), ...known])].sort();
    const changed = this.page.model.next.length > 0 ? lastChanged(this.page) : names[0];
    this.#keys.replaceChildren(...names.map((name) => h('option', { value: name, selected: name === changed }, name)));
    this.#form.hidden = false;
    this.#fill();
    this.#text.focus();
  }

  get #form() {
    return /** @type {HTMLFormElement} */ (this.querySelector('form'));
  }

  #close() {
    this.#isOpen = false;
    this.#form.hidden = true;
    /** @type {HTMLElement | null} */ (this.querySelector('[data-edit]'))?.focus();
  }

  #fill() {
    const state = this.page.model.states.at('', Infinity);
    this.#text.value = JSON.stringify(state[this.#keys.value] ?? null, null, 2);
    this.#stale();
  }

  /** Nothing is saved that was not previewed. */
  #stale() {
    this.#tell('');
    this.querySelector('.editor-preview')?.replaceChildren();
    for (const button of this.#saves) button.hidden = true;
  }

  get #saves() {
    return /** @type {NodeListOf<HTMLButtonElement>} */ (this.querySelectorAll('[data-save]'));
  }

  /** @param {string} text */
  #tell(text) {
    setText(this.querySelector('.field-error'), text);
  }

  #wanted() {
    try {
      return { checkpoint_id: this.#base, values: { [this.#keys.value]: JSON.parse(this.#text.value) } };
    } catch (error) {
      this.#tell(`This is not JSON: ${error instanceof Error ? error.message : error}`);
      return null;
    }
  }

  async #preview() {
    const wanted = this.#wanted();
    if (!wanted) return;
    const found = await this.#send(this.page.boot.urls.preview, wanted);
    if (!found) return;
    if (found.errors.length > 0) {
      this.#tell(found.errors.map((/** @type {any} */ error) => `${error.path ? `${error.path}: ` : ''}${error.message}`).join('\n'));
      return;
    }
    const state = this.page.model.states.at('', Infinity);
    const told = changes(state, found.values ?? applyPatch(state, found.patch));
    this.querySelector('.editor-preview')?.replaceChildren(diffView(told, 'This would change nothing.'));
    for (const button of this.#saves) button.hidden = told.length === 0;
  }

  /** @param {string} wish */
  async #save(wish) {
    const wanted = this.#wanted();
    if (!wanted) return;
    const isFork = wish === 'fork';
    const made = await this.#send(isFork ? this.page.boot.urls.forks : this.page.boot.urls.state, isFork ? { ...wanted, how: 'step' } : wanted);
    if (!made) return;
    if (isFork) {
      location.assign(made.url);
      return;
    }
    this.#close();
    this.page.tell('The state was edited. Continue or step when you like.');
  }

  /**
   * @param {string} url
   * @param {any} body
   */
  async #send(url, body) {
    this.#form.setAttribute('aria-busy', 'true');
    try {
      return await write(url, body);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const places = (error.detail.errors ?? []).map((/** @type {any} */ one) => `${one.path ? `${one.path}: ` : ''}${one.message}`);
      this.#tell([error.message, ...places].join('\n'));
      return null;
    } finally {
      this.#form.removeAttribute('aria-busy');
    }
  }
}

/**
 * The key that the last step changed: most often the one a person wants to change back.
 * @param {import('./page.js').RunPage} page
 */
function lastChanged(page) {
  const line = page.model.states.of('');
  const last = changes(page.model.states.at('', line.length - 2), page.model.states.at('', line.length - 1));
  return last[0]?.path[0] ?? Object.keys(page.model.states.at('', Infinity))[0];
}

customElements.define('state-editor', StateEditor);
