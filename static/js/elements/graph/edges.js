/** Edges of a picture that can be pointed at, and say what they are. */

import { counted } from '../../core/format.js';

/** An edge is too thin to point at: a wider one that is not seen says what it is. @param {Element} edge */
export function widen(edge) {
  const line = edge.querySelector('.line');
  if (!line || edge.querySelector('.hit')) return;
  const hit = /** @type {Element} */ (line.cloneNode(false));
  hit.setAttribute('class', 'hit');
  const title = document.createElementNS('http://www.w3.org/2000/svg', 'title');
  title.textContent = sayingOf(edge, edge.getAttribute('data-edge') ?? '', 0);
  hit.append(title);
  edge.prepend(hit);
}

/**
 * What an edge is and how often it was taken, in words.
 * @param {Element} edge
 * @param {string} name
 * @param {number} count
 */
export function sayingOf(edge, name, count) {
  const [source, target] = name.split('->');
  const value = edge.getAttribute('data-label') ?? target.split(':').at(-1);
  const chosen = edge.getAttribute('data-kind') === 'conditional' ? `, chosen when the router says ${JSON.stringify(value)}` : '';
  return `${source} → ${target}${chosen}: ${count === 0 ? 'not taken' : `taken ${counted(count, 'time')}`}`;
}
