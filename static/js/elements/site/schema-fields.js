/**
 * Reads a tree of fields back to JSON, and writes JSON into it. A field is `.schema-field[data-key][data-kind]`; groups
 * hold theirs in `[data-children]`. An empty optional field is left out, an empty nullable one is null.
 */

/** @typedef {{path: string, message: string}} Problem */
/** @typedef {{value: any, errors: Problem[]}} Read */

/**
 * @param {HTMLElement} field
 * @param {string} [path]
 * @returns {Read}
 */
export function readField(field, path = '') {
  const { kind } = field.dataset;
  if (kind === 'object') return readObject(field, path);
  if (kind === 'list') return readList(field, path);
  return readControl(field, path);
}

/**
 * @param {HTMLElement} field
 * @param {any} value
 */
export function writeField(field, value) {
  const { kind } = field.dataset;
  if (kind === 'object') {
    for (const child of children(field)) writeField(child, value?.[child.dataset.key ?? '']);
  } else if (kind === 'list') writeList(field, Array.isArray(value) ? value : []);
  else {
    const control = controlOf(field);
    if (value === undefined || value === null) control.value = '';
    else if (kind === 'choice' || kind === 'boolean') control.value = JSON.stringify(value);
    else if (kind === 'json') control.value = JSON.stringify(value, null, 2);
    else control.value = typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
}

/**
 * What was read, with the keys that no field stands for as they were before.
 * @param {HTMLElement} field
 * @param {any} before
 * @param {any} value
 * @returns {any}
 */
export function withUnknown(field, before, value) {
  if (field.dataset.kind === 'list' && Array.isArray(before) && before.length === value?.length) {
    const fields = items(field);
    return value.map((/** @type {any} */ held, /** @type {number} */ place) => withUnknown(fields[place] ?? field, before[place], held));
  }
  if (field.dataset.kind !== 'object' || !isObject(before) || !isObject(value)) return value;
  const known = new Map(children(field).map((child) => [child.dataset.key ?? '', child]));
  const kept = Object.entries(before).filter(([key]) => !known.has(key));
  const read = Object.entries(value).map(([key, held]) => [key, withUnknown(known.get(key) ?? field, before[key], held)]);
  return Object.fromEntries([...read, ...kept]);
}

/** @param {any} value */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * @param {HTMLElement} field
 * @param {string} path
 * @returns {Read}
 */
function readObject(field, path) {
  /** @type {Record<string, any>} */
  const value = {};
  const errors = [];
  for (const child of children(field)) {
    const key = child.dataset.key ?? '';
    const read = readField(child, path ? `${path}/${key}` : key);
    errors.push(...read.errors);
    if (read.value !== undefined) value[key] = read.value;
  }
  const isLeftOut = field.dataset.key && 'optional' in field.dataset && !Object.keys(value).length;
  return { value: isLeftOut ? emptyOf(field) : value, errors };
}

/**
 * @param {HTMLElement} field
 * @param {string} path
 * @returns {Read}
 */
function readList(field, path) {
  const reads = items(field).map((item, number) => readField(item, path ? `${path}/${number}` : String(number)));
  const isLeftOut = 'optional' in field.dataset && !reads.length;
  return {
    value: isLeftOut ? emptyOf(field) : reads.map((read) => read.value ?? null),
    errors: reads.flatMap((read) => read.errors),
  };
}

/**
 * @param {HTMLElement} field
 * @param {string} path
 * @returns {Read}
 */
function readControl(field, path) {
  const text = controlOf(field).value;
  const { kind } = field.dataset;
  const isText = kind === 'text' || kind === 'long';
  if (text === '' && (!isText || 'optional' in field.dataset)) return { value: emptyOf(field), errors: [] };
  if (isText) return { value: text, errors: [] };
  try {
    return { value: JSON.parse(text), errors: [] };
  } catch {
    return { value: text, errors: [{ path, message: kind === 'json' ? 'This is not JSON.' : 'This is not a number.' }] };
  }
}

/**
 * @param {HTMLElement} field
 * @param {any[]} values
 */
function writeList(field, values) {
  const place = /** @type {HTMLElement} */ (field.querySelector(':scope > [data-children]'));
  const template = /** @type {HTMLTemplateElement} */ (field.querySelector(':scope > template'));
  while (place.children.length > values.length) place.lastElementChild?.remove();
  while (place.children.length < values.length) place.append(template.content.cloneNode(true));
  items(field).forEach((item, number) => writeField(item, values[number]));
}

/** @param {HTMLElement} field */
const emptyOf = (field) => ('nullable' in field.dataset && !('optional' in field.dataset) ? null : undefined);

/**
 * @param {HTMLElement} field
 * @returns {HTMLElement[]}
 */
const children = (field) => [...field.querySelectorAll(':scope > [data-children] > .schema-field')].map((each) => /** @type {HTMLElement} */ (each));

/**
 * @param {HTMLElement} field
 * @returns {HTMLElement[]}
 */
const items = (field) => [...field.querySelectorAll(':scope > [data-children] > [data-item] > .schema-field')].map((each) => /** @type {HTMLElement} */ (each));

/**
 * @param {HTMLElement} field
 * @returns {HTMLInputElement}
 */
const controlOf = (field) => /** @type {HTMLInputElement} */ (field.querySelector('[data-control]'));
