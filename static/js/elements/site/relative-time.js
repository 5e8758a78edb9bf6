/** `<relative-time><time datetime>`: keeps "3 min ago" true. One clock serves all of them. */

const STEPS = /** @type {const} */ ([[60, 1, 's'], [3600, 60, 'min'], [86_400, 3600, 'h'], [Infinity, 86_400, 'd']]);

/** @type {Set<RelativeTime>} */
const shown = new Set();

class RelativeTime extends HTMLElement {
  connectedCallback() {
    shown.add(this);
  }

  disconnectedCallback() {
    shown.delete(this);
  }

  tick() {
    const time = this.querySelector('time');
    if (!time) return;
    const text = ago((Date.now() - Date.parse(time.dateTime)) / 1000);
    if (time.textContent !== text) time.textContent = text;
  }
}

/**
 * The same words as the server's.
 * @param {number} seconds
 */
export function ago(seconds) {
  if (seconds < 1) return 'now';
  const [, unit, word] = STEPS.find(([limit]) => seconds < limit) ?? STEPS[3];
  return `${Math.floor(seconds / unit)} ${word} ago`;
}

customElements.define('relative-time', RelativeTime);
setInterval(() => shown.forEach((each) => each.tick()), 1000);
