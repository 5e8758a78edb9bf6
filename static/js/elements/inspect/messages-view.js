/** Chat messages of a state, as a conversation. */

import { h } from '../../core/dom.js';
import { tree } from './json-tree.js';

/** @typedef {{role?: string, type?: string, content?: any, name?: string, tool_calls?: any[], tool_call_id?: string}} Message */

/** @type {Record<string, string>} */
const ROLES = { human: 'user', ai: 'assistant', AIMessageChunk: 'assistant', HumanMessage: 'user' };

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
function isMessage(value) {
  return typeof value === 'object' && value !== null && 'content' in value && ('role' in value || 'type' in value || 'additional_kwargs' in value);
}

/** Who speaks. A message that does not say it shows it by what it carries. @param {Message} message */
function roleOf(message) {
  const told = message.role ?? message.type;
  if (told) return ROLES[told] ?? told;
  if (message.tool_call_id) return 'tool';
  return message.tool_calls ? 'assistant' : 'user';
}

/**
 * @param {Message[]} messages
 * @param {string} streamed  What a model says just now.
 */
export function messagesView(messages, streamed) {
  const rows = messages.map((message) => {
    const role = roleOf(message);
    const body = typeof message.content === 'string' ? h('p', { class: 'message-text' }, message.content) : tree(message.content, 1);
    const calls = (message.tool_calls ?? []).map((call) => h('div', { class: 'message-call' }, h('span', { class: 'strong' }, call.name), tree(call.args ?? {}, 1)));
    return h('li', { class: `message is-${role}` }, h('span', { class: 'tag' }, message.name ? `${role} · ${message.name}` : role), body, ...calls);
  });
  if (streamed) {
    rows.push(h('li', { class: 'message is-assistant is-live' }, h('span', { class: 'tag' }, 'speaking'), h('p', { class: 'message-text' }, streamed)));
  }
  if (rows.length === 0) return h('p', { class: 'muted' }, 'This state holds no messages.');
  return h('ol', { class: 'messages' }, ...rows);
}
