/**
 * `<run-answers src>`: the questions of this run that wait for a person, as the server draws them in the inbox too. They
 * are fetched anew when a question comes or goes, so an answer given elsewhere disappears here.
 */

import { h } from '../../core/dom.js';
import { RunElement } from './element.js';

class RunAnswers extends RunElement {
  #shown = '';

  paint() {
    const waiting = [...this.page.model.interrupts.values()].filter((one) => one.kind === 'request').map((one) => one.id);
    const shown = waiting.sort().join();
    if (shown === this.#shown) return;
    this.#shown = shown;
    if (waiting.length === 0) this.replaceChildren();
    else void this.#fetch(shown);
  }

  /** @param {string} wanted */
  async #fetch(wanted) {
    const answer = await fetch(this.getAttribute('src') ?? '', { headers: { Accept: 'text/html' }, signal: this.signal }).catch(() => null);
    if (!answer?.ok || wanted !== this.#shown) return;
    const found = new DOMParser().parseFromString(await answer.text(), 'text/html').body;
    for (const card of found.querySelectorAll('.request')) compact(card);
    this.replaceChildren(...found.childNodes);
    document.dispatchEvent(new CustomEvent('superstep:question'));
  }
}

/**
 * What is not needed to decide is folded away: there is less room here than in the inbox.
 * @param {Element} card
 */
function compact(card) {
  // The inbox's keys mean other things on this page.
  for (const each of card.querySelectorAll('[aria-keyshortcuts]')) each.removeAttribute('aria-keyshortcuts');
  const more = [...card.querySelectorAll('.card-body > :not(:first-child)')];
  const answers = card.querySelector('[data-answers], .card-foot');
  if (more.length === 0 || !answers) return;
  answers.after(h('details', { class: 'request-more' }, h('summary', {}, 'All it says'), h('div', { class: 'stack' }, ...more.map((each) => /** @type {HTMLElement} */ (each)))));
}

customElements.define('run-answers', RunAnswers);
