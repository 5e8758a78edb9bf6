/** One value that can be watched. Elements meet in atoms; no element knows another. */

/**
 * @template T
 * @typedef {object} Atom
 * @property {() => T} get
 * @property {(value: T) => void} set  Watchers hear of it at once, unless the value is the same.
 * @property {(change: (value: T) => T) => void} update
 * @property {(watch: (value: T) => void, options: {signal: AbortSignal}) => void} watch  Calls once now and at each change.
 */

/**
 * @template T
 * @param {T} first
 * @returns {Atom<T>}
 */
export function atom(first) {
  let value = first;
  /** @type {Set<(value: T) => void>} */
  const watchers = new Set();
  /** @param {T} next */
  const set = (next) => {
    if (Object.is(next, value)) return;
    value = next;
    for (const watch of [...watchers]) watch(value);
  };
  return {
    get: () => value,
    set,
    update: (change) => set(change(value)),
    watch(watch, { signal }) {
      if (signal.aborted) return;
      watchers.add(watch);
      signal.addEventListener('abort', () => watchers.delete(watch), { once: true });
      watch(value);
    },
  };
}
