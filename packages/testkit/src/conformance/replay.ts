import { type IncomingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Emulator } from '@ackring/emulator/start';
import { keyOf, type TestKey } from '../official-rpc-client.js';
import type { Answer, Client, Command, Exchange } from './clients.js';
import { type Draft, signed } from './sign.js';

/** Differences between an exchange's answer and its data; empty if there are none. */
export type Differences = readonly string[];

/** Sends a command's requests, one after the other, and returns the differences. */
export async function replay(emulator: Emulator, client: Client, command: Command): Promise<Differences> {
  const kept = new Map<string, string>();
  const differences: string[] = [];
  for (const exchange of command.exchanges) {
    const found = await send(emulator, exchange, kept);
    const which = `${client.client}: ${command.command}: ${exchange.request}`;
    differences.push(...found.map((difference) => `${which}: ${difference}`));
    if (exchange.thenMs) await emulator.clock.advance(exchange.thenMs);
  }
  return differences;
}

async function send(emulator: Emulator, exchange: Exchange, kept: Map<string, string>): Promise<string[]> {
  const draft = draftOf(emulator, exchange, kept);
  const how = typeof exchange.sign === 'string' ? { kind: exchange.sign } : exchange.sign;
  const response = await received(
    emulator.endpoints[exchange.service],
    signed(draft, how, signer(emulator, how, kept)),
  );
  const fill = (value: string) => filled(value, emulator, kept);
  keep(exchange.answers.keep ?? {}, response.text, kept);
  return [...differencesOf(exchange.answers, response, fill)];
}

interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends a request on a connection of its own, with only its own headers. */
function received(endpoint: string, { method, host, path, query, headers, body }: Draft): Promise<Received> {
  const { hostname, port } = new URL(endpoint);
  const target = `${path}${query.size > 0 ? `?${encodedQuery(query)}` : ''}`;
  const length = body.length > 0 ? { 'content-length': String(body.length) } : {};
  const all = { ...headers, ...length, host };
  return new Promise((resolve, reject) => {
    const sent = request(
      { hostname, port, method, path: target, headers: all, agent: false },
      async (answer) => {
        const { statusCode: status = 0, headers: told } = answer;
        resolve({ status, headers: told, text: await text(answer) });
      },
    );
    sent.once('error', reject).end(body);
  });
}

/** Spaces as `%20`, like every client of the vendor. */
function encodedQuery(query: URLSearchParams): string {
  return [...query].map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
}

function draftOf(emulator: Emulator, exchange: Exchange, kept: ReadonlyMap<string, string>): Draft {
  const fill = (text: string) => filled(text, emulator, kept);
  const [method = 'GET', target = '/'] = fill(exchange.request).split(' ');
  const [path = '/', query = ''] = target.split('?');
  const headers = Object.entries(exchange.headers ?? {}).map(([name, value]) => [
    name.toLowerCase(),
    fill(value),
  ]);
  const { host: own } = new URL(emulator.endpoints[exchange.service]);
  const draft = {
    method,
    host: exchange.host ?? own,
    path,
    query: new URLSearchParams(query),
    headers: Object.fromEntries(headers),
  };
  if (exchange.form) {
    const form = Object.entries(exchange.form).map(([name, value]): [string, string] => [name, fill(value)]);
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    return {
      ...draft,
      headers: { ...type, ...draft.headers },
      body: Buffer.from(new URLSearchParams(form).toString()),
    };
  }
  const { body, bytes } = exchange;
  if (bytes !== undefined) return { ...draft, body: Buffer.from(bytes, 'base64') };
  if (typeof body === 'string' || body === undefined)
    return { ...draft, body: Buffer.from(fill(body ?? '')) };
  const type = { 'content-type': 'application/json' };
  return { ...draft, headers: { ...type, ...draft.headers }, body: Buffer.from(fill(JSON.stringify(body))) };
}

function signer(
  emulator: Emulator,
  { as = 'ops', session }: { as?: string; session?: string },
  kept: ReadonlyMap<string, string>,
): TestKey {
  if (session === undefined) return keyOf(emulator, as);
  const part = (name: string) => kept.get(`${session}.${name}`) ?? '';
  return { accessKeyId: part('id'), accessKeySecret: part('secret'), securityToken: part('token') };
}

function filled(text: string, emulator: Emulator, kept: ReadonlyMap<string, string>): string {
  return text.replace(/\{(?:(\w+):)?([\w.-]+)\}/g, (whole, kind: string | undefined, name: string) => {
    if (kind === 'cluster') return emulator.world.clusters.named(name)?.id ?? whole;
    if (kind === 'uid') return emulator.identities[name]?.uid ?? whole;
    if (kind === 'arn') return emulator.identities[name]?.arn ?? whole;
    if (kind === 'key') return emulator.identities[name]?.accessKeyId ?? whole;
    if (kind !== undefined) return whole;
    if (name === 'now') return new Date().toUTCString();
    return name === 'account' ? emulator.accountId : (kept.get(name) ?? whole);
  });
}

function keep(wanted: Readonly<Record<string, string>>, text: string, kept: Map<string, string>): void {
  for (const [name, where] of Object.entries(wanted)) {
    const pattern = /^\/(.*)\/$/.exec(where)?.[1];
    const value = pattern ? new RegExp(pattern).exec(text)?.[1] : valueAt(parsed(text), where.split('.'));
    if (value !== undefined) kept.set(name, String(value));
  }
}

function valueAt(value: unknown, [first, ...rest]: readonly string[]): unknown {
  if (first === undefined) return value;
  return typeof value === 'object' && value !== null ? valueAt(Reflect.get(value, first), rest) : undefined;
}

function* differencesOf(
  expected: Answer,
  { status, headers, text }: Received,
  fill: (text: string) => string,
): Generator<string> {
  if (status !== expected.status) yield `status ${status}: ${text.slice(0, 300)}`;
  for (const [name, value] of Object.entries(expected.headers ?? {})) {
    const actual = headers[name.toLowerCase()] ?? '';
    if (!isText(String(actual), fill(value))) yield `header ${name}: ${actual}`;
  }
  for (const pattern of expected.text ?? []) {
    if (!new RegExp(fill(pattern), 's').test(text)) yield `no ${pattern} in ${text.slice(0, 600)}`;
  }
  for (const pattern of expected.lacks ?? []) {
    if (new RegExp(fill(pattern), 's').test(text)) yield `${pattern} in ${text.slice(0, 600)}`;
  }
  if (expected.holds === undefined) return;
  yield* missing(JSON.parse(fill(JSON.stringify(expected.holds))), parsed(text), '');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function* missing(expected: unknown, actual: unknown, path: string): Generator<string> {
  if (Array.isArray(expected)) {
    const items: readonly unknown[] = Array.isArray(actual) ? actual : [];
    for (const [index, each] of expected.entries()) {
      if (!items.some((item) => missing(each, item, '').next().done)) {
        yield `${path}[${index}]: nothing like ${JSON.stringify(each)} in ${JSON.stringify(actual)?.slice(0, 600)}`;
      }
    }
    if (expected.length === 0 && (!Array.isArray(actual) || items.length > 0))
      yield `${path}: not an empty list`;
  } else if (typeof expected === 'object' && expected !== null) {
    for (const [name, each] of Object.entries(expected)) {
      yield* missing(each, valueAt(actual, [name]), `${path}.${name}`);
    }
  } else if (typeof expected === 'string' && typeof actual === 'string') {
    if (!isText(actual, expected)) yield `${path}: ${actual.slice(0, 300)} is not ${expected}`;
  } else if (expected !== actual) {
    yield `${path}: ${JSON.stringify(actual)?.slice(0, 300)} is not ${JSON.stringify(expected)}`;
  }
}

function isText(actual: string, expected: string): boolean {
  const pattern = /^\/(.*)\/$/s.exec(expected)?.[1];
  return pattern === undefined ? actual === expected : new RegExp(pattern, 's').test(actual);
}
