/**
 * What the journal tells, as types. This module holds no code.
 *
 * @typedef {{seq: number, at: string, kind: string, body: any}} Event
 *
 * @typedef {'pending' | 'running' | 'succeeded' | 'failed' | 'retrying' | 'interrupt' | 'paused' | 'cached' | 'skipped'} Look
 *
 * @typedef {object} Task
 * @property {string} id
 * @property {string[]} ns
 * @property {string} node  Path in the picture: `payment:capture`.
 * @property {string} name
 * @property {number} step
 * @property {Look} look
 * @property {number} attempt
 * @property {number} visit  How often this node had begun before, plus one.
 * @property {string} startedAt
 * @property {number | null} durationMs
 * @property {any} input
 * @property {any} result
 * @property {{type: string, message: string, traceback: string} | null} error
 * @property {{attempt: number, error: {type: string, message: string, traceback: string}, retryInS: number | null}[]} failures  Every failed try.
 * @property {any[]} interrupts
 * @property {any[]} emitted
 * @property {number} checkpoint  Index of the checkpoint it began from, in its namespace; -1 before the first.
 *
 * @typedef {object} Checkpoint
 * @property {string} id
 * @property {string | null} parentId
 * @property {string} ns  Namespaces joined by `|`; empty for the root graph.
 * @property {number} step
 * @property {string} source
 * @property {string[]} next
 * @property {any} patch
 * @property {number} seq
 * @property {string} at
 * @property {string} [actor]  Who edited, where a person made it.
 *
 * @typedef {{kind: 'task', seq: number, id: string} | {kind: 'told', seq: number, at: string, look: Look, text: string}} Row
 *
 * @typedef {object} NodeState
 * @property {Look | 'idle'} look
 * @property {number} visits
 * @property {string | null} taskId  Its newest task.
 * @property {Partial<Record<Look, number>>} counts  How its tasks of the newest superstep look.
 */

export {};
