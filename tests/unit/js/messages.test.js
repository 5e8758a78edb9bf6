/** One line of a conversation, wherever it is. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messagesOf, spokenIn } from '../../../static/js/model/messages.js';

const SAID = { type: 'human', content: 'Hi' };
const CALLS = { type: 'ai', content: '', tool_calls: [{ name: 'fare' }, { name: 'weather' }] };

test('the newest message of an update is told, and which tools it calls', () => {
  assert.equal(spokenIn({ messages: [SAID] }), 'user: Hi');
  assert.equal(spokenIn({ messages: [SAID, CALLS] }), 'assistant: fare(), weather()');
  assert.equal(spokenIn([{ goto: 'a', update: { messages: [SAID] } }]), 'user: Hi');
  assert.equal(spokenIn({ type: 'ai', content: [{ type: 'text', text: 'Two ' }, { text: 'parts' }] }), 'assistant: Two parts');
});

test('what is no message is not told as one', () => {
  for (const value of [null, 3, 'text', [], {}, { messages: [] }, { messages: ['hi'] }, { content: 'a page' }]) {
    assert.equal(spokenIn(value), null);
  }
  assert.deepEqual(messagesOf({ pages: [{ content: 'a page' }], said: [SAID] }), [SAID]);
});
