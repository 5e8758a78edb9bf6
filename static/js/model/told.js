/** One line for each thing that happened to a run and is not a task. */

/** @import { Event, Look } from './types.js' */

/** @type {Record<string, string>} */
const REASONS = { breakpoint: 'breakpoint', step: 'one step', pause: 'pause', interrupt: 'question', entry: 'start' };
/** @type {Record<string, string>} */
const HOWS = {
  continue: 'continued', step: 'stepped over', into: 'stepped into', out: 'stepped out', decision: 'went on',
  retry: 'retried', edit: 'asked again',
};
/** @type {Record<string, string>} */
const DECISIONS = { approve: 'approved', edit: 'approved with changes', reject: 'rejected', respond: 'answered', edited: 'question set aside' };

/** @type {Record<string, (body: any) => {look: Look, text: string} | null>} */
const LINES = {
  'run.created': (body) => ({ look: 'pending', text: `${origin(body)}${by(body)}` }),
  'run.resumed': (body) => ({ look: 'running', text: `${capital(HOWS[body.how] ?? body.how)}${by(body)}` }),
  'run.pause_requested': (body) => ({ look: 'paused', text: `Pause asked for${by(body)}` }),
  'run.cancel_requested': (body) => ({ look: 'skipped', text: `Cancel asked for${by(body)}` }),
  'run.interrupted': (body) => ({ look: body.reason === 'interrupt' ? 'interrupt' : 'paused', text: stop(body) }),
  'interrupt.settled': (body) => ({ look: 'interrupt', text: `${capital(DECISIONS[body.kind] ?? body.kind)}${by(body)}` }),
  'state.edited': (body) => ({ look: 'paused', text: `State edited${by(body)}: ${keysOf(body.patch).join(', ')}` }),
  'attempt.started': (body) => (body.kind === 'recover' ? { look: 'retrying', text: `Recovered by ${body.worker}` } : null),
  'attempt.ended': (body) => (body.outcome === 'drained' ? { look: 'pending', text: 'The worker makes room for a new version' } : null),
  'run.finished': (body) => ({ look: END_LOOKS[body.status] ?? 'skipped', text: finish(body) }),
};
/** @type {Record<string, Look>} */
const END_LOOKS = { success: 'succeeded', error: 'failed', timeout: 'failed', cancelled: 'skipped' };

/**
 * @param {Event} event
 * @returns {{look: Look, text: string} | null}
 */
export function told(event) {
  return LINES[event.kind]?.(event.body) ?? null;
}

/** Where a run stands, in words: `Stopped before refund · breakpoint`. @param {any} body */
export function stop(body) {
  const reason = REASONS[body.reason] ?? body.reason;
  if (body.reason === 'interrupt') {
    const nodes = [...new Set((body.interrupts ?? []).map((/** @type {{node: string}} */ one) => one.node))];
    return `${nodes.join(', ') || 'The graph'} asks a question`;
  }
  const after = (body.hits ?? []).find((/** @type {{when: string}} */ hit) => hit.when === 'after');
  if (after) return `Stopped after ${after.node} · ${reason}`;
  return `Stopped before ${(body.at ?? body.next ?? []).join(', ') || 'the end'} · ${reason}`;
}

/** @param {any} patch */
function keysOf(patch) {
  return patch?.set ? [...Object.keys(patch.set), ...Object.keys(patch.append), ...patch.remove] : [];
}

/** @param {any} body */
const origin = (body) => (body.forked_from ? `Forked from run ${body.forked_from.run.slice(0, 8)}` : 'Run started');

/** @param {any} body */
function finish(body) {
  if (body.error) return `Ended with ${body.error.type}: ${body.error.message}`;
  return { success: 'Ended well', cancelled: 'Cancelled', timeout: 'Took too long and was stopped' }[
    /** @type {'success'} */ (body.status)
  ] ?? `Ended: ${body.status}`;
}

/** @param {any} body */
const by = (body) => (body.actor ? ` by ${body.actor}` : '');

/** @param {string} text */
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
