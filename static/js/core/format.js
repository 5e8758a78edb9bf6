/** Values as a person reads them. */

/**
 * Milliseconds as `0.4 ms`, `12 ms`, `1.2 s`, `3 min 05 s`, `2 h 10 min`.
 * @param {number | null | undefined} ms
 */
export function duration(ms) {
  if (ms === null || ms === undefined) return '';
  if (ms < 1) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds >= 3600) return `${Math.floor(seconds / 3600)} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, '0')} min`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export function counted(count, one, many = `${one}s`) {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/**
 * A value as one line, cut; large values are not read further than the line goes.
 * @param {unknown} value
 * @param {number} [most] characters
 */
export function excerpt(value, most = 80) {
  const text = typeof value === 'string' ? value.slice(0, 4 * most).replace(/\s+/g, ' ') : line(value, most + 1);
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/**
 * @param {unknown} value
 * @param {number} limit
 * @returns {string}
 */
function line(value, limit) {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? '';
  const isList = Array.isArray(value);
  let text = isList ? '[' : '{';
  // A list is not copied: it may be long.
  for (const key of isList ? value.keys() : keysOf(value)) {
    if (text.length > limit) return text;
    const held = /** @type {any} */ (value)[key];
    text += `${text.length > 1 ? ', ' : ''}${isList ? '' : `${key}: `}${line(held, limit - text.length)}`;
  }
  return text + (isList ? ']' : '}');
}

/**
 * Keys in one order, whichever they come in; what is empty tells least and comes last.
 * @param {Record<string, any>} value
 */
function keysOf(value) {
  const keys = Object.keys(value).sort();
  return [...keys.filter((key) => !isEmpty(value[key])), ...keys.filter((key) => isEmpty(value[key]))];
}

/** @param {any} value */
function isEmpty(value) {
  if (value === null || value === '') return true;
  if (typeof value !== 'object') return false;
  return Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
}

/** @param {string} iso */
export function clock(iso) {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? '' : at.toLocaleTimeString('en-GB', { hour12: false });
}
