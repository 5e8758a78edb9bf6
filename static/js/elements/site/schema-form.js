/**
 * `<schema-form>`: fields drawn from a JSON schema, and the same value as JSON, kept in step whichever is edited. The
 * JSON is what is sent. A `refused` event (detail `[{path, message}]`) puts each message at its field.
 */
import { readField, writeField } from './schema-fields.js';

class SchemaForm extends HTMLElement {
  #ends = new AbortController();

  connectedCallback() {
    this.#ends = new AbortController();
    const { signal } = this.#ends;
    if (!this.#root) return;
    this.addEventListener('input', (event) => this.#edited(/** @type {HTMLElement} */ (event.target)), { signal });
    this.addEventListener('click', (event) => this.#click(/** @type {HTMLElement} */ (event.target)), { signal });
    this.addEventListener('refused', (event) => this.#refuse(/** @type {CustomEvent} */ (event).detail), { signal });
    const json = this.#json;
    if (!this.querySelector('[data-show]')) json?.closest('.pane')?.setAttribute('hidden', '');
    else this.#show('fields');
  }

  disconnectedCallback() {
    this.#ends.abort();
  }

  /** @returns {HTMLElement | null} */
  get #root() {
    return this.querySelector('[data-pane=fields] > .schema-field');
  }

  /** @returns {HTMLTextAreaElement | null} */
  get #json() {
    return this.querySelector('[data-json]');
  }

  /** @param {HTMLElement} target */
  #edited(target) {
    if (target === this.#json) this.#fromJson();
    else this.#toJson();
  }

  #toJson() {
    const { value, errors } = readField(/** @type {HTMLElement} */ (this.#root));
    this.#clear();
    if (this.#json) this.#json.value = JSON.stringify(value ?? {}, null, 2);
    this.#refuse(errors);
  }

  #fromJson() {
    const told = this.querySelector('[data-json-error]');
    try {
      writeField(/** @type {HTMLElement} */ (this.#root), JSON.parse(this.#json?.value || '{}'));
      this.#clear();
    } catch (error) {
      if (told) told.textContent = `Not JSON yet: ${/** @type {Error} */ (error).message}`;
      this.#json?.setAttribute('aria-invalid', 'true');
    }
  }

  /** @param {HTMLElement} target */
  #click(target) {
    const button = target.closest('button');
    if (button?.dataset.show) this.#show(button.dataset.show);
    else if (button?.hasAttribute('data-add')) this.#add(button);
    else if (button?.hasAttribute('data-remove')) {
      button.closest('[data-item]')?.remove();
      this.#toJson();
    }
  }

  /** @param {HTMLElement} button */
  #add(button) {
    const list = button.closest('.schema-field');
    const template = /** @type {HTMLTemplateElement} */ (list?.querySelector(':scope > template'));
    const item = /** @type {HTMLElement} */ (template.content.cloneNode(true));
    const place = list?.querySelector(':scope > [data-children]');
    place?.append(item);
    /** @type {HTMLElement | null} */ (place?.lastElementChild?.querySelector('[data-control]') ?? null)?.focus();
    this.#toJson();
  }

  /** @param {string} pane */
  #show(pane) {
    for (const each of this.querySelectorAll('[data-pane]')) each.toggleAttribute('hidden', each.getAttribute('data-pane') !== pane);
    for (const each of this.querySelectorAll('[data-show]')) each.ariaPressed = String(each.getAttribute('data-show') === pane);
  }

  /** @param {{path: string, message: string}[]} errors */
  #refuse(errors) {
    const json = this.querySelector('[data-json-error]');
    if (json && !json.closest('.pane')?.hasAttribute('hidden')) {
      json.textContent = errors.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
    }
    for (const { path, message } of errors) {
      const field = this.#fieldAt(path);
      const place = field?.querySelector(':scope > [data-error]') ?? this.querySelector('[data-json-error]');
      if (place) place.textContent = message;
      if (!field) this.#json?.setAttribute('aria-invalid', 'true');
      field?.querySelector('[data-control]')?.setAttribute('aria-invalid', 'true');
    }
    if (errors.length && !this.contains(document.activeElement)) {
      /** @type {HTMLElement | null} */ (this.querySelector('[aria-invalid=true]'))?.focus();
    }
  }

  /**
   * The innermost field that a path leads to.
   * @param {string} path
   */
  #fieldAt(path) {
    let field = this.#root;
    for (const part of path.split('/').filter(Boolean)) {
      const children = [...(field?.querySelector(':scope > [data-children]')?.children ?? [])];
      const next = field?.dataset.kind === 'list' ? children[Number(part)]?.querySelector('.schema-field') : children.find((each) => each.getAttribute('data-key') === part);
      if (!next) break;
      field = /** @type {HTMLElement} */ (next);
    }
    return field;
  }

  #clear() {
    for (const each of this.querySelectorAll('[data-error], [data-json-error]')) each.textContent = '';
    for (const each of this.querySelectorAll('[aria-invalid]')) each.removeAttribute('aria-invalid');
  }
}

customElements.define('schema-form', SchemaForm);
