/** `<keys-help>`: the keys of this page, in a dialog that `?` opens. */

import { h } from '../../core/dom.js';
import { addKeys, allKeys, areLettersOn, switchLetters } from '../../core/keys.js';

/** @type {Record<string, string>} */
const SHOWN = { 'Alt+ArrowLeft': 'Alt ←', 'Alt+ArrowRight': 'Alt →' };

class KeysHelp extends HTMLElement {
  #closing = new AbortController();

  connectedCallback() {
    this.#closing = new AbortController();
    const { signal } = this.#closing;
    addKeys([{ key: '?', does: 'This help', group: 'Page', act: () => this.#open() }], signal);
    for (const button of document.querySelectorAll('[data-keys-help]')) button.addEventListener('click', () => this.#open(), { signal });
  }

  disconnectedCallback() {
    this.#closing.abort();
  }

  #open() {
    const groups = Map.groupBy ? Map.groupBy(allKeys(), (key) => key.group ?? 'Page') : new Map([['Page', allKeys()]]);
    const letters = h('input', { type: 'checkbox', checked: areLettersOn() });
    letters.addEventListener('change', () => switchLetters(/** @type {HTMLInputElement} */ (letters).checked));
    const dialog = /** @type {HTMLDialogElement} */ (h('dialog', { class: 'dialog', 'aria-label': 'Keys' },
      h('div', { class: 'dialog-head' }, h('h2', {}, 'Keys')),
      h('div', { class: 'dialog-body keys' }, ...[...groups].flatMap(([group, keys]) => [
        h('h3', {}, group),
        h('dl', { class: 'facts' }, ...keys.flatMap((key) => [h('dt', {}, h('kbd', { class: 'kbd' }, SHOWN[key.key] ?? key.key)), h('dd', {}, key.does)])),
      ])),
      h('div', { class: 'dialog-foot' }, h('label', { class: 'cluster push' }, letters, 'Single letters act as keys'),
        h('button', { type: 'button', class: 'button is-primary', onclick: () => dialog.close() }, 'Close'))));
    dialog.addEventListener('close', () => dialog.remove());
    this.append(dialog);
    dialog.showModal();
  }
}

customElements.define('keys-help', KeysHelp);
