import { invalid, type NewVersion, secretLimits } from './secret.js';

const namePattern = /^[\w/+=.@-]+$/;

/** The secret's name, also out of an ARN. */
export function secretName(parameters: URLSearchParams): string {
  const given = parameters.get('SecretName') ?? '';
  const name = /^acs:kms:[^:]*:[^:]*:secret\/(.+)$/.exec(given)?.[1] ?? given;
  if (!namePattern.test(name) || name.length > secretLimits.nameCharacters) {
    throw invalid('The parameter SecretName is not valid.');
  }
  return name;
}

/** A version to store; `VersionStages` is a JSON array of names, as the reference has it. */
export function newVersion(parameters: URLSearchParams): NewVersion {
  return {
    id: parameters.get('VersionId') ?? '',
    data: parameters.get('SecretData') ?? '',
    dataType: parameters.get('SecretDataType') ?? 'text',
    stages: stageNames(parameters.get('VersionStages')),
  };
}

/** Tags as CreateSecret takes them: `[{"TagKey":…,"TagValue":…}]`. */
export function tags(parameters: URLSearchParams): Readonly<Record<string, string>> {
  const text = parameters.get('Tags');
  if (!text) return {};
  const list = jsonArray(text, 'Tags');
  return Object.fromEntries(list.map((item) => [textMember(item, 'TagKey'), textMember(item, 'TagValue')]));
}

function stageNames(text: string | null): readonly string[] {
  if (!text) return [];
  const list = jsonArray(text, 'VersionStages');
  return list.map((item) => {
    if (typeof item !== 'string') throw invalid('The parameter VersionStages is not valid.');
    return item;
  });
}

function jsonArray(text: string, name: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value;
  } catch {
    // Said below, the same for both.
  }
  throw invalid(`The parameter ${name} is not valid.`);
}

function textMember(item: unknown, name: string): string {
  const value = typeof item === 'object' && item !== null ? Reflect.get(item, name) : undefined;
  if (typeof value === 'string') return value;
  throw invalid('The parameter Tags is not valid.');
}
