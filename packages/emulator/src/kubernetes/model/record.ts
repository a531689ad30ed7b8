export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member that is an object, or an empty one. */
export function recordAt(value: JsonRecord, name: string): JsonRecord {
  const found = value[name];
  return isRecord(found) ? found : {};
}

/** A member that is text, or null. */
export function textAt(value: JsonRecord, name: string): string | null {
  const found = value[name];
  return typeof found === 'string' ? found : null;
}

/** The strings of a list member; empty if it is not a list. */
export function textsAt(value: JsonRecord, name: string): readonly string[] {
  const found = value[name];
  return Array.isArray(found) ? found.filter((each) => typeof each === 'string') : [];
}

/** Without undefined, null and empty members: Go omits those. */
export function withoutEmpty(value: JsonRecord): JsonRecord {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => !isEmpty(member)));
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.keys(value).length === 0;
}

/** Whether two JSON values are equal, whatever the order of their members. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one)) {
    return (
      Array.isArray(other) && one.length === other.length && one.every((each, at) => isSame(each, other[at]))
    );
  }
  if (!isRecord(one) || !isRecord(other)) return one === other;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => name in other && isSame(one[name], other[name]))
  );
}
