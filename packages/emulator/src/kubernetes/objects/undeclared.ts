import { isRecord, type JsonRecord, recordAt, textAt } from '../model/record.js';
import { hasOldManners } from '../model/resources.js';
import { failure, invalid, Refusal } from '../model/status.js';
import { misfitsOf, typeOfKind } from '../model/types.js';
import type { ObjectCall } from './call.js';

/** What is applied has to be in the schema, whatever the request says of unknown members. */
export function refuseUndeclared(config: JsonRecord, { cluster, kind }: ObjectCall): void {
  const isOld = hasOldManners(cluster);
  const type = typeOfKind(kind, isOld);
  const unknown = type ? misfitsOf(config, type, kind.kind, isOld).unknown : [];
  if (unknown.length === 0) return;
  const metadata = recordAt(config, 'metadata');
  const place = `${textAt(metadata, 'namespace') ?? ''}/${textAt(metadata, 'name') ?? ''}`;
  const each = unknown.map((path) => `.${path}: field not declared in schema`);
  const told = each.length === 1 ? each.join('') : `errors:\n${each.map((one) => `  ${one}`).join('\n')}`;
  const named = `(${place}; ${kind.group}/${kind.version}, Kind=${kind.kind})`;
  throw new Refusal(failure(500, { message: `failed to create typed patch object ${named}: ${told}` }));
}

/** The refusal of a patch, or of the object's text after it, for unknown members. */
export function oddPatch(shown: unknown, unknown: readonly string[]) {
  const why = `strict decoding error: ${unknown.join(', ')}`;
  const message = `Invalid value: ${JSON.stringify(asGoMap(shown))}: ${why}`;
  return invalid({ group: '', kind: '' }, '', [{ reason: 'FieldValueInvalid', message, field: 'patch' }]);
}

/** As Go prints a map. */
function asGoMap(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(asGoMap).join(' ')}]`;
  if (!isRecord(value)) return value === null ? '<nil>' : String(value);
  const members = Object.entries(value)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${name}:${asGoMap(member)}`);
  return `map[${members.join(' ')}]`;
}
