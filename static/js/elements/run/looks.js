/** A look's icon and word: colour never speaks alone. */

/** @import { Look } from '../../model/types.js' */

/** @type {Record<Look | 'idle', string>} */
const ICONS = {
  idle: '', pending: 'clock', running: 'loader-circle', succeeded: 'check', failed: 'octagon-x', retrying: 'refresh-cw',
  interrupt: 'hand', paused: 'circle-pause', cached: 'rewind', skipped: 'ban',
};
/** @type {Record<Look | 'idle', string>} */
const WORDS = {
  idle: 'idle', pending: 'queued', running: 'running', succeeded: 'succeeded', failed: 'failed', retrying: 'retrying',
  interrupt: 'asks a person', paused: 'stopped here', cached: 'from the cache', skipped: 'skipped',
};

/** @param {Look | 'idle'} look */
export const iconOf = (look) => ICONS[look];

/** @param {Look | 'idle'} look */
export const wordOf = (look) => WORDS[look];
