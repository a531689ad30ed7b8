/** A body as one of the vendor's packages reads it: wire names by member, and their types. */
interface Model {
  names(): Record<string, string>;
  types(): Record<string, unknown>;
}

/** The body of an operation's answer in a vendor's package; null if the package has none, or one without members. */
export function answerModel(sdk: object, operation: string): Model | null {
  const classes = new Map(Object.entries<unknown>({ ...sdk }));
  const body = classes.get(`${operation}ResponseBody`);
  if (isModel(body)) return withMembers(body);
  const response = classes.get(`${operation}Response`);
  if (!isModel(response)) return null;
  // Older packages have the body's members in the response itself.
  if (!('statusCode' in response.names())) return withMembers(response);
  const { body: named } = response.types();
  return isModel(named) ? withMembers(named) : null;
}

/**
 * Members of the model that are missing in an answer, by path and wire name. Of a list, the first item counts; one
 * without any tells nothing about its items, and is named as `path[]`.
 */
export function* missingMembers(model: Model, value: unknown, path = ''): Generator<string> {
  if (Array.isArray(value)) {
    if (value.length === 0) yield `${path}[]`;
    else yield* missingMembers(model, value[0], path);
    return;
  }
  const members = new Map(Object.entries(Object(value)));
  for (const [member, wire] of Object.entries(model.names())) {
    const place = path === '' ? wire : `${path}.${wire}`;
    const type = model.types()[member];
    const inner = isModel(type) ? type : itemOf(type);
    if (!members.has(wire)) yield place;
    else if (inner) yield* missingMembers(inner, members.get(wire), place);
  }
}

function withMembers(model: Model): Model | null {
  return Object.keys(model.names()).length > 0 ? model : null;
}

function itemOf(type: unknown): Model | null {
  const item: unknown = typeof type === 'object' && type !== null ? Reflect.get(type, 'itemType') : null;
  return isModel(item) ? item : null;
}

function isModel(type: unknown): type is Model {
  return typeof type === 'function' && 'names' in type && 'types' in type;
}
