/**
 * What all elements of a run's page share: the model, what is selected, the connection, and how to ask for something.
 * There is one run a page, so this is a module and not an element; `page` is null where the page shows no run.
 */

/** @import { Atom } from '../../core/atom.js' */
/** @import { Connection } from '../../core/socket.js' */
/** @import { Selection } from '../../model/selection.js' */

import { read, Refusal, write } from '../../core/api.js';
import { atom } from '../../core/atom.js';
import { onceAFrame, readJson } from '../../core/dom.js';
import { listen } from '../../core/socket.js';
import { levels } from '../../model/levels.js';
import { Lag } from '../../model/lag.js';
import { edgesOf } from '../../model/picture.js';
import { RunModel } from '../../model/run.js';
import { FOLLOWING, following, fromQuery, ofFailure, settled, toQuery } from '../../model/selection.js';

export class RunPage {
  /** @param {any} boot  See studio/runs/bootstrap.py. */
  constructor(boot) {
    this.boot = boot;
    this.model = new RunModel(edgesOf(boot.description));
    /** Every event so far, for looking back. @type {import('../../core/socket.js').Event[]} */
    this.events = [];
    this.past = new RunModel();
    /** Grows with each paint that has something new to show. @type {Atom<number>} */
    this.changed = atom(0);
    /** @type {Atom<Connection>} */
    this.connection = atom(/** @type {Connection} */ ({ word: 'connecting' }));
    /** @type {Atom<Selection>} */
    this.selection = atom(FOLLOWING);
    /** @type {Atom<{node: string, when: string, is_enabled: boolean}[]>} */
    this.breakpoints = atom(boot.breakpoints);
    /** Runs that were forked from this one. @type {Atom<{id: string, url: string, checkpoint_id: string, status?: string}[]>} */
    this.forks = atom(boot.forks ?? []);
    /** Events taken in, and when the newest came. */
    this.heard = { count: 0, at: Date.now(), eventAt: '' };
    this.lag = new Lag();
    this.closing = new AbortController();
    this.repaint = onceAFrame(() => this.#paint(), this.closing.signal);
  }

  get signal() {
    return this.closing.signal;
  }

  /** Take in what the server sent with the page, then listen. */
  async open() {
    this.#keep(this.boot.events);
    this.selection.set(fromQuery(location.search, this.model));
    if (location.search === '') this.selection.update((before) => ofFailure(before, this.model));
    this.selection.watch(() => this.#remember(), { signal: this.signal });
    this.#paint();
    if (this.boot.has_more) await this.#catchUp().catch(() => undefined);
    this.#listen();
  }

  /** What is selected, with the checkpoint it means as the run stands now. */
  chosen() {
    return settled(this.selection.get(), this.model);
  }

  /** Look at the newest from now on. */
  follow() {
    this.selection.update(following);
  }

  /** @param {string} right */
  may(right) {
    return this.boot.rights.includes(right);
  }

  /**
   * Ask the server to change something. Refusals are told to the person; returns null then.
   * @param {string} url
   * @param {unknown} [body]
   */
  async act(url, body) {
    try {
      return (await write(url, body)) ?? {};
    } catch (error) {
      this.tell(error instanceof Refusal ? error.message : String(error), 'failed');
      return null;
    }
  }

  /**
   * A message at the corner of the page.
   * @param {string} text
   * @param {string} [look]
   */
  tell(text, look = 'succeeded') {
    document.dispatchEvent(new CustomEvent('toast', { detail: { text, look } }));
  }

  /** @param {string} id @param {string} [ns] */
  checkpointUrl(id, ns = '') {
    const url = this.boot.urls.checkpoint.replace('__id__', encodeURIComponent(id));
    return ns ? `${url}?ns=${encodeURIComponent(ns)}` : url;
  }

  /** @param {number} after */
  async #fill(after) {
    return read(`${this.boot.urls.events}?after=${after}`, this.signal);
  }

  async #catchUp() {
    let page;
    do {
      page = await this.#fill(this.model.lastSeq);
      this.#take(page.events);
    } while (page.has_more);
  }

  #listen() {
    listen({
      url: this.boot.urls.socket,
      after: this.model.lastSeq,
      fill: (after) => this.#fill(after),
      onEvents: (events) => this.#take(events),
      onFrame: (frame) => this.#takeFrame(frame),
      onPing: (at) => this.lag.ping(at, Date.now()),
      onConnection: (connection) => this.connection.set(connection),
      signal: this.signal,
    });
  }

  /** @param {import('../../core/socket.js').Event[]} events */
  #take(events) {
    if (events.length === 0) return;
    const hadFailed = this.model.error !== null;
    this.#keep(events);
    if (!hadFailed && this.model.error) this.selection.update((before) => ofFailure(before, this.model));
    // What was missed is late by its nature, and comes at no rate.
    const isLive = this.connection.get().word === 'live';
    this.heard = { count: this.heard.count + (isLive ? events.length : 0), at: Date.now(), eventAt: events[events.length - 1].at };
    if (isLive) this.lag.came(this.heard.eventAt, this.heard.at);
    this.repaint();
  }

  /** @param {import('../../core/socket.js').Event[]} events */
  #keep(events) {
    for (const event of events) this.events.push(event);
    this.model.applyAll(events);
  }

  /** The run as it was at the selected checkpoint: the live one where that is the newest. */
  pictured() {
    const { ns, index, follows } = this.chosen();
    const line = this.model.states.of(ns);
    const at = line[index];
    const isNewest = index === line.length - 1;
    if (follows || !at || (isNewest && (ns === '' || levels(this.model).some((level) => level.ns === this.model.states.current(ns))))) return this.model;
    if (this.past.lastSeq !== at.seq) {
      this.past = new RunModel(this.model.edges).applyAll(this.events.slice(0, at.seq));
    }
    return this.past;
  }

  /** @param {any} frame */
  #takeFrame(frame) {
    if (frame.type === 'chunks') {
      this.model.applyChunks(frame.chunks);
      this.repaint();
    } else if (frame.type === 'news' && frame.kind === 'run.forked') {
      this.forks.update((before) => [frame.body, ...before.filter(({ id }) => id !== frame.body.id)]);
      this.repaint();
    } else if (frame.type === 'news' && frame.kind === 'breakpoints.changed') {
      this.breakpoints.set(frame.body.breakpoints);
      document.dispatchEvent(new CustomEvent('news', { detail: { kind: frame.kind, body: frame.body } }));
    }
  }

  #paint() {
    this.changed.update((count) => count + 1);
    const detail = { seq: this.model.lastSeq, at: this.heard.eventAt };
    document.dispatchEvent(new CustomEvent('superstep:painted', { detail }));
  }

  #remember() {
    const query = toQuery(this.chosen(), this.model);
    const wanted = query ? `?${query}` : '';
    if (wanted !== location.search) history.replaceState(null, '', `${location.pathname}${wanted}`);
  }
}

const boot = readJson('bootstrap');
/** @type {RunPage | null} */
export const page = boot ? new RunPage(boot) : null;
