/**
 * JSON that a person types: read, or told where it stops being JSON. Browsers say a line and a column only now and then,
 * so the place is found here.
 *
 * @typedef {{value: any, problem: null} | {value: undefined, problem: {line: number, column: number, message: string}}} Parsed
 */

const TOKEN = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/y;
const BLANK = /[ \t\r\n]*/y;
const NAMES = { string: 'a text in double quotes', value: 'a value', end: 'the end' };

/**
 * @param {string} text
 * @returns {Parsed}
 */
export function parse(text) {
  try {
    return { value: JSON.parse(text), problem: null };
  } catch {
    const { at, message } = new Reader(text).problem();
    const before = text.slice(0, at).split('\n');
    return { value: undefined, problem: { line: before.length, column: before[before.length - 1].length + 1, message } };
  }
}

/** A problem in words: `Line 3, column 5: expected a comma or }`. @param {{line: number, column: number, message: string}} problem */
export const told = ({ line, column, message }) => `Line ${line}, column ${column}: ${message}`;

/** Walks over the text as JSON until it is none. */
class Reader {
  #at = 0;

  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }

  /** @returns {{at: number, message: string}} */
  problem() {
    try {
      this.#value();
      if (this.#peek() !== '') this.#fail(`expected ${NAMES.end}`);
    } catch (error) {
      if (error instanceof Wrong) return { at: this.#at, message: error.message };
      throw error;
    }
    return { at: this.#at, message: 'this is not JSON' };
  }

  /** The next token without taking it; empty at the end. */
  #peek() {
    BLANK.lastIndex = this.#at;
    this.#at += BLANK.exec(this.text)?.[0].length ?? 0;
    if (this.#at >= this.text.length) return '';
    TOKEN.lastIndex = this.#at;
    return TOKEN.exec(this.text)?.[0] ?? this.text[this.#at];
  }

  /** @param {string} token */
  #take(token) {
    this.#at += token.length;
  }

  /** @param {string} message @returns {never} */
  #fail(message) {
    const found = this.#peek();
    throw new Wrong(`${message}, found ${found === '' ? NAMES.end : found.slice(0, 12)}`);
  }

  #value() {
    const token = this.#peek();
    if (token === '{') this.#list('}', () => this.#pair());
    else if (token === '[') this.#list(']', () => this.#value());
    else if (/^(["\d]|-\d|true|false|null)/.test(token) && (token !== '"')) this.#take(token);
    else this.#fail(token === '"' ? 'this text has no end, or holds what must be escaped' : `expected ${NAMES.value}`);
  }

  #pair() {
    const token = this.#peek();
    if (!token.startsWith('"') || token === '"') this.#fail(`expected ${NAMES.string}`);
    this.#take(token);
    if (this.#peek() !== ':') this.#fail('expected :');
    this.#take(':');
    this.#value();
  }

  /**
   * @param {string} end
   * @param {() => void} item
   */
  #list(end, item) {
    this.#take(this.#peek());
    if (this.#peek() === end) {
      this.#take(end);
      return;
    }
    for (;;) {
      item();
      const token = this.#peek();
      if (token !== ',' && token !== end) this.#fail(`expected a comma or ${end}`);
      this.#take(token);
      if (token === end) return;
    }
  }
}

class Wrong extends Error {}
