/** Small words for making and finding elements. */

/**
 * Make an element: `h('button', {class: 'button', type: 'button'}, 'Run')`. A property that begins with `on` is a
 * listener; `true` sets a bare attribute; `false`, `null` and `undefined` set none.
 * @param {string} tag
 * @param {Record<string, unknown>} [properties]
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElement}
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on') && typeof value === 'function') {
      element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    } else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

/**
 * An icon of the sprite that base.html carries.
 * @param {string} name
 */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `#icon-${name}`);
  svg.append(use);
  return svg;
}

/**
 * Change an element's text only when it differs: screen readers and selections are left alone.
 * @param {Element | null} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

/**
 * A function that runs `work` once in the next frame, however often it is called before.
 * @param {() => void} work
 * @param {AbortSignal} signal
 */
export function onceAFrame(work, signal) {
  let isAsked = false;
  const run = () => {
    isAsked = false;
    if (!signal.aborted) work();
  };
  return () => {
    if (isAsked) return;
    isAsked = true;
    // A hidden page gets no frames; it must not fall behind without end.
    if (document.hidden) setTimeout(run, 100);
    else requestAnimationFrame(run);
  };
}

/**
 * The JSON of a `<script type="application/json">`.
 * @param {string} id
 * @returns {any}
 */
export function readJson(id) {
  const text = document.getElementById(id)?.textContent;
  return text ? JSON.parse(text) : null;
}
