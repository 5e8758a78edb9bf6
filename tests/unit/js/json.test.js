import assert from 'node:assert/strict';
import test from 'node:test';

import { parse, told } from '../../../static/js/core/json.js';

/** @param {string} text */
function problem(text) {
  const parsed = parse(text);
  return parsed.problem && told(parsed.problem);
}

test('what is JSON is read', () => {
  for (const text of ['{"a": [1, -2.5e3, "x\\n\\u00e9", true, null, {}, []]}', ' 0 ', '"text"']) {
    assert.deepEqual(parse(text), { value: JSON.parse(text), problem: null });
  }
});

test('what is not JSON is told by line, column and what was expected', () => {
  assert.equal(problem('{\n  "a": 1\n  "b": 2\n}'), 'Line 3, column 3: expected a comma or }, found "b"');
  assert.equal(problem('{"a": [1, 2'), 'Line 1, column 12: expected a comma or ], found the end');
  assert.equal(problem('{nonsense'), 'Line 1, column 2: expected a text in double quotes, found n');
  assert.equal(problem('{"a": 1,}'), 'Line 1, column 9: expected a text in double quotes, found }');
  assert.equal(problem("['x']"), "Line 1, column 2: expected a value, found '");
  assert.equal(problem('{"a" 1}'), 'Line 1, column 6: expected :, found 1');
  assert.equal(problem('[1] 2'), 'Line 1, column 5: expected the end, found 2');
  assert.equal(problem('{"a": "no end}'), 'Line 1, column 7: this text has no end, or holds what must be escaped, found "');
  assert.equal(problem(''), 'Line 1, column 1: expected a value, found the end');
});

test('every text that browsers refuse is refused at some place', () => {
  for (const text of ['01', '1.', '+1', 'nul', '{"a":1 "b"}', '"\t"', '[,]', '{"a":}', '-', '1 1']) {
    assert.throws(() => JSON.parse(text));
    assert.match(problem(text) ?? '', /^Line 1, column \d+: \S/, text);
  }
});
