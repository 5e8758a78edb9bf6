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
 * Rows are a tree: `parent` is the id of the row they stand under, empty at the outside.
 *
 * @typedef {{kind: 'task', seq: number, id: string, parent: string}} TaskRow
 * @typedef {{kind: 'told', seq: number, id: string, parent: '', at: string, look: Look, text: string}} ToldRow
 * @typedef {TaskRow | ToldRow | Group} Row
 *
 * @typedef {object} Group  A superstep of several tasks; it stands over their rows.
 * @property {'step'} kind
 * @property {number} seq
 * @property {string} id
 * @property {string} parent
 * @property {string} ns
 * @property {number} step
 * @property {number} size  How many tasks were planned.
 * @property {string} name  The node they run, where it is one.
 * @property {number} checkpoint  Index of the checkpoint it began from, in its namespace.
 * @property {string} startedAt
 * @property {string} endedAt  When the newest of its tasks ended.
 * @property {Look | 'idle'} look
 * @property {Partial<Record<Look, number>>} counts
 *
 * @typedef {object} NodeState
 * @property {Look | 'idle'} look
 * @property {number} visits
 * @property {string | null} taskId  Its newest task.
 * @property {Partial<Record<Look, number>>} counts  How its tasks of the newest superstep look.
 */

export {};
