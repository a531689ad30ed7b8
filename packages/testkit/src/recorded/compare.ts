import { isRecord, type JsonRecord } from '@ackring/emulator/kubernetes/model/record';
import type { Answer } from './ask.js';
import { type Exchange, written } from './exchange.js';

/** Every difference between an answer and the recorded one; empty if they match. */
export function differences({ id, response }: Exchange, answer: Answer): string[] {
  if (answer.status !== response.status) {
    return [`status ${answer.status}, recorded ${response.status}: ${answer.text.slice(0, 300)}`];
  }
  const isCut = id.startsWith('lists.select-');
  const expected = expectedBody(response);
  const isJson = expected !== undefined && typeof expected !== 'string' && !isWatch(expected);
  const body = isJson ? parsed(answer.text) : null;
  return [
    ...headerDifferences(response, answer),
    ...(expected === undefined && answer.text !== '' ? [`a body: ${answer.text.slice(0, 200)}`] : []),
    ...(typeof expected === 'string' ? valueDifferences(expected, answer.text, 'body') : []),
    ...(isWatch(expected) ? valueDifferences(expected, eventsOf(answer.text), 'events') : []),
    ...(body === null ? [] : valueDifferences(expected, isCut ? namesOnly(body) : sorted(body), 'body')),
  ];
}

function isWatch(expected: unknown): expected is readonly unknown[] {
  return Array.isArray(expected);
}

function expectedBody({ status, body, failure }: Exchange['response']): unknown {
  // A text that was parsed as JSON and not kept.
  if (body === null) return '<not kept>';
  if (!failure) return body === undefined ? undefined : sorted(written(body));
  const head = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code: status };
  return written({ ...head, ...failure });
}

function eventsOf(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const usualType = 'application/json';

function headerDifferences({ headers = {}, body }: Exchange['response'], answer: Answer): string[] {
  const usual = typeof body === 'string' ? {} : { 'content-type': usualType };
  return Object.entries({ ...usual, ...headers }).flatMap(([name, recorded]) => {
    const given = name === 'x-kubernetes-pf-*' ? flowHeader(answer) : answer.headers[name];
    if (recorded === null || typeof recorded === 'boolean')
      return given === undefined ? [] : [`header ${name}: ${given}`];
    const told = Array.isArray(given) ? given : [given];
    const wanted = Array.isArray(recorded) ? recorded : [recorded];
    return valueDifferences(wanted, told, `header ${name}`);
  });
}

function flowHeader({ headers }: Answer): string | undefined {
  return Object.keys(headers).find((name) => name.startsWith('x-kubernetes-pf-'));
}

/** Rules come in any order. */
function sorted(body: unknown): unknown {
  if (!isRecord(body) || !isRecord(body['status'])) return body;
  const status = Object.fromEntries(
    Object.entries(body['status']).map(([name, value]) => [
      name,
      name.endsWith('Rules') && Array.isArray(value) ? value.toSorted(byText) : value,
    ]),
  );
  return { ...body, status };
}

function byText(one: unknown, other: unknown): number {
  return canonical(one) < canonical(other) ? -1 : 1;
}

function canonical(value: unknown): string {
  // What a recording omits comes last.
  if (typeof value === 'string') return `~${value}`;
  return isRecord(value)
    ? JSON.stringify(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
    : JSON.stringify(value);
}

function namesOnly(body: unknown): unknown {
  if (!isRecord(body) || !Array.isArray(body['items'])) return body;
  return { ...body, items: body['items'].map((item) => ({ metadata: { name: item.metadata.name } })) };
}

const usualMetadata = ['uid', 'resourceVersion', 'creationTimestamp', 'managedFields'];

/** Where two values differ, by path. The expected one may contain placeholders. */
export function valueDifferences(expected: unknown, actual: unknown, path: string): string[] {
  if (typeof expected === 'string' && anything.has(expected)) return [];
  if (expected === '<managedFields>') return Array.isArray(actual) ? [] : [`${path}: no managedFields`];
  if (typeof expected === 'string' && typeof actual === 'string') {
    return patternOf(expected).test(actual)
      ? []
      : [`${path}: ${actual.slice(0, 600)} | recorded ${expected.slice(0, 600)}`];
  }
  if (Array.isArray(expected)) return listDifferences(expected, actual, path);
  if (isRecord(expected) && isRecord(actual)) return recordDifferences(expected, actual, path);
  return expected === actual
    ? []
    : [`${path}: ${JSON.stringify(actual)} | recorded ${JSON.stringify(expected)}`];
}

const anything = new Set(['SERVER', '<not kept>', '<binary>', '<as in crd.create/admin>']);

function recordDifferences(expected: JsonRecord, given: JsonRecord, path: string): string[] {
  const { '…': usual, ...named } = expected;
  const missing = usual ? usualMetadata.filter((name) => given[name] === undefined) : [];
  const actual = usual
    ? Object.fromEntries(Object.entries(given).filter(([name]) => !usualMetadata.includes(name)))
    : given;
  const names = new Set([...Object.keys(named), ...Object.keys(actual)]);
  return [
    ...missing.map((name) => `${path}.${name}: missing`),
    ...[...names].flatMap((name) =>
      name === 'nonResourceRules' && named[name] === '<usual>'
        ? []
        : valueDifferences(named[name], actual[name], `${path}.${name}`),
    ),
  ];
}

function listDifferences(expected: readonly unknown[], actual: unknown, path: string): string[] {
  if (!Array.isArray(actual)) return [`${path}: ${JSON.stringify(actual)} is no list`];
  const shown = expected.filter((item) => moreIn(item) === null);
  const left = expected.reduce<number>((sum, item) => sum + (moreIn(item) ?? 0), 0);
  const count = shown.length + left;
  if (actual.length !== count)
    return [`${path}: ${actual.length} items, recorded ${count}: ${JSON.stringify(actual).slice(0, 300)}`];
  return shown.flatMap((item, index) => valueDifferences(item, actual[index], `${path}[${index}]`));
}

/** How many items a `<3 more>` stands for. */
function moreIn(item: unknown): number | null {
  const [, count] = typeof item === 'string' ? (/^<(\d+) more>$/.exec(item) ?? []) : [];
  return count === undefined ? null : Number(count);
}

const tokens: Readonly<Record<string, string>> = {
  uid: '[0-9a-f-]{36}',
  time: '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ',
  resourceVersion: '"?\\d+"?',
  jwt: '[\\w-]+\\.[\\w-]+\\.[\\w-]+',
  sha256: '[0-9a-f]{64}',
  suffix: '[a-z0-9]{5}',
  age: '\\d+[a-z0-9]*',
  empty: '<empty>',
};

/** A text with its placeholders as an expression; an unlisted placeholder matches anything. */
function patternOf(text: string): RegExp {
  const parts = text.split(/(SERVER| ?<[a-zA-Z0-9 ]+>)/).map((part) => {
    if (part === 'SERVER') return '[\\w.:]+';
    const [, blank = '', name] = /^( ?)<(.+)>$/.exec(part) ?? [];
    if (name === undefined) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return tokens[name] === undefined ? '[\\s\\S]*' : `${blank}${tokens[name]}`;
  });
  return new RegExp(`^${parts.join('')}$`);
}
