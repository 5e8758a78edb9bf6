/** Chat messages in a state or in what a task returned: who speaks, and what is said, as one line. */

/** @typedef {{role?: string, type?: string, content?: any, name?: string, tool_calls?: any[], tool_call_id?: string}} Message */

/** @type {Record<string, string>} */
const ROLES = { human: 'user', ai: 'assistant', AIMessageChunk: 'assistant', HumanMessage: 'user' };
const DEEPEST = 4;

/**
 * The first list of the state that looks like messages; empty where there is none.
 * @param {Record<string, any>} state
 * @returns {Message[]}
 */
export function messagesOf(state) {
  const lists = [state.messages, ...Object.values(state)];
  return lists.find((list) => Array.isArray(list) && list.length > 0 && list.every(isMessage)) ?? [];
}

/** @param {any} value */
export function isMessage(value) {
  return typeof value === 'object' && value !== null && 'content' in value && ('role' in value || 'type' in value || 'additional_kwargs' in value);
}

/** Who speaks. A message that does not say it shows it by what it carries. @param {Message} message */
export function roleOf(message) {
  const told = message.role ?? message.type;
  if (told) return ROLES[told] ?? told;
  if (message.tool_call_id) return 'tool';
  return message.tool_calls ? 'assistant' : 'user';
}

/**
 * The newest message of a value as one line; null where it holds none. Lists and the updates of commands are looked into.
 * @param {any} value
 * @returns {string | null}
 */
export function spokenIn(value, depth = 0) {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return null;
  if (isMessage(value)) return `${roleOf(value)}: ${wordsOf(value)}`;
  const inner = Array.isArray(value) ? value.at(-1) : value.messages ?? value.update;
  return spokenIn(inner, depth + 1);
}

/** @param {Message} message */
function wordsOf(message) {
  const parts = Array.isArray(message.content) ? message.content.map((part) => part?.text ?? part) : [message.content];
  const said = parts.filter((part) => typeof part === 'string').join('');
  const calls = (message.tool_calls ?? []).map((call) => `${call.name}()`).join(', ');
  return [said, calls].filter(Boolean).join(' ');
}
