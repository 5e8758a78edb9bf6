/** Which texts a few typed letters mean: pure. */

/**
 * The things whose text holds every word that was typed, those that begin with it first; all of them for no word.
 * @template T
 * @param {T[]} things
 * @param {string} typed
 * @param {(thing: T) => string} textOf
 * @returns {T[]}
 */
export function ranked(things, typed, textOf) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return things;
  const rated = things.flatMap((thing) => {
    const text = textOf(thing).toLowerCase();
    return words.every((word) => text.includes(word)) ? [{ thing, rank: rankOf(text, words[0]) }] : [];
  });
  return rated.sort((one, other) => one.rank - other.rank).map(({ thing }) => thing);
}

/**
 * At the very beginning, at the beginning of a word, or inside one.
 * @param {string} text
 * @param {string} word
 */
function rankOf(text, word) {
  if (text.startsWith(word)) return 0;
  return new RegExp(`[\\s_./:-]${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`).test(text) ? 1 : 2;
}
