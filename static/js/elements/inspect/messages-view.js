/** Chat messages of a state, as a conversation. */

import { h } from '../../core/dom.js';
import { roleOf } from '../../model/messages.js';
import { tree } from './json-tree.js';

/** @import { Message } from '../../model/messages.js' */

/**
 * @param {Message[]} messages
 * @param {string} streamed  What a model says just now.
 */
export function messagesView(messages, streamed) {
  const rows = messages.map((message) => {
    const role = roleOf(message);
    const body = typeof message.content === 'string' ? message.content && h('p', { class: 'message-text' }, message.content) : tree(message.content, 1);
    const calls = (message.tool_calls ?? []).map((call) => h('div', { class: 'message-call' }, h('span', { class: 'strong' }, call.name), tree(call.args ?? {}, 1)));
    return h('li', { class: `message is-${role}` }, h('span', { class: 'tag' }, message.name ? `${role} · ${message.name}` : role), body, ...calls);
  });
  if (streamed) {
    rows.push(h('li', { class: 'message is-assistant is-live' }, h('span', { class: 'tag' }, 'speaking'), h('p', { class: 'message-text' }, streamed)));
  }
  if (rows.length === 0) return h('p', { class: 'muted' }, 'This state holds no messages.');
  return h('ol', { class: 'messages' }, ...rows);
}
