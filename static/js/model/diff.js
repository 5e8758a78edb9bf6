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
 * The changes from `before` to `after`, in the order of their names; a list is told by what it gained and lost.
 * @param {any} before
 * @param {any} after
 * @param {string[]} [path]
 * @returns {Change[]}
 */
export function changes(before, after, path = []) {
  if (isEqual(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) return ofLists(before, after, path);
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
 * What both lists begin and end with is left out; what stands between was removed, added, or changed in its place.
 * @param {any[]} before
 * @param {any[]} after
 * @param {string[]} path
 * @returns {Change[]}
 */
function ofLists(before, after, path) {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && isEqual(before[head], after[head])) head += 1;
  let tail = 0;
  while (tail < shorter - head && isEqual(before[before.length - 1 - tail], after[after.length - 1 - tail])) tail += 1;
  const [gone, come] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
  const both = Math.min(gone.length, come.length);
  const added = tail === 0 ? /** @type {const} */ ('appended') : /** @type {const} */ ('added');
  return [
    ...gone.slice(0, both).flatMap((item, at) => changes(item, come[at], [...path, String(head + at)])),
    ...gone.slice(both).map((item, at) => ({ path: [...path, String(head + both + at)], kind: /** @type {const} */ ('removed'), before: item })),
    ...come.slice(both).map((item, at) => ({ path: [...path, String(head + both + at)], kind: added, after: item })),
  ];
}

/** @param {any} value */
function isPlain(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
