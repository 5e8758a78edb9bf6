/**
 * Keys of a page. Single letters can be switched off (WCAG 2.1.4) and never fire while a person types; F-keys always do.
 *
 * @typedef {object} Key
 * @property {string} key  As `KeyboardEvent.key`, with `Alt+` before it where Alt is held: `F8`, `j`, `Alt+ArrowLeft`.
 * @property {string} does  What it does, for the help.
 * @property {() => void} act
 * @property {string} [group]
 */

const STORE = 'superstep:letters';
/** @type {Key[]} */
const keys = [];

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
  return `${event.altKey ? 'Alt+' : ''}${event.key}`;
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.isComposing) return;
  const target = /** @type {HTMLElement} */ (event.target);
  const name = nameOf(event);
  const isTyping = target.closest?.('input:not([type="range"], [type="checkbox"]), textarea, select, [contenteditable="true"]');
  if ((isTyping && !/^F\d+$/.test(name)) || document.querySelector('dialog[open]')) return;
  const found = keys.find((key) => key.key === name);
  if (!found || (name.length === 1 && !areLettersOn())) return;
  event.preventDefault();
  found.act();
}

if (typeof document !== 'undefined') document.addEventListener('keydown', onKey);
