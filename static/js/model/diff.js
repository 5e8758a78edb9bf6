/**
 * What differs between two states, as lines a person reads: pure.
 *
 * @typedef {{path: string[], kind: 'added' | 'removed' | 'changed' | 'appended', before?: any, after?: any}} Change
 */

const DEPTH = 6;

/**
 * A patch applied: `before` is left as it is. `from: 'nothing'` begins with an empty state.
 * @param {Record<string, any>} before
 * @param {any} patch
 * @returns {Record<string, any>}
 */
export function applyPatch(before, patch) {
  if (patch?.__truncated__) return before;
  /** @type {Record<string, any>} */
  const after = patch.from === 'nothing' ? {} : { ...before };
  for (const key of patch.remove) delete after[key];
  Object.assign(after, patch.set);
  for (const [key, items] of Object.entries(patch.append)) after[key] = [...(after[key] ?? []), ...items];
  return after;
}

/**
 * The changes from `before` to `after`, in the order of their names; a list that only grew is told by what it gained.
 * @param {any} before
 * @param {any} after
 * @param {string[]} [path]
 * @returns {Change[]}
 */
export function changes(before, after, path = []) {
  if (isEqual(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after) && after.length > before.length && isPrefix(before, after)) {
    return after.slice(before.length).map((item, index) => {
      return { path: [...path, String(before.length + index)], kind: /** @type {const} */ ('appended'), after: item };
    });
  }
  if (!isPlain(before) || !isPlain(after) || path.length >= DEPTH) return [{ path, kind: 'changed', before, after }];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((key) => {
    const place = [...path, key];
    if (!(key in before)) return [{ path: place, kind: /** @type {const} */ ('added'), after: after[key] }];
    if (!(key in after)) return [{ path: place, kind: /** @type {const} */ ('removed'), before: before[key] }];
    return changes(before[key], after[key], place);
  });
}

/**
 * @param {any} one
 * @param {any} other
 * @returns {boolean}
 */
export function isEqual(one, other) {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => key in other && isEqual(one[key], other[key]));
}

/**
 * @param {any[]} short
 * @param {any[]} long
 */
function isPrefix(short, long) {
  return short.every((item, index) => isEqual(item, long[index]));
}

/** @param {any} value */
function isPlain(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
