import * as v from 'valibot';

/** One operation as on the wire. Calls are made from it, and the drift check compares it with the SDK. */
export interface OperationRecord {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Variable segments in braces: `/clusters/{id}`; `/` for RPC. */
  readonly path: string;
  readonly query?: readonly string[];
  /** RPC parameters; of a list of structures each as `EventInfo.N.EventName`. */
  readonly form?: readonly string[];
  readonly headers?: readonly string[];
  /** A JSON body; without one, a body is passed on as it is. */
  readonly body?: v.GenericSchema;
  /** What is read of the answer; null for nothing. */
  readonly answer: v.GenericSchema | null;
  /** The RAM action it needs; `<product>:<operation>` by default. */
  readonly permission?: string;
  /** Its name in the vendor's OpenAPI, if the client's method has another. */
  readonly openApi?: string;
  /** True if a retry might do it twice. */
  readonly changesSomething?: true;
  /** Sent without a signature: what is in it says who asks. */
  readonly isUnsigned?: true;
}

/**
 * Every operation that we call of one version of one service. It is in `cloud/<service>/`, where the drift check
 * finds it.
 */
export interface ServiceRecord {
  readonly product: string;
  /** Such as `2016-01-20`. */
  readonly version: string;
  readonly style: 'ROA' | 'RPC';
  readonly signature: string;
  readonly operations: Readonly<Record<string, OperationRecord>>;
}

/** A call of any service, before its names are checked. */
export interface AnyCall {
  readonly operation: string;
  /** The path's variable segments, by name, unencoded. */
  readonly at?: unknown;
  readonly query?: unknown;
  readonly form?: unknown;
  readonly headers?: unknown;
  /** JSON as text, or a value to serialize. */
  readonly json?: unknown;
}

type Segment<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Segment<Rest>
  : never;

type Spelt<Name extends string> = Name extends `${infer List}.N.${infer Rest}`
  ? `${List}.${number}.${Rest}`
  : Name;

type Named<Names> = Names extends readonly (infer Name extends string)[]
  ? { readonly [Each in Spelt<Name>]?: string }
  : undefined;

type PartsOf<Operation extends OperationRecord> = {
  readonly query?: Named<Operation['query']>;
  readonly form?: Named<Operation['form']>;
  readonly headers?: Named<Operation['headers']>;
  readonly json?: Operation['body'] extends v.GenericSchema ? v.InferOutput<Operation['body']> : string;
} & ([Segment<Operation['path']>] extends [never]
  ? { readonly at?: undefined }
  : { readonly at: { readonly [Name in Segment<Operation['path']>]: string } });

/** A call of one of the service's operations, with only the names in its record. */
export type CallOf<Service extends ServiceRecord> = AnyCall &
  {
    [Name in keyof Service['operations'] & string]: { readonly operation: Name } & PartsOf<
      Service['operations'][Name]
    >;
  }[keyof Service['operations'] & string];

export interface WireCall {
  readonly action: string;
  readonly style: 'ROA' | 'RPC';
  readonly method: OperationRecord['method'];
  /** Its variable segments percent-encoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly form: Readonly<Record<string, string>> | undefined;
  readonly json: unknown;
  readonly isUnsigned: boolean;
}

/**
 * The request for a call. Names missing from its record are a TypeError, here as well as for the compiler: the drift
 * check would not see them.
 */
export function toWireCall(service: ServiceRecord, call: AnyCall): WireCall {
  const { operation } = call;
  const record = recordOf(service, operation);
  const declared = (values: unknown, names: readonly string[] = []): Record<string, string> =>
    onlyDeclared(operation, textsOf(values), names);
  return {
    action: operation,
    style: service.style,
    method: record.method,
    path: fill(operation, record.path, textsOf(call.at)),
    query: declared(call.query, record.query),
    headers: declared(call.headers, record.headers),
    form: call.form === undefined ? undefined : declared(call.form, record.form),
    json: call.json,
    isUnsigned: record.isUnsigned ?? false,
  };
}

/** An operation's record; throws TypeError if there is none. */
export function recordOf({ operations }: ServiceRecord, operation: string): OperationRecord {
  const record = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (record === undefined) throw new TypeError(`${operation} is not declared`);
  return record;
}

function onlyDeclared(
  operation: string,
  values: Record<string, string>,
  names: readonly string[],
): Record<string, string> {
  for (const name of Object.keys(values)) {
    const declared = name.replace(/\.\d+(?=\.)/g, '.N');
    if (!names.includes(declared)) throw new TypeError(`${operation} does not declare ${declared}`);
  }
  return values;
}

function fill(operation: string, path: string, segments: Record<string, string>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const segment = segments[name];
    if (segment === undefined) throw new TypeError(`${operation} lacks the segment ${name} of its path`);
    return encodeURIComponent(segment);
  });
}

function textsOf(values: unknown): Record<string, string> {
  const entries = typeof values === 'object' && values !== null ? Object.entries(values) : [];
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

/**
 * Declares the inside of a value that is decoded loosely at first: the items of a list, each of which may drift on
 * its own, or the JSON in a string. Decoding does not change; the drift check looks into it.
 */
export function holding<Outer extends v.GenericSchema>(outer: Outer, inner: v.GenericSchema) {
  return v.pipe(outer, v.metadata({ holds: inner }));
}
