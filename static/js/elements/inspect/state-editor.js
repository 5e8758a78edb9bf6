/**
 * `<state-editor>`: change the state at the selected checkpoint. A person writes the new value of a key as JSON; the
 * server says what would change and what does not fit; only then it can be saved. At the newest checkpoint it is saved or
 * forked, at an older one it can only be forked. Whoever edits names the checkpoint he looked at: when the thread moved
 * meanwhile nothing is written, both versions are shown, and what was typed can be taken over to the newer one.
 */

import { Refusal, write } from '../../core/api.js';
import { h, setText } from '../../core/dom.js';
import { applyPatch, changes } from '../../model/diff.js';
import { FOLLOWING } from '../../model/selection.js';
import { diffView } from './diff-view.js';
import { RunElement } from '../run/element.js';

class StateEditor extends RunElement {
  #base = '';
  /** @type {Record<string, any>} */
  #state = {};
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
    if (this.#isOpen && !this.#mayEdit()) this.#tell('The run goes on. Wait until it stops, or close this.');
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

  /** The checkpoint an edit begins from: the selected one of the root graph, else the newest. */
  get #chosen() {
    const { ns, index } = this.page.chosen();
    return ns === '' ? this.page.model.states.of('')[index] : this.#head;
  }

  #mayEdit() {
    const { model } = this.page;
    const stands = !['pending', 'running'].includes(model.status);
    return stands && this.page.may('run') && this.#head !== undefined;
  }

  #open() {
    if (!this.#begin()) return;
    this.#isOpen = true;
    const state = this.#state;
    const known = Object.keys(this.page.boot.state_schema?.properties ?? {});
    const names = [...new Set([...Object.keys(state), ...known])].sort();
    const changed = this.page.model.next.length > 0 ? lastChanged(this.page) : names[0];
    this.#keys.replaceChildren(...names.map((name) => h('option', { value: name, selected: name === changed }, name)));
    this.#form.hidden = false;
    this.#fill();
    this.#text.focus();
  }

  /** Take the state at the chosen checkpoint as what is edited. */
  #begin() {
    const from = this.#chosen;
    if (!from) return false;
    this.#base = from.id;
    this.#state = this.page.model.states.at('', this.page.model.states.place(from.id)?.index ?? Infinity);
    const isHead = from === this.#head;
    setText(this.querySelector('h2'), isHead ? 'Edit state' : `Edit a fork from step ${from.step}`);
    return true;
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
    this.#text.value = JSON.stringify(this.#state[this.#keys.value] ?? null, null, 2);
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
    const told = changes(this.#state, found.values ?? applyPatch(this.#state, found.patch));
    this.querySelector('.editor-preview')?.replaceChildren(diffView(told, 'This would change nothing.'));
    const isHead = this.#base === this.#head?.id;
    for (const button of this.#saves) button.hidden = told.length === 0 || (button.value === 'save' && !isHead);
  }

  /** Somebody was quicker: show what he made of it, and let this edit begin anew from there. @param {string} message */
  #conflict(message) {
    const now = this.page.model.states.at('', Infinity);
    const take = h('button', { type: 'button', class: 'button', onclick: () => {
      const typed = this.#text.value;
      this.page.selection.update((before) => ({ ...FOLLOWING, tab: before.tab }));
      this.#begin();
      this.#stale();
      this.#text.value = typed;
    } }, 'Keep what I typed, on the newest state');
    this.#stale();
    this.#tell(message);
    this.querySelector('.editor-preview')?.replaceChildren(
      h('h3', {}, 'What changed meanwhile'), diffView(changes(this.#state, now), 'Nothing that is shown here.'), take);
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
      if (error.status === 409 && error.detail.head) {
        this.#conflict(error.message);
        return null;
      }
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
 * @param {import('../run/page.js').RunPage} page
 */
function lastChanged(page) {
  const line = page.model.states.of('');
  const last = changes(page.model.states.at('', line.length - 2), page.model.states.at('', line.length - 1));
  return last[0]?.path[0] ?? Object.keys(page.model.states.at('', Infinity))[0];
}

customElements.define('state-editor', StateEditor);
