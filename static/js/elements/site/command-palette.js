/**
 * `<command-palette>`: everything this page can do and every place of the navigation, found by typing; Ctrl+K opens it.
 * It knows no page: it reads the links that stand there and the keys that were given.
 */

import { h } from '../../core/dom.js';
import { addKeys, allKeys, shownKey } from '../../core/keys.js';
import { ranked } from '../../model/ranking.js';

/** @typedef {{text: string, group: string, key: string, act: () => void}} Command */

const MOST = 50;

class CommandPalette extends HTMLElement {
  #closing = new AbortController();
  /** @type {Command[]} */
  #found = [];
  #at = 0;

  connectedCallback() {
    this.#closing = new AbortController();
    addKeys([{ key: 'Ctrl+k', does: 'Find a command or a page', group: 'Everywhere', act: () => this.#open() }], this.#closing.signal);
  }

  disconnectedCallback() {
    this.#closing.abort();
  }

  #open() {
    const all = [...commands(), ...places()];
    const field = /** @type {HTMLInputElement} */ (h('input', {
      class: 'input', type: 'text', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'palette-list', autocomplete: 'off',
      'aria-autocomplete': 'list', 'aria-label': 'Find a command or a page', placeholder: 'Find a command or a page', spellcheck: 'false', autofocus: true,
    }));
    const rows = h('ul', { class: 'palette-list', id: 'palette-list', role: 'listbox', 'aria-label': 'Commands and pages' });
    const dialog = /** @type {HTMLDialogElement} */ (h('dialog', { class: 'dialog palette', 'aria-label': 'Commands' }, field, rows));
    const show = () => {
      this.#at = 0;
      this.#found = ranked(all, field.value, (command) => `${command.text} ${command.group}`).slice(0, MOST);
      this.#draw(field, rows);
    };
    field.addEventListener('input', show);
    field.addEventListener('keydown', (event) => this.#press(event, field, rows, dialog));
    rows.addEventListener('click', (event) => {
      const row = /** @type {Element} */ (event.target).closest('li[data-at]');
      if (row) this.#act(dialog, Number(row.getAttribute('data-at')));
    });
    dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
    dialog.addEventListener('close', () => dialog.remove());
    this.append(dialog);
    show();
    dialog.showModal();
  }

  /**
   * @param {HTMLInputElement} field
   * @param {HTMLElement} rows
   */
  #draw(field, rows) {
    rows.replaceChildren(...this.#found.map((command, at) => h('li', {
      role: 'option', id: `palette-${at}`, 'data-at': at, 'aria-selected': String(at === this.#at),
    }, h('span', { class: 'grow truncate' }, command.text), h('span', { class: 'muted small' }, command.group),
    command.key && h('kbd', { class: 'kbd' }, shownKey(command.key)))));
    if (this.#found.length === 0) rows.append(h('li', { class: 'muted', role: 'option', 'aria-disabled': 'true' }, 'Nothing has such a name.'));
    field.setAttribute('aria-activedescendant', this.#found.length > 0 ? `palette-${this.#at}` : '');
    rows.children[this.#at]?.scrollIntoView({ block: 'nearest' });
  }

  /**
   * @param {KeyboardEvent} event
   * @param {HTMLInputElement} field
   * @param {HTMLElement} rows
   * @param {HTMLDialogElement} dialog
   */
  #press(event, field, rows, dialog) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Enter') this.#act(dialog, this.#at);
    else if (by) {
      this.#at = (this.#at + by + this.#found.length) % Math.max(1, this.#found.length);
      this.#draw(field, rows);
    } else return;
    event.preventDefault();
  }

  /**
   * @param {HTMLDialogElement} dialog
   * @param {number} at
   */
  #act(dialog, at) {
    const command = this.#found[at];
    if (!command) return;
    dialog.close();
    command.act();
  }
}

/** @returns {Command[]} */
function commands() {
  const own = allKeys().filter((key) => key.key !== 'Ctrl+k' && !key.key.startsWith('g '));
  return own.map((key) => ({ text: key.does, group: key.group ?? '', key: key.key, act: key.act }));
}

/** @returns {Command[]} */
function places() {
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('.nav a[href], .crumbs a[href]'));
  const found = new Map([...links].map((link) => [link.href, link]));
  const looks = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll('.nav [name="theme"]'));
  return [
    ...[...found.values()].map((link) => {
      const text = link.querySelector('span:not(.sr, .count)')?.textContent ?? link.textContent ?? '';
      return { text: text.trim(), group: 'Go to', key: link.dataset.go ? `g ${link.dataset.go}` : '', act: () => location.assign(link.href) };
    }),
    ...[...looks].map((button) => ({ text: button.ariaLabel ?? button.title, group: 'Look', key: '', act: () => button.click() })),
  ];
}

customElements.define('command-palette', CommandPalette);
