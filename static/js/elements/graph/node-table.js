/** `<node-table>`: the graph as a table, for who does not see the picture: the same states, visits and choice of nodes. */

import { h, setText } from '../../core/dom.js';
import { edgesOf, nodesOf } from '../../model/picture.js';
import { duration } from '../../core/format.js';
import { ofTask } from '../../model/selection.js';
import { RunElement } from '../run/element.js';
import { wordOf } from '../run/looks.js';

class NodeTable extends RunElement {
  /** @type {Map<string, HTMLElement>} */
  #rows = new Map();
  /** The path taken: how often each edge was. @type {Map<string, HTMLElement>} */
  #edges = new Map();

  build() {
    const head = h('tr', {}, ...['Node', 'State', 'Visits', 'Last took'].map((name) => h('th', { scope: 'col' }, name)));
    for (const { path } of nodesOf(this.page.boot.description)) {
      const choose = h('button', { type: 'button', class: 'button is-quiet is-small mono', onclick: () => this.#choose(path) }, path);
      this.#rows.set(path, h('tr', {}, h('th', { scope: 'row' }, choose), h('td', {}), h('td', { class: 'num' }), h('td', { class: 'num mono' })));
    }
    for (const edge of edgesOf(this.page.boot.description)) {
      const [from, to] = edge.split('->');
      this.#edges.set(edge, h('tr', {}, h('th', { scope: 'row', class: 'mono' }, from), h('td', { class: 'mono' }, to), h('td', { class: 'num' })));
    }
    const taken = h('tr', {}, ...['From', 'To', 'Taken'].map((name) => h('th', { scope: 'col' }, name)));
    this.replaceChildren(table('Nodes of the graph', head, this.#rows), table('Edges of the graph', taken, this.#edges));
    const toggle = document.querySelector('[data-node-table]');
    toggle?.addEventListener('click', () => this.#toggle(toggle), { signal: this.signal });
  }

  paint() {
    if (this.hidden) return;
    const model = this.page.pictured();
    const chosen = this.page.model.tasks.get(this.page.chosen().taskId ?? '')?.node;
    for (const [path, row] of this.#rows) {
      const { look, visits, taskId } = model.nodes.get(path) ?? { look: /** @type {const} */ ('idle'), visits: 0, taskId: null };
      row.className = `is-${look}`;
      row.toggleAttribute('aria-current', path === chosen);
      const [, state, count, took] = row.children;
      setText(state, wordOf(look));
      setText(count, String(visits));
      setText(took, duration(model.tasks.get(taskId ?? '')?.durationMs));
    }
    for (const [edge, row] of this.#edges) setText(row.lastElementChild, String(model.taken.get(edge) ?? 0));
  }

  /** @param {string} path */
  #choose(path) {
    const task = this.page.model.tasks.get(this.page.model.nodes.get(path)?.taskId ?? '');
    if (task) this.page.selection.update((before) => ofTask(task, before));
    else this.page.tell(`${path} has not run yet.`, 'skipped');
  }

  /** @param {Element} toggle */
  #toggle(toggle) {
    this.hidden = !this.hidden;
    toggle.setAttribute('aria-pressed', String(!this.hidden));
    this.paint();
  }
}

/**
 * @param {string} caption
 * @param {HTMLElement} head
 * @param {Map<string, HTMLElement>} rows
 */
function table(caption, head, rows) {
  return h('table', { class: 'table is-compact' }, h('caption', { class: 'sr' }, caption), h('thead', {}, head), h('tbody', {}, ...rows.values()));
}

customElements.define('node-table', NodeTable);
