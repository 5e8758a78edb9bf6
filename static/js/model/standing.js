/** How a run stands, in a word and in a sentence: pure. */

/** @import { RunModel } from './run.js' */

import { stop } from './told.js';

/** @type {Record<string, string>} */
const WORDS = { interrupted: 'paused', error: 'failed' };
const MOST_NAMED = 3;

/** @param {RunModel} run */
export function wordOf(run) {
  return run.look === 'interrupt' ? 'waiting' : (WORDS[run.status] ?? run.status);
}

/** Where it stands and why; empty where the word says it all. @param {RunModel} run */
export function whereOf(run) {
  if (run.status === 'interrupted' && run.stopped) return stop(run.stopped);
  if (run.error) return `${run.error.type}: ${run.error.message}`;
  if (run.status === 'running' && run.open.size > 0) {
    const names = [...new Set([...run.open].map((id) => run.tasks.get(id)?.node ?? ''))];
    const more = names.length - MOST_NAMED;
    return `in ${names.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  }
  return run.status === 'pending' ? 'waiting for a worker' : '';
}

/**
 * What is said to who does not see the page: that something became of the run, not each node it goes through.
 * @param {RunModel} run
 */
export function saidOf(run) {
  const where = run.status === 'running' || run.status === 'pending' ? '' : whereOf(run);
  return `Run ${wordOf(run)}${where ? `. ${where}` : ''}`;
}
