/** Requests to our own server. Every write carries the CSRF token and asks for JSON. */

export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {string} message  What happened and what to do, for the person.
   * @param {any} detail
   */
  constructor(status, code, message, detail) {
    super(message);
    this.status = status;
    this.code = code;
    this.detail = detail ?? {};
  }
}

/**
 * @param {string} url
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export function read(url, signal) {
  return send(url, { headers: { Accept: 'application/json' }, signal });
}

/**
 * @param {string} url
 * @param {unknown} [body]
 * @returns {Promise<any>}
 */
export function write(url, body = {}) {
  const headers = { Accept: 'application/json', 'Content-Type': 'application/json', 'X-CSRFToken': token() };
  return send(url, { method: 'POST', headers, body: JSON.stringify(body) });
}

/**
 * @param {string} url
 * @param {RequestInit} request
 */
async function send(url, request) {
  let answer;
  try {
    answer = await fetch(url, { ...request, credentials: 'same-origin', redirect: 'manual' });
  } catch (error) {
    if (request.signal?.aborted) throw error;
    throw new Refusal(0, 'unreachable', 'The server cannot be reached. Check that it runs, then try again.', {});
  }
  if (answer.type === 'opaqueredirect') {
    throw new Refusal(401, 'signed_out', 'You are signed out. Reload the page and sign in.', {});
  }
  const found = await answer.json().catch(() => null);
  if (answer.ok) return found;
  const { code = 'error', message = `The server answered ${answer.status}.`, detail = {} } = found?.error ?? {};
  throw new Refusal(answer.status, code, message, detail);
}

function token() {
  return /(?:^|; )superstep_csrf=([^;]*)/.exec(document.cookie)?.[1] ?? '';
}
