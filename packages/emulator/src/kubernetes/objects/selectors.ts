import { recordAt, textAt } from '../record.js';
import { badRequest, Refusal } from '../status.js';
import type { KubernetesObject } from '../store.js';

/** Whether an object is one that the query's `labelSelector` and `fieldSelector` mean; refuses what is none. */
export function selectorOf(query: URLSearchParams): ((object: KubernetesObject) => boolean) | null {
  const labels = split(query.get('labelSelector') ?? '').map(labelRequirement);
  const fields = split(query.get('fieldSelector') ?? '').map(fieldRequirement);
  const all = [...labels, ...fields];
  return all.length === 0 ? null : (object) => all.every((holds) => holds(object));
}

type Requirement = (object: KubernetesObject) => boolean;

/** At the commas that stand in no parentheses. */
function split(selector: string): string[] {
  return selector
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function labelRequirement(text: string): Requirement {
  const value = (object: KubernetesObject, key: string) => textAt(recordAt(object.metadata, 'labels'), key);
  const [, absent] = /^!\s*([\w./-]+)$/.exec(text) ?? [];
  if (absent) return (object) => value(object, absent) === null;
  if (/^[\w./-]+$/.test(text)) return (object) => value(object, text) !== null;
  const [, key, operator, set] = /^([\w./-]+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(text) ?? [];
  if (key && set !== undefined) {
    const values = set.split(',').map((each) => each.trim());
    return (object) => values.includes(value(object, key) ?? '') === (operator === 'in');
  }
  const [, name, sign, wanted] = /^([\w./-]+)\s*(==|!=|=)\s*([\w.-]*)$/.exec(text) ?? [];
  if (!name) throw new Refusal(badRequest(labelFault(text)));
  return (object) => (value(object, name) === wanted) === (sign !== '!=');
}

function labelFault(text: string): string {
  const [, sign] = /^[\w./-]+\s*(?:==|!=|=)\s*(\S)/.exec(text) ?? [];
  return sign
    ? `unable to parse requirement: found '${sign}', expected: identifier`
    : `unable to parse requirement: found '${text}', expected: identifier`;
}

const fieldValues: Readonly<Record<string, (object: KubernetesObject) => string>> = {
  'metadata.name': (object) => object.metadata.name,
  'metadata.namespace': (object) => object.metadata.namespace ?? '',
  type: (object) => textAt(object, 'type') ?? '',
};

function fieldRequirement(text: string): Requirement {
  const [, field = '', sign, wanted] = /^([^=!]+)(==|!=|=)(.*)$/.exec(text) ?? [];
  const value = fieldValues[field];
  if (!value) throw new Refusal(badRequest(`field label not supported: ${field || text}`));
  return (object) => (value(object) === wanted) === (sign !== '!=');
}
