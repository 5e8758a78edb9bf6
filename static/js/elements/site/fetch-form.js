/**
 * `<fetch-form>` inside a form: sends it in the background and stays on the page when the server refuses, so that what
 * was typed is kept. Refusals with a place are told at it: in a `<schema-form>` by a `refused` event, detail
 * `[{path, message}]`, else beside the control; others are a toast. Where all is well the page of the answer's `url` or
 * `run` opens; with `stay` this page stays.
 */

/** @typedef {{errors?: {path: string, message: string}[], line?: number}} Detail */

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

  /** @param {{error: {code: string, message: string, detail: Detail}}} body */
  #refused(body) {
    const { code, message, detail } = body.error;
    const fields = this.querySelector('schema-form:has([data-pane=fields])');
    const control = this.#control(detail);
    if (detail.errors?.length && fields) fields.dispatchEvent(new CustomEvent('refused', { detail: detail.errors }));
    else if (control) tellAt(control, message);
    else toast(message, 'failed');
    if (code === 'conflict') this.#isLate();
  }

  /** Somebody was quicker: what was being typed has no use, and the part of the page may show what is true now. */
  #isLate() {
    for (const each of this.closest('.request')?.querySelectorAll('details[open]') ?? []) each.removeAttribute('open');
    /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
    document.dispatchEvent(new CustomEvent('news', { detail: { kind: 'inbox.changed', body: {} } }));
  }

  /**
   * The control a refusal is about: the one of the name, or for bad JSON the text that was sent.
   * @param {Detail} detail
   * @returns {HTMLElement | null}
   */
  #control(detail) {
    const name = detail.errors?.[0]?.path.split('/')[0];
    const named = name ? this.querySelector(`:is(input, select, textarea)[name="${CSS.escape(name)}"]`) : null;
    const sent = detail.errors || detail.line ? this.querySelector('textarea[name]') : null;
    return /** @type {HTMLElement | null} */ (named ?? sent);
  }
}

/**
 * Say beside a control why it was refused, until it is changed.
 * @param {HTMLElement} control
 * @param {string} message
 */
function tellAt(control, message) {
  const field = control.closest('.field') ?? control.parentElement;
  let told = field?.querySelector('.field-error');
  if (!told) {
    told = document.createElement('p');
    told.className = 'field-error';
    told.role = 'alert';
    control.after(told);
  }
  told.textContent = message;
  control.setAttribute('aria-invalid', 'true');
  control.focus();
  control.addEventListener('input', () => {
    if (told) told.textContent = '';
    control.removeAttribute('aria-invalid');
  }, { once: true });
}

/**
 * @param {string} text
 * @param {string} look
 */
function toast(text, look) {
  document.dispatchEvent(new CustomEvent('toast', { detail: { text, look } }));
}

customElements.define('fetch-form', FetchForm);
