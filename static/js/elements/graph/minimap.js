/** A small map of a picture that does not fit: every node as a spot of its state's colour, and what is in sight. */

const WIDTH_PX = 132;
const HEIGHT_PX = 92;
/** A picture may be this much larger than its place before a map of it is of use. */
const SPARE = 1.06;
const LEAST_PX = 480;
const SVG = 'http://www.w3.org/2000/svg';

export class Minimap {
  #map = document.createElementNS(SVG, 'svg');
  #sight = document.createElementNS(SVG, 'rect');
  /** @type {[Element, Element][]} */
  #spots = [];

  /**
   * @param {HTMLElement} canvas  What scrolls.
   * @param {HTMLElement} place  Where the map is put; it goes away where all is in sight.
   * @param {AbortSignal} signal
   */
  constructor(canvas, place, signal) {
    this.canvas = canvas;
    this.place = place;
    this.#sight.setAttribute('class', 'minimap-sight');
    place.append(this.#map);
    canvas.addEventListener('scroll', () => this.look(), { signal, passive: true });
    place.addEventListener('pointerdown', (event) => this.#drag(event), { signal });
    place.addEventListener('pointermove', (event) => event.buttons === 1 && this.#drag(event), { signal });
  }

  /** Draw the nodes of a picture. @param {SVGSVGElement} picture */
  draw(picture) {
    const { x, y, width, height } = picture.viewBox.baseVal;
    this.#map.setAttribute('viewBox', `${x} ${y} ${width} ${height}`);
    const scale = Math.min(WIDTH_PX / width, HEIGHT_PX / height);
    this.#map.setAttribute('width', String(Math.round(width * scale)));
    this.#map.setAttribute('height', String(Math.round(height * scale)));
    this.#spots = [...picture.querySelectorAll('[data-node]')].map((node) => [node, spot(node)]);
    this.#map.replaceChildren(...this.#spots.map(([, rect]) => rect), this.#sight);
    this.paint();
  }

  /** The states as they are now. */
  paint() {
    for (const [node, rect] of this.#spots) {
      const state = node.getAttribute('data-state') ?? '';
      if (rect.getAttribute('data-state') !== state) rect.setAttribute('data-state', state);
    }
  }

  /** What is in sight now. */
  look() {
    const { canvas } = this;
    const picture = canvas.querySelector('svg.graph');
    const size = picture?.getBoundingClientRect();
    const isWhole = !size || (size.width <= canvas.clientWidth * SPARE && size.height <= canvas.clientHeight * SPARE);
    this.place.hidden = isWhole || canvas.clientWidth < LEAST_PX;
    if (!picture || this.place.hidden) return;
    const { x, y, width, height } = /** @type {SVGSVGElement} */ (picture).viewBox.baseVal;
    const [at, frame] = [picture.getBoundingClientRect(), canvas.getBoundingClientRect()];
    const zoom = at.width / width;
    const left = Math.max(0, (frame.left - at.left) / zoom);
    const top = Math.max(0, (frame.top - at.top) / zoom);
    this.#sight.setAttribute('x', String(x + left));
    this.#sight.setAttribute('y', String(y + top));
    this.#sight.setAttribute('width', String(Math.min(width - left, frame.width / zoom)));
    this.#sight.setAttribute('height', String(Math.min(height - top, frame.height / zoom)));
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    const map = this.#map.getBoundingClientRect();
    const { canvas } = this;
    canvas.scrollLeft = ((event.clientX - map.left) / map.width) * canvas.scrollWidth - canvas.clientWidth / 2;
    canvas.scrollTop = ((event.clientY - map.top) / map.height) * canvas.scrollHeight - canvas.clientHeight / 2;
    event.preventDefault();
  }
}

/** @param {Element} node */
function spot(node) {
  const rect = document.createElementNS(SVG, 'rect');
  const box = node.querySelector('.card, .frame');
  const [, x = '0', y = '0'] = /translate\(([-\d.]+) ([-\d.]+)\)/.exec(node.getAttribute('transform') ?? '') ?? [];
  for (const [name, value] of Object.entries({ x, y, width: box?.getAttribute('width') ?? '0', height: box?.getAttribute('height') ?? '0' })) rect.setAttribute(name, value);
  rect.setAttribute('rx', '8');
  rect.setAttribute('class', box?.classList.contains('frame') ? 'minimap-frame' : 'minimap-node');
  return rect;
}
