/** `<keys-help>`: the keys of this page, in a dialog that `?` opens; and what every page can do by keys. */

import { h } from '../../core/dom.js';
import { addKeys, allKeys, areLettersOn, shownKey, switchLetters } from '../../core/keys.js';

class KeysHelp extends HTMLElement {
  #closing = new AbortController();

  connectedCallback() {
    this.#closing = new AbortController();
    const { signal } = this.#closing;
    addKeys([{ key: '?', does: 'This list', group: 'Everywhere', act: () => this.#open() }, ...goings()], signal);
    document.addEventListener('click', (event) => {
      if (/** @type {Element} */ (event.target).closest('[data-keys-help]')) this.#open();
    }, { signal });
  }

  disconnectedCallback() {
    this.#closing.abort();
  }

  #open() {
    const groups = Map.groupBy(allKeys().filter((key) => key.key !== ''), (key) => key.group ?? 'Everywhere');
    const letters = h('input', { type: 'checkbox', checked: areLettersOn() });
    letters.addEventListener('change', () => switchLetters(/** @type {HTMLInputElement} */ (letters).checked));
    const dialog = /** @type {HTMLDialogElement} */ (h('dialog', { class: 'dialog', 'aria-labelledby': 'keys-title' },
      h('div', { class: 'dialog-head' }, h('h2', { id: 'keys-title' }, 'Keys')),
      h('div', { class: 'dialog-body keys', tabindex: '0', role: 'region', 'aria-label': 'All keys of this page' },
        ...[...groups].map(([group, keys]) => h('section', {}, h('h3', {}, group), list(keys)))),
      h('div', { class: 'dialog-foot' }, h('label', { class: 'checkbox push' }, letters, 'Letters act as keys'),
        h('button', { type: 'button', class: 'button is-primary', autofocus: true, onclick: () => dialog.close() }, 'Close'))));
    dialog.addEventListener('close', () => dialog.remove());
    this.append(dialog);
    dialog.showModal();
  }
}

/** @param {import('../../core/keys.js').Key[]} keys */
function list(keys) {
  return h('dl', { class: 'facts' }, ...keys.flatMap((key) => [
    h('dt', {}, h('kbd', { class: 'kbd', 'data-key': key.key }, shownKey(key.key))), h('dd', {}, key.does),
  ]));
}

/** Links of the navigation that have a key: `g` and the letter of `data-go`. */
function goings() {
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('a[data-go]'));
  return [...links].map((link) => {
    return { key: `g ${link.dataset.go}`, does: `Go to ${link.title.toLowerCase()}`, group: 'Everywhere', act: () => location.assign(link.href) };
  });
}

customElements.define('keys-help', KeysHelp);
