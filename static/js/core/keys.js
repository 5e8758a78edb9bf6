/**
 * Keys of a page. Single letters can be switched off (WCAG 2.1.4) and never fire while a person types; F-keys and Ctrl+k
 * always do. A key of two letters (`g r`) is pressed one after the other.
 *
 * @typedef {object} Key
 * @property {string} key  As `KeyboardEvent.key`, with `Alt+` or `Ctrl+` (⌘ too) before it: `F8`, `j`, `g r`,
 *   `Alt+ArrowLeft`, `Ctrl+k`; empty for what has no key and stands only in the palette.
 * @property {string} does  What it does, for the help and the palette.
 * @property {() => void} act
 * @property {string} [group]
 */

const STORE = 'superstep:letters';
const SECOND_WITHIN_MS = 1500;
const TYPED_IN = 'input:not([type="range"], [type="checkbox"], [type="radio"]), textarea, select, [contenteditable="true"]';
/** @type {Key[]} */
const keys = [];
/** The first letter of two, while the second is awaited. */
let first = '';
let firstAt = 0;

export const areLettersOn = () => localStorage.getItem(STORE) !== 'off';

/** @param {boolean} areOn */
export function switchLetters(areOn) {
  localStorage.setItem(STORE, areOn ? 'on' : 'off');
}

/** Every key of this page, in the order they were given. */
export const allKeys = () => [...keys];

/**
 * @param {Key[]} added
 * @param {AbortSignal} signal
 */
export function addKeys(added, signal) {
  keys.push(...added);
  signal.addEventListener('abort', () => {
    for (const key of added) keys.splice(keys.indexOf(key), 1);
  });
}

/** @param {KeyboardEvent} event */
export function nameOf(event) {
  return `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${event.key}`;
}

/**
 * A key as it is written for people: `Alt ←`, `g r`.
 * @param {string} key
 */
export function shownKey(key) {
  const { platform = '' } = typeof navigator === 'undefined' ? {} : navigator;
  const ctrl = platform.startsWith('Mac') ? '⌘ ' : 'Ctrl ';
  return key.replace('Ctrl+', ctrl).replace('Alt+', 'Alt ').replace('ArrowLeft', '←').replace('ArrowRight', '→');
}

/** @param {string} name */
const isLetters = (name) => /^.( .)?$/.test(name);

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.defaultPrevented || event.isComposing) return;
  const target = /** @type {HTMLElement} */ (event.target);
  const name = nameOf(event);
  const isTyping = target.closest?.(TYPED_IN);
  if ((isTyping && !/^(F\d+|Ctrl\+k)$/.test(name)) || document.querySelector('dialog[open]')) return;
  const both = event.timeStamp - firstAt < SECOND_WITHIN_MS ? `${first} ${name}` : '';
  const found = keys.find((key) => key.key === both && both) ?? keys.find((key) => key.key === name);
  first = name;
  firstAt = event.timeStamp;
  if (!found || found.key === '' || (isLetters(found.key) && !areLettersOn())) return;
  event.preventDefault();
  first = '';
  found.act();
}

if (typeof document !== 'undefined') document.addEventListener('keydown', onKey);
