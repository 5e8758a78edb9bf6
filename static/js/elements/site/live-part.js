/**
 * `<live-part id news="kind kind">`: a part of the page that is fetched again when news of these kinds comes. All parts
 * of a page share one fetch. A part in which a person types, or has something open, waits until he is done.
 */

const GATHER_MS = 200;
const AT_MOST_EVERY_MS = 1000;

/** @type {Set<LivePart>} */
const stale = new Set();
let timer = 0;
let lastAt = 0;

class LivePart extends HTMLElement {
  #ends = new AbortController();

  connectedCallback() {
    this.#ends = new AbortController();
    const { signal } = this.#ends;
    const kinds = (this.getAttribute('news') ?? '').split(' ');
    document.addEventListener('news', (event) => {
      const { kind } = /** @type {CustomEvent<{kind: string}>} */ (event).detail;
      if (kinds.includes(kind) || kind === 'reconnected') refresh(this);
    }, { signal });
    this.addEventListener('focusout', () => stale.has(this) && schedule(), { signal });
    this.addEventListener('toggle', () => stale.has(this) && schedule(), { signal, capture: true });
  }

  disconnectedCallback() {
    this.#ends.abort();
    stale.delete(this);
  }

  /** Whether replacing it now would take something away from a person. */
  get isBusy() {
    const at = document.activeElement;
    const types = at instanceof HTMLElement && at.matches('input, textarea, select') && this.contains(at);
    return types || this.querySelector('details.answer-more[open]') !== null;
  }

  /** @param {Element} fresh */
  show(fresh) {
    if (fresh.innerHTML === this.innerHTML) return;
    const at = this.contains(document.activeElement) ? document.activeElement?.getAttribute('href') : null;
    this.replaceChildren(...fresh.childNodes);
    if (at) /** @type {HTMLElement | null} */ (this.querySelector(`a[href="${CSS.escape(at)}"]`))?.focus();
    this.dispatchEvent(new CustomEvent('refreshed', { bubbles: true }));
  }
}

/** @param {LivePart} part */
function refresh(part) {
  stale.add(part);
  schedule();
}

function schedule() {
  if (timer) return;
  const wait = Math.max(GATHER_MS, lastAt + AT_MOST_EVERY_MS - Date.now());
  timer = setTimeout(fetchStale, wait);
}

async function fetchStale() {
  const parts = [...stale].filter((part) => !part.isBusy);
  lastAt = Date.now();
  try {
    if (!parts.length) return;
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const part of parts) {
      stale.delete(part);
      const fresh = page.getElementById(part.id);
      if (fresh && part.isConnected) part.show(fresh);
    }
  } catch (error) {
    // The server is away: the next news, or the return of the socket, asks again.
    console.debug('not refreshed', error);
  } finally {
    timer = 0;
  }
}

customElements.define('live-part', LivePart);
