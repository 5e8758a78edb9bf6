/**
 * `<schema-form>`: fields drawn from a JSON schema and the same value as JSON, kept in step whichever is edited: side by
 * side where there is room, else one at a time. The JSON is what is sent. What is not JSON is told with its line and
 * column, and stays as it was typed. A `refused` event (detail `[{path, message}]`) puts each message at its field.
 */
import { parse, told } from '../../core/json.js';
import { readField, withUnknown, writeField } from './schema-fields.js';

const BESIDE_PX = 500;

class SchemaForm extends HTMLElement {
  #ends = new AbortController();
  /** What a person chose to see, where there is room for it. */
  #chosen = 'both';

  connectedCallback() {
    this.#ends = new AbortController();
    const { signal } = this.#ends;
    this.addEventListener('input', (event) => this.#edited(/** @type {HTMLElement} */ (event.target)), { signal });
    this.addEventListener('click', (event) => this.#click(/** @type {HTMLElement} */ (event.target)), { signal });
    this.addEventListener('refused', (event) => this.#refuse(/** @type {CustomEvent} */ (event).detail), { signal });
    const sizes = new ResizeObserver(() => this.#lay());
    sizes.observe(this);
    signal.addEventListener('abort', () => sizes.disconnect());
    this.#lay();
  }

  disconnectedCallback() {
    this.#ends.abort();
  }

  /**
   * Other fields for another value.
   * @param {Node | null} fields  Null where no schema is known: then there is only the JSON.
   * @param {any} value
   */
  show(fields, value) {
    this.querySelector('[data-pane=fields]')?.replaceChildren(...(fields ? [fields] : []));
    if (this.#json) this.#json.value = JSON.stringify(value ?? null, null, 2);
    if (this.#root) writeField(this.#root, value);
    this.#clear();
    this.#lay();
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
    const root = this.#root;
    if (!root || !this.#json) return;
    const { value, errors } = readField(root);
    const before = parse(this.#json.value).value;
    this.#clear();
    this.#json.value = JSON.stringify(withUnknown(root, before, value) ?? null, null, 2);
    this.#refuse(errors);
  }

  #fromJson() {
    const { value, problem } = parse(this.#json?.value.trim() || (this.#root?.dataset.kind === 'object' ? '{}' : 'null'));
    this.#clear();
    if (problem) {
      const place = this.querySelector('[data-json-error]');
      if (place) place.textContent = `Not JSON. ${told(problem)}`;
      this.#json?.setAttribute('aria-invalid', 'true');
    } else if (this.#root) writeField(this.#root, value);
  }

  /** @param {HTMLElement} target */
  #click(target) {
    const button = target.closest('button');
    if (button?.dataset.show) {
      this.#chosen = button.dataset.show;
      this.#lay();
    } else if (button?.hasAttribute('data-add')) this.#add(button);
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

  /** Which panes are in sight: both, or the chosen one; the JSON alone where there are no fields. */
  #lay() {
    const hasFields = this.#root !== null;
    const hasRoom = this.clientWidth >= BESIDE_PX;
    const wanted = this.#chosen === 'both' && !hasRoom ? 'fields' : this.#chosen;
    const chosen = hasFields ? wanted : 'json';
    const isBeside = chosen === 'both';
    this.classList.toggle('is-beside', isBeside);
    for (const each of this.querySelectorAll('[data-pane]')) each.toggleAttribute('hidden', !isBeside && each.getAttribute('data-pane') !== chosen);
    for (const each of this.querySelectorAll('[data-show]')) each.ariaPressed = String(each.getAttribute('data-show') === chosen);
    this.querySelector('[data-show=both]')?.toggleAttribute('hidden', !hasRoom);
    this.querySelector('.segment')?.toggleAttribute('hidden', !hasFields);
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
