/**
 * `<fetch-form>` inside a form: sends it in the background and stays on the page when the server refuses, so that what
 * was typed is kept. Refusals with a place go to the fields as a `refused` event, detail `[{path, message}]`; others
 * are a toast. Where all is well the page of the answer's `url` or `run` opens; with `stay` this page stays.
 */

class FetchForm extends HTMLElement {
  #ends = new AbortController();

  connectedCallback() {
    this.#ends = new AbortController();
    this.closest('form')?.addEventListener('submit', (event) => this.#send(event), this.#ends);
  }

  disconnectedCallback() {
    this.#ends.abort();
  }

  /** @param {SubmitEvent} event */
  async #send(event) {
    if (event.defaultPrevented) return;
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (button?.ariaBusy === 'true') return;
    if (button) button.ariaBusy = 'true';
    try {
      const body = new FormData(form, button);
      const answer = await fetch(form.action, { method: 'POST', body, headers: { Accept: 'application/json' } });
      if (answer.redirected) location.assign(answer.url);
      else if (answer.ok) this.#done(await answer.json());
      else this.#refused(await answer.json());
    } catch {
      toast('The server did not answer. Nothing was lost: try again.', 'failed');
    } finally {
      if (button) button.ariaBusy = 'false';
    }
  }

  /** @param {{url?: string, run?: string}} body */
  #done(body) {
    if (!this.hasAttribute('stay')) {
      location.assign(body.url ?? `/runs/${body.run}/`);
      return;
    }
    toast('Answered. The run goes on.', 'succeeded');
    const card = this.closest('.request');
    card?.remove();
    document.dispatchEvent(new CustomEvent('news', { detail: { kind: 'inbox.changed', body: {} } }));
  }

  /** @param {{error: {message: string, detail: {errors?: object[]}}}} body */
  #refused(body) {
    const { message, detail } = body.error;
    const fields = this.querySelector('schema-form');
    if (detail.errors?.length && fields) fields.dispatchEvent(new CustomEvent('refused', { detail: detail.errors }));
    else toast(message, 'failed');
  }
}

/**
 * @param {string} text
 * @param {string} look
 */
function toast(text, look) {
  document.dispatchEvent(new CustomEvent('toast', { detail: { text, look } }));
}

customElements.define('fetch-form', FetchForm);
