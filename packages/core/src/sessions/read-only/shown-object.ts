/** In the place of a value that is not shown. */
export const hidden = '(not shown)';

/**
 * A Kubernetes object for somebody who may not see secrets: without what people keep secrets in besides Secrets (values
 * of environment variables, the data of a ConfigMap, fields that are named like one), and without what only machines
 * read (managed fields, the last applied configuration). Names stay, so that it can be seen what there is.
 */
export function shownObject(value: unknown): unknown {
  if (!isMapping(value)) return value;
  const { metadata, ...others } = value;
  const shown = Object.fromEntries(
    Object.entries(others).map(([name, each]) => [name, shownField(name, each)]),
  );
  return { ...shown, ...(isMapping(metadata) ? { metadata: shownMetadata(metadata) } : {}) };
}

function shownMetadata({ managedFields: _, annotations, ...metadata }: Mapping): Mapping {
  return {
    ...metadata,
    ...(isMapping(annotations) ? { annotations: { ...annotations, ...withoutApplied(annotations) } } : {}),
  };
}

/** Whoever applied it may have applied a secret. */
function withoutApplied(annotations: Mapping): Mapping {
  const applied = Object.keys(annotations).filter((name) => name.endsWith('/last-applied-configuration'));
  return Object.fromEntries(applied.map((name) => [name, hidden]));
}

function shownField(name: string, value: unknown): unknown {
  if (/^(?:data|binaryData|stringData)$/.test(name) && isMapping(value)) return withoutValues(value);
  if (name === 'env' && Array.isArray(value)) return value.map(shownVariable);
  if (typeof value === 'string') return secretName.test(name) ? hidden : value;
  if (Array.isArray(value)) return value.map((each) => shownField(name, each));
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([inner, each]) => [inner, shownField(inner, each)]));
}

/** `secretName` and `tokenExpirationSeconds` name one, or say how long it lives: they hold none. */
const secretName =
  /(?:password|passwd|secret|token|credential|api_?key|private_?key|access_?key)s?(?:data|value)?$/i;

function shownVariable(variable: unknown): unknown {
  return isMapping(variable) && 'value' in variable ? { ...variable, value: hidden } : variable;
}

function withoutValues(data: Mapping): Mapping {
  return Object.fromEntries(Object.keys(data).map((name) => [name, hidden]));
}

type Mapping = Readonly<Record<string, unknown>>;

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
