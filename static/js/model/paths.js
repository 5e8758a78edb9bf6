/** A place in a state, as a person writes it: `queue[0].id` or `queue.0.id`. Pure. */

/**
 * The value at a path, and whether there is one.
 * @param {any} state
 * @param {string} path
 * @returns {{isThere: boolean, value?: any}}
 */
export function valueAt(state, path) {
  let value = state;
  for (const part of path.replace(/\[(-?\d+)\]/g, '.$1').split('.').map((one) => one.trim()).filter(Boolean)) {
    if (typeof value !== 'object' || value === null) return { isThere: false };
    const key = Array.isArray(value) && Number(part) < 0 ? String(value.length + Number(part)) : part;
    if (!Object.hasOwn(value, key)) return { isThere: false };
    value = value[key];
  }
  return { isThere: true, value };
}
