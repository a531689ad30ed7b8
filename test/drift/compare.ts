import type { OperationRecord, ServiceRecord } from '@ackring/core/internal/cloud/openapi/operation';
import type { SdkOperation } from './sdk.js';
import { type Shape, shapeOfSchema } from './shape.js';

/** One difference between what we send or read and the SDK. */
export interface Finding {
  /** Such as `cs DescribeClusterDetail`. */
  readonly operation: string;
  /** Such as `field external_loadbalancer_id`. */
  readonly place: string;
  readonly problem: string;
}

export interface Comparison {
  readonly findings: readonly Finding[];
  /** How many parameters and fields were found there in this spelling. */
  readonly agreed: number;
  /** Fields inside what the SDK leaves open: JSON in a string, a map. */
  readonly undescribed: readonly string[];
}

interface Part {
  readonly place: string;
  readonly problem: string | null;
}

/** Compares what we send and read for one operation with the SDK; `sdk` null is one that it does not have. */
export function compare(
  service: Pick<ServiceRecord, 'product' | 'version' | 'style'>,
  [name, record]: readonly [string, OperationRecord],
  sdk: SdkOperation | null,
): Comparison {
  const operation = `${service.product} ${name}`;
  if (sdk === null) {
    const finding = { operation, place: 'operation', problem: 'is not in the SDK' };
    return { findings: [finding], agreed: 0, undescribed: [] };
  }
  const answer = compareAnswer(record, sdk);
  const parts = [...compareCall(service, record, sdk), ...compareSent(service, record, sdk), ...answer.parts];
  const findings = parts.flatMap(({ place, problem }) =>
    problem === null ? [] : [{ operation, place, problem }],
  );
  return { findings, agreed: parts.length - findings.length, undescribed: answer.undescribed };
}

function compareCall(
  { version, style }: Pick<ServiceRecord, 'version' | 'style'>,
  { method, path }: OperationRecord,
  sdk: SdkOperation,
): readonly Part[] {
  const differs = (ours: string, theirs: string): string | null =>
    ours === theirs ? null : `is ${theirs} in the SDK, not ${ours}`;
  return [
    { place: 'operation', problem: sdk.isDeprecated ? 'is deprecated' : null },
    { place: 'version', problem: differs(version, sdk.version) },
    { place: 'method', problem: style === 'RPC' ? null : differs(method, sdk.method) },
    { place: 'path', problem: differs(path.replace(/\{\w+\}/g, '{}'), sdk.path) },
  ];
}

function compareSent(
  { style }: Pick<ServiceRecord, 'style'>,
  { query = [], form = [], headers = [], body }: OperationRecord,
  sdk: SdkOperation,
): readonly Part[] {
  const inQuery = query.map((name) => {
    const place = `query ${name}`;
    if (!sdk.query.has(name)) return { place, problem: notThere(name, [...sdk.query]) };
    return { place, problem: deprecatedOf(sdk.request, name) };
  });
  const inForm = style === 'ROA' ? [] : form.map((name) => compareParameter(name, sdk.request));
  const inHeaders = headers.map((name) => {
    return {
      place: `header ${name}`,
      problem: sdk.headers.has(name) ? null : notThere(name, [...sdk.headers]),
    };
  });
  const inBody = compareFields(shapeOfSchema(body), requestBody(body, sdk.request), 'body ');
  return [...inQuery, ...inForm, ...inHeaders, ...inBody.parts];
}

/** A body that is a list as a whole is a field `body` in the SDK. */
function requestBody(schema: OperationRecord['body'], request: Shape): Shape {
  const inside = schema?.type === 'array' ? request.fields.get('body')?.inside : null;
  return inside === null || inside === undefined || inside === 'open' ? request : inside;
}

/** `EventInfo.N.Time` is the field `Time` of a list of structures. */
function compareParameter(name: string, request: Shape): Part {
  const place = `parameter ${name}`;
  const steps = name.split('.N.');
  let at: Shape | 'open' | null = request;
  for (const step of steps) {
    if (at === 'open') return { place, problem: null };
    const problem: string | null = at === null ? 'is not in the SDK' : problemOf(at, step);
    if (problem !== null) return { place, problem };
    at = at?.fields.get(step)?.inside ?? null;
  }
  return { place, problem: null };
}

function compareAnswer({ answer }: OperationRecord, sdk: SdkOperation): FieldComparison {
  const ours = shapeOfSchema(answer);
  if (ours === null) return { parts: [], undescribed: [] };
  // Having no answer at all differs from one that the SDK leaves open.
  return compareInside(ours, sdk.answer ?? { fields: new Map() }, 'field ');
}

interface FieldComparison {
  readonly parts: readonly Part[];
  readonly undescribed: readonly string[];
}

function compareInside(ours: Shape, theirs: Shape | 'open' | null, at: string): FieldComparison {
  if (theirs !== null && theirs !== 'open') return compareFields(ours, theirs, at);
  return { parts: [], undescribed: [...ours.fields.keys()].map((name) => `${at}${name}`) };
}

function compareFields(ours: Shape | null, theirs: Shape, at: string): FieldComparison {
  const compared = [...(ours?.fields ?? [])].map(([name, { inside }]): FieldComparison => {
    const part = { place: `${at}${name}`, problem: problemOf(theirs, name) };
    const found = theirs.fields.get(name);
    if (found === undefined || inside === null || inside === 'open')
      return { parts: [part], undescribed: [] };
    const below = compareInside(inside, found.inside, `${at}${name}.`);
    return { parts: [part, ...below.parts], undescribed: below.undescribed };
  });
  return {
    parts: compared.flatMap(({ parts }) => parts),
    undescribed: compared.flatMap(({ undescribed }) => undescribed),
  };
}

function problemOf(shape: Shape, name: string): string | null {
  return shape.fields.has(name) ? deprecatedOf(shape, name) : notThere(name, [...shape.fields.keys()]);
}

function deprecatedOf({ fields }: Shape, name: string): string | null {
  return fields.get(name)?.isDeprecated ? 'is deprecated' : null;
}

function notThere(name: string, known: readonly string[]): string {
  const bare = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const near = known.find((each) => bare(each) === bare(name));
  return near === undefined ? 'is not in the SDK' : `is misspelt: the SDK has ${near}`;
}
