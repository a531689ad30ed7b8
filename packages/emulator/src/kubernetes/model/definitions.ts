import { wireTime } from '../../http/reply.js';
import { fieldsAfterUpdate } from './managed-fields.js';
import { isRecord, type JsonRecord, recordAt, textAt, textsAt, withoutEmpty } from './record.js';
import { type ResourceKind, storedVerbs } from './resources.js';

/** A definition's kinds, in the versions that it serves. */
export function kindsOf(definition: JsonRecord): ResourceKind[] {
  const spec = recordAt(definition, 'spec');
  const names = recordAt(spec, 'names');
  return versionsOf(definition).flatMap((version) => {
    if (version['served'] !== true) return [];
    const custom = {
      schema: recordAt(recordAt(version, 'schema'), 'openAPIV3Schema'),
      listKind: textAt(names, 'listKind') ?? '',
      columns: recordsAt(version, 'additionalPrinterColumns'),
    };
    return {
      group: textAt(spec, 'group') ?? '',
      version: textAt(version, 'name') ?? '',
      plural: textAt(names, 'plural') ?? '',
      singular: textAt(names, 'singular') ?? '',
      kind: textAt(names, 'kind') ?? '',
      namespaced: spec['scope'] === 'Namespaced',
      shortNames: textsAt(names, 'shortNames'),
      categories: textsAt(names, 'categories'),
      verbs: storedVerbs,
      hasStatus: isRecord(recordAt(version, 'subresources')['status']),
      servedBy: 'all' as const,
      subresources: [],
      custom,
    };
  });
}

export function versionsOf(definition: JsonRecord): readonly JsonRecord[] {
  return recordsAt(recordAt(definition, 'spec'), 'versions');
}

function recordsAt(value: JsonRecord, name: string): readonly JsonRecord[] {
  const found = value[name];
  return Array.isArray(found) ? found.filter(isRecord) : [];
}

/** A definition with what the server fills in: names, conversion, and the initial status. */
export function keptDefinition(definition: JsonRecord): JsonRecord {
  const spec = recordAt(definition, 'spec');
  const names = recordAt(spec, 'names');
  const kind = textAt(names, 'kind') ?? '';
  const whole = {
    ...names,
    singular: textAt(names, 'singular') || kind.toLowerCase(),
    listKind: textAt(names, 'listKind') || `${kind}List`,
  };
  const stored = versionsOf(definition).flatMap((version) =>
    version['storage'] === true ? [version['name']] : [],
  );
  const status = { conditions: null, acceptedNames: { plural: '', kind: '' }, storedVersions: stored };
  const conversion = { strategy: 'None' };
  return {
    ...definition,
    spec: { conversion, ...spec, names: withoutEmpty(whole) },
    status: definition['status'] ?? status,
  };
}

/** The definition once its names are accepted, a moment after it was created. */
export function established<T extends Placed>(definition: T, now: Date) {
  const at = { status: 'True', lastTransitionTime: wireTime(now) };
  const conditions = [
    { type: 'NamesAccepted', ...at, reason: 'NoConflicts', message: 'no conflicts found' },
    {
      type: 'Established',
      ...at,
      reason: 'InitialNamesAccepted',
      message: 'the initial names have been accepted',
    },
  ];
  const acceptedNames = recordAt(recordAt(definition, 'spec'), 'names');
  const after = { ...definition, status: { ...recordAt(definition, 'status'), conditions, acceptedNames } };
  const manager = 'kube-apiserver';
  const managedFields = fieldsAfterUpdate({ before: definition, after, manager, now, part: 'status' });
  return { ...after, metadata: { ...definition.metadata, managedFields } };
}

/** The definition as its deletion reports it, after which it is gone with everything in it. */
export function terminating<T extends Placed>(definition: T, now: Date) {
  const status = recordAt(definition, 'status');
  const before = Array.isArray(status['conditions']) ? status['conditions'] : [];
  const condition = {
    type: 'Terminating',
    status: 'True',
    lastTransitionTime: wireTime(now),
    reason: 'InstanceDeletionPending',
    message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
  };
  const finalizers = ['customresourcecleanup.apiextensions.k8s.io'];
  const metadata = { ...definition.metadata, deletionTimestamp: wireTime(now), finalizers };
  return { ...definition, metadata, status: { ...status, conditions: [...before, condition] } };
}

/** A definition with its metadata. */
interface Placed extends JsonRecord {
  readonly metadata: JsonRecord;
}
