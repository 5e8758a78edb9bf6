/** JSON as a tree that folds: small things open, large ones closed, long texts cut until they are asked for. */

import { h } from '../../core/dom.js';
import { counted, excerpt } from '../../core/format.js';
import { isMessage, spokenIn } from '../../model/messages.js';

const OPEN_DEPTH = 2;
const OPEN_ITEMS = 12;
const PAGE_ITEMS = 200;
const TEXT_CHARS = 2000;
/** A browser lays out no more text at once without a pause. */
const MORE_CHARS = 200_000;

/**
 * @param {any} value
 * @param {number} [depth]
 * @param {string} [key]  Its name, which a fold says itself.
 * @returns {HTMLElement}
 */
export function tree(value, depth = 0, key = '') {
  if (typeof value === 'string') return text(value, depth > 0);
  if (typeof value === 'number') return h('span', { class: 'json-number' }, String(value));
  if (value === null || typeof value !== 'object') return h('span', { class: 'json-literal' }, String(value ?? null));
  const entries = sorted(value);
  if (entries.length === 0) return h('span', { class: 'json-punct' }, Array.isArray(value) ? '[]' : '{}');
  return fold(value, entries, depth, key);
}

/**
 * @param {string} value
 * @param {boolean} isQuoted
 * @param {number} [shown]  How many characters.
 * @returns {HTMLElement}
 */
function text(value, isQuoted, shown = TEXT_CHARS) {
  const begin = value.slice(0, shown);
  const told = isQuoted ? JSON.stringify(begin) : begin;
  if (value.length <= shown) return h('span', { class: 'json-string' }, told);
  const next = value.length - shown > MORE_CHARS ? MORE_CHARS : value.length - shown;
  const word = shown + next >= value.length ? `Show all ${value.length.toLocaleString('en')} characters` : `Show ${next.toLocaleString('en')} more of ${value.length.toLocaleString('en')} characters`;
  const more = h('button', { type: 'button', class: 'button is-small cut-text' }, word);
  const whole = h('span', { class: 'json-string' }, isQuoted ? told.slice(0, -1) : told, '…', more);
  more.addEventListener('click', () => whole.replaceWith(text(value, isQuoted, shown + next)), { once: true });
  return whole;
}

/**
 * The journal's database keeps no order of keys, a live event still has one: in one order of their own both look alike.
 * @param {any} value
 * @returns {[string, any][]}
 */
function sorted(value) {
  const entries = Object.entries(value);
  return Array.isArray(value) ? entries : entries.sort(([one], [other]) => (one < other ? -1 : 1));
}

/**
 * @param {any} value
 * @param {[string, any][]} entries
 * @param {number} depth
 * @param {string} key
 */
function fold(value, entries, depth, key) {
  const what = Array.isArray(value) ? counted(entries.length, 'item') : counted(entries.length, 'key');
  const isOpen = depth < OPEN_DEPTH && (depth === 0 || entries.length <= OPEN_ITEMS);
  if (depth === 0) return h('div', { class: 'json' }, ...page(entries, 0, depth));
  const name = key === '' ? null : h('span', { class: 'json-key' }, `${key}: `);
  const summary = h('summary', {}, h('span', { class: 'json-line' }, name, h('span', { class: 'json-punct' }, what), h('span', { class: 'json-excerpt muted' }, excerpt((isMessage(value) && spokenIn(value)) || value, 80))));
  const details = h('details', { class: 'json-fold', open: isOpen }, summary);
  // What is folded is not built until it is opened: a state may hold thousands of things.
  const build = () => {
    if (details.childElementCount === 1) details.append(h('div', { class: 'json-inside' }, ...page(entries, 0, depth)));
  };
  if (isOpen) build();
  details.addEventListener('toggle', build);
  return details;
}

/**
 * @param {[string, any][]} entries
 * @param {number} from
 * @param {number} depth
 * @returns {HTMLElement[]}
 */
function page(entries, from, depth) {
  const rows = entries.slice(from, from + PAGE_ITEMS).map(([key, value]) => {
    const inside = tree(value, depth + 1, key);
    return inside instanceof HTMLDetailsElement ? inside : h('div', { class: 'json-row' }, h('span', { class: 'json-key' }, `${key}: `), inside);
  });
  const rest = entries.length - from - PAGE_ITEMS;
  if (rest > 0) {
    const more = h('button', { type: 'button', class: 'button is-small' }, `Show more (${rest})`);
    more.addEventListener('click', () => more.replaceWith(...page(entries, from + PAGE_ITEMS, depth)), { once: true });
    rows.push(more);
  }
  return rows;
}
