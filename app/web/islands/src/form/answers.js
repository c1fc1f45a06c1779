// The only place that looks inside form-js: what has been answered, and errors from the server at their fields.

/** The answers as they would be sent: what is hidden or disabled is not among them. */
export const answersOf = (form) => form._getSubmitData();

/** Shows marshmallow-shaped errors at their fields; returns those that have no field here, as [path, texts]. */
export function showErrors(form, errors) {
  const fields = new Map(form.get("formFieldInstanceRegistry").getAllKeyed().map((instance) => [instance.valuePath.join("."), instance]));
  const state = {};
  const homeless = [];
  for (const [path, texts] of flattened(errors)) {
    const instance = fields.get(path.join("."));
    if (instance) put(state, [instance.id, ...Object.values(instance.indexes ?? {})], texts);
    else homeless.push([path, texts]);
  }
  form._setState({ errors: state });
  return homeless;
}

/** Whether the browser itself finds fault; the messages then stand at the fields. */
export function faulty(form) {
  return Object.keys(form.validate()).length > 0;
}

function flattened(errors, path = []) {
  if (Array.isArray(errors)) return [[path, errors]];
  if (typeof errors === "string") return [[path, [errors]]];
  return Object.entries(errors ?? {}).flatMap(([key, inner]) =>
    flattened(inner, key === "_form" || key === "_schema" ? path : [...path, /^\d+$/.test(key) ? Number(key) : key]));
}

function put(tree, path, value) {
  const last = path.at(-1);
  let here = tree;
  for (const [at, step] of path.slice(0, -1).entries()) here = here[step] ??= typeof path[at + 1] === "number" ? [] : {};
  here[last] = value;
}
