/**
 * `<state-editor>`: change the state at the selected checkpoint. A person writes the new value of a key as JSON; the
 * server says what would change and what does not fit; only then it can be saved. At the newest checkpoint it is saved or
 * forked, at an older one it can only be forked. Whoever edits names the checkpoint he looked at: when the thread moved
 * meanwhile nothing is written, both versions are shown, and what was typed can be taken over to the newer one.
 *
 * The level is the one selected: the graph itself, or a subgraph. One in which the run no longer stands can be forked.
 */

import { Refusal, write } from '../../core/api.js';
import { h, setText } from '../../core/dom.js';
import { parse, told } from '../../core/json.js';
import { applyPatch, changes } from '../../model/diff.js';
import { levels, pathOf } from '../../model/levels.js';
import { levelAt } from '../../model/picture.js';
import { ofLevel } from '../../model/selection.js';
import { diffView } from './diff-view.js';
import { RunElement } from '../run/element.js';

class StateEditor extends RunElement {
  #base = '';
  #ns = '';
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
    this.#fields.addEventListener('input', () => this.#stale(), { signal });
    this.#fields.addEventListener('click', () => this.#stale(), { signal });
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
    return /** @type {HTMLTextAreaElement} */ (this.querySelector('[data-json]'));
  }

  /** @typedef {HTMLElement & {show: (fields: Node | null, value: any) => void}} Fields */
  get #fields() {
    return /** @type {Fields} */ (this.querySelector('schema-form'));
  }

  /** Whether the checkpoint being edited is where the run stands, so that the edit can be saved there. */
  get #isHead() {
    const { model } = this.page;
    const ns = model.states.current(this.#ns);
    return model.states.of(ns).at(-1)?.id === this.#base && levels(model).some((level) => level.ns === ns);
  }

  #mayEdit() {
    const { model } = this.page;
    const stands = !['pending', 'running'].includes(model.status);
    return stands && this.page.may('run') && model.states.of('').length > 0;
  }

  #open() {
    if (!this.#begin()) return;
    this.#isOpen = true;
    const state = this.#state;
    const level = levelAt(this.page.boot.description, pathOf(this.#ns));
    const schema = this.#ns === '' ? this.page.boot.state_schema : level?.state_schema;
    const known = Object.keys(schema?.properties ?? {});
    const names = [...new Set([...Object.keys(state), ...known])].sort();
    const changed = this.page.model.next.length > 0 ? lastChanged(this.page, this.#ns) : names[0];
    this.#keys.replaceChildren(...names.map((name) => h('option', { value: name, selected: name === changed }, name)));
    this.#form.hidden = false;
    this.#fill();
    this.#text.focus();
  }

  /** Take the state at the chosen checkpoint as what is edited. */
  #begin() {
    const { ns, index } = this.page.chosen();
    const from = this.page.model.states.of(ns)[index];
    if (!from) return false;
    this.#base = from.id;
    this.#ns = ns;
    this.#state = this.page.model.states.at(ns, index);
    const where = ns ? ` of ${pathOf(ns).replaceAll(':', ' › ')}` : '';
    setText(this.querySelector('h2'), this.#isHead ? `Edit state${where}` : `Edit a fork from step ${from.step}${where}`);
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
    const key = this.#keys.value;
    const place = `template[data-level="${CSS.escape(pathOf(this.#ns))}"][data-state-key="${CSS.escape(key)}"]`;
    const template = /** @type {HTMLTemplateElement | null} */ (this.querySelector(place));
    this.#fields.show(template?.content.querySelector('.schema-field')?.cloneNode(true) ?? null, this.#state[key]);
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
    setText(this.querySelector('#edit-error'), text);
  }

  #wanted() {
    const { value, problem } = parse(this.#text.value);
    if (!problem) return { ns: this.page.model.states.current(this.#ns), checkpoint_id: this.#base, values: { [this.#keys.value]: value } };
    this.#tell(`Not JSON. ${told(problem)}`);
    this.#text.focus();
    return null;
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
    const made = changes(this.#state, found.values ?? applyPatch(this.#state, found.patch));
    this.querySelector('.editor-preview')?.replaceChildren(diffView(made, 'This would change nothing.'));
    for (const button of this.#saves) button.hidden = made.length === 0 || (button.value === 'save' && !this.#isHead);
  }

  /** Somebody was quicker: show what he made of it, and let this edit begin anew from there. @param {string} message */
  #conflict(message) {
    const now = this.page.model.states.at(this.#ns, Infinity);
    const take = h('button', { type: 'button', class: 'button', onclick: () => {
      const typed = this.#text.value;
      this.page.selection.update((before) => ofLevel(this.#ns, before));
      this.#begin();
      this.#stale();
      this.#text.value = typed;
      this.#text.dispatchEvent(new Event('input', { bubbles: true }));
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
    this.page.selection.update((before) => ofLevel(this.#ns, before));
    const next = this.page.model.status === 'interrupted' ? 'Continue or step' : 'Retry';
    this.page.tell(`The state was edited. ${next} when you like.`);
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
 * @param {string} ns
 */
function lastChanged(page, ns) {
  const { states } = page.model;
  const last = changes(states.at(ns, states.of(ns).length - 2), states.at(ns, Infinity));
  return last[0]?.path[0] ?? Object.keys(states.at(ns, Infinity))[0];
}

customElements.define('state-editor', StateEditor);
