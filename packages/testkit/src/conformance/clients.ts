import { readdirSync, readFileSync } from 'node:fs';
import { serviceNames } from '@ackring/emulator/http/service-names';
import type { Scenario } from '@ackring/emulator/world/scenario';
import * as v from 'valibot';
import { parse } from 'yaml';

const folder = new URL('../../../emulator/conformance/', import.meta.url);

const optional = v.exactOptional;
const texts = v.record(v.string(), v.string());

/** How a request is signed, and its deviations from the client's usual way. */
const signing = v.strictObject({
  /** `acs3`, `roa` and `rpc` are the gateway's, `roa` and `rpc` its older ones. */
  kind: v.picklist(['acs3', 'roa', 'rpc', 'fc', 'oss1', 'oss4', 'none']),
  /** Whose key; `ops` by default. */
  as: optional(v.string()),
  /** Credentials from an earlier answer, by their name in `keep`. */
  session: optional(v.string()),
  /** Also signs and sends a nonce; by default true if the kind has one. A string is sent as it is. */
  nonce: optional(v.union([v.boolean(), v.string()])),
  /** ACS3: the headers that are signed, instead of the required ones. */
  only: optional(v.array(v.string())),
  /** OSS: the header with the date. */
  date: optional(v.picklist(['x-oss-date', 'date'])),
  /** Headers or parameters of the signature to send instead of the right ones; an empty string omits one. */
  instead: optional(texts),
});

const answer = v.strictObject({
  status: v.number(),
  /**
   * Required members of the JSON body; each item of a list must be somewhere in it. A string in slashes is a pattern.
   */
  holds: optional(v.unknown()),
  /** Patterns that the body's text must match. */
  text: optional(v.array(v.string())),
  /** Patterns that the body's text must not match. */
  lacks: optional(v.array(v.string())),
  headers: optional(texts),
  /** Names for values in the body, by path (`Credentials.AccessKeyId`) or by a pattern's group, for later requests. */
  keep: optional(texts),
});

const exchange = v.strictObject({
  service: v.picklist(serviceNames),
  /**
   * `GET /path?query`, encoded as sent; `{cluster:a}`, `{uid:ops}`, `{arn:role}`, `{account}` and kept values are
   * filled in.
   */
  request: v.string(),
  /** The vendor's host that the request names, which tells the region; the emulator's own by default. */
  host: optional(v.string()),
  sign: v.union([signing, signing.entries.kind]),
  headers: optional(texts),
  /** A string, or a value sent as JSON. */
  body: optional(v.unknown()),
  /** Base64 of a binary body. */
  bytes: optional(v.string()),
  /** Sent as a form. */
  form: optional(texts),
  answers: answer,
  /** Moves the clock after the answer. */
  thenMs: optional(v.number()),
});

const command = v.strictObject({
  /** What a user types, or calls. */
  command: v.string(),
  /** `works` by default. */
  state: optional(v.picklist(['works', 'in part', 'refused'])),
  note: optional(v.string()),
  exchanges: v.array(exchange),
});

const client = v.strictObject({
  client: v.string(),
  /** The version or commit that was run. */
  version: v.string(),
  /** How it is configured for the embedded cloud. */
  pointed: v.string(),
  scenario: v.unknown(),
  commands: v.array(command),
});

type Read = v.InferOutput<typeof client>;

export type Exchange = v.InferOutput<typeof exchange>;
export type Answer = v.InferOutput<typeof answer>;
export type Command = v.InferOutput<typeof command>;
export type Signing = v.InferOutput<typeof signing>;

/** One third-party client, with the requests that it was seen to send. */
export interface Client extends Omit<Read, 'scenario'> {
  readonly scenario: Scenario;
}

/** Every client, from the files of the conformance folder. */
export function readClients(): readonly Client[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return files.toSorted().map((name) => readClient(name));
}

/** Many requests repeat one: the parser's guard against that is for files of strangers. */
const parsing = { merge: true, maxAliasCount: -1 } as const;

function readClient(name: string): Client {
  const result = v.safeParse(client, parse(readFileSync(new URL(name, folder), 'utf8'), parsing));
  if (result.success) return { ...result.output, scenario: result.output.scenario as Scenario };
  const problems = result.issues.map((issue) => `  ${v.getDotPath(issue) ?? '(top)'}: ${issue.message}`);
  throw new Error(`${name}:\n${problems.join('\n')}`);
}
