import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Kubeconfig } from '@ackring/core/internal/kubeconfig/kubeconfig';
import { objectionsTo } from '@ackring/core/internal/kubeconfig/objections';
import { repeatRefusal } from '@ackring/core/internal/kubeconfig/read';
import { type Found, type ResolvedContext, resolveContexts } from '@ackring/core/internal/kubeconfig/resolve';
import { apiServerTarget } from '@ackring/core/internal/kubeconfig/target';
import {
  goKindOf,
  isTyped,
  jsonOf,
  listOf,
  mappingOf,
  textOf,
  type YamlMapping,
  type YamlValue,
} from '@ackring/core/internal/kubeconfig/yaml-value';
import { systemClock } from '@ackring/core/internal/machine/clock';
import { createKubeconfigFiles } from '@ackring/core/internal/machine/kubeconfig-file/kubeconfig-file';
import { type KubeconfigHome, layOut } from '@ackring/testkit/kubeconfigs/place';
import type { Answer, ClientGo, Resolved } from './client-go.js';
import { isIntended, plainWords, type Refusal } from './intended-differences.js';

/** What ackring and client-go make of the same home, where it is not the same. */
export interface Difference {
  readonly ours: unknown;
  readonly theirs: unknown;
}

/** Reads a home with both. The working folder of this process is another one meanwhile. */
export async function differenceOf(place: KubeconfigHome, go: ClientGo): Promise<Difference | null> {
  const home = await mkdtemp(join(tmpdir(), 'ackring-read-'));
  const before = process.cwd();
  try {
    const { kubeconfig, folder } = await layOut(place, home);
    const explicit = place.explicit.replace('HOME', home);
    const answer = await go.ask({ kubeconfig, home, folder, explicit, contexts: [] });
    process.chdir(folder);
    const { view: ours, refusals } = await readHere(kubeconfig, home, explicit);
    const isMeant = ours === null && refusals.length > 0 && refusals.every(isIntended);
    return isMeant ? null : firstDifference(ours, theirs(answer, ours));
  } finally {
    process.chdir(before);
    await rm(home, { recursive: true, force: true });
  }
}

/** Only where they differ: the whole views hold keys and certificates. */
function firstDifference(ours: unknown, theirs: unknown): Difference | null {
  if (isDeepStrictEqual(ours, theirs)) return null;
  if (!isObject(ours) || !isObject(theirs)) return { ours, theirs };
  if ('refused' in ours !== 'refused' in theirs) return { ours, theirs };
  const keys = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  for (const key of keys) {
    const inner = firstDifference(ours[key], theirs[key]);
    if (inner !== null) return { ours: { [key]: inner.ours }, theirs: { [key]: inner.theirs } };
  }
  return { ours, theirs };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** What is there of a kubeconfig, by section and name; null if all of it is refused. */
type View = { readonly [key: string]: unknown };

interface Reading {
  readonly view: View | null;
  /** Of the files that cannot be read. */
  readonly refusals: readonly Refusal[];
}

async function readHere(kubeconfig: string | null, home: string, explicit: string): Promise<Reading> {
  const files = createKubeconfigFiles({
    environment: kubeconfig === null ? {} : { KUBECONFIG: kubeconfig },
    home,
    stateDirectory: join(home, 'state'),
    clock: systemClock,
  });
  const { kubeconfigs, problems, texts } = await files.readAll(explicit === '' ? files.paths : [explicit]);
  // To kubectl, a file that is named and missing is refused; without a name it is nothing.
  const isMissing = explicit !== '' && kubeconfigs.length === 0 && problems.length === 0;
  const isRepeated = kubeconfigs.some((each) => repeatRefusal(each) !== null);
  if (problems.length > 0 || isMissing || isRepeated) {
    const refusals = problems.map(({ file, error }) => ({ text: texts.get(file) ?? '', error }));
    return { view: null, refusals: isMissing || isRepeated ? [] : refusals };
  }
  const { contexts, clusters, users, currentContext } = resolveContexts(kubeconfigs);
  const taken = {
    contexts: [...contexts].map(([name, { context }]) => [name, context] as const),
    clusters: [...clusters],
    users: [...users],
  };
  const section = (name: Section) =>
    Object.fromEntries(
      taken[name].map(([each, { entry, kubeconfig: found }]: readonly [string, Found<Fields>]) => [
        each,
        { file: found.file, ...fieldsOf(entry.fields, known[name], dirname(resolve(found.file))) },
      ]),
    );
  const view = {
    current: currentContext ?? '',
    contexts: section('contexts'),
    clusters: section('clusters'),
    users: section('users'),
    reached: Object.fromEntries(
      [...contexts.values()]
        .filter(isComparable)
        .map((each) => [each.name, reachedHere(each, kubeconfigs)] as const),
    ),
  };
  return { view, refusals: [] };
}

/**
 * client-go takes what has no name for what was not given, and finds in the handshake that a certificate's file is a
 * folder: there the two are not compared.
 */
function isComparable({ name, context, cluster, user }: ResolvedContext): boolean {
  const fields = { ...cluster?.entry.fields, ...user?.entry.fields };
  const paths = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile'];
  const isFolder = paths.some((key) => textOf(fields[key]) === 'sub');
  return name !== '' && context.entry.cluster !== null && context.entry.user !== null && !isFolder;
}

/** How a context is dialled, or why it is refused. */
function reachedHere(resolved: ResolvedContext, kubeconfigs: readonly Kubeconfig[]): unknown {
  const refusals = objectionsTo(resolved);
  if (refusals.length > 0) return { refused: [refusals.map(plainWords).join(', ')] };
  // Where client-go dials as nobody, ackring says that a user is missing.
  if (resolved.user === null) return { refused: [] };
  const target = apiServerTarget(kubeconfigs, resolved.name);
  return dialled({
    server: target.server,
    insecure: target.insecureSkipTlsVerify,
    serverName: target.tlsServerName,
    authority: target.certificateAuthority,
    certificate: target.clientCertificate,
    key: target.clientKey,
    token: target.token,
    as: target.impersonation?.user,
  });
}

type Reader = (value: YamlValue | undefined, folder: string) => unknown;

const text: Reader = (value) => textOf(value);
const texts: Reader = (value) => listOf(value).map((item) => textOf(item) ?? '');
const flag: Reader = (value) =>
  isTyped(value) && goKindOf(value) === 'flag' && /^(?:y|on|true)/i.test(textOf(value) ?? '');
const bytes: Reader = (value) => Buffer.from(textOf(value) ?? '', 'base64').toString('base64');
const path: Reader = (value, folder) => {
  const written = textOf(value);
  return written === null || isAbsolute(written) ? written : join(folder, written);
};
const command: Reader = (value, folder) =>
  (textOf(value) ?? '').includes('/') ? path(value, folder) : textOf(value);
const textsByName: Reader = (value) =>
  Object.fromEntries(Object.entries(mappingOf(value)).map(([name, item]) => [name, texts(item, '')]));
const config: Reader = (value) =>
  Object.fromEntries(Object.entries(mappingOf(value)).map(([name, item]) => [name, textOf(item) ?? '']));
const extensions: Reader = (value) => {
  const named = listOf(value).map((item) => {
    const { name, extension } = mappingOf(item);
    return [textOf(name) ?? '', JSON.parse(jsonOf(extension ?? null))] as const;
  });
  return Object.fromEntries(named);
};
/** Under the older versions client-go fills it in. */
const exec: Reader = (value, folder) => {
  const fields = mappingOf(value);
  const isOld = /^client\.authentication\.k8s\.io\/v1(?:alpha|beta)1$/.test(
    textOf(fields['apiVersion']) ?? '',
  );
  const mode = textOf(fields['interactiveMode']) ?? (isOld ? 'IfAvailable' : null);
  return { ...mappingIn(execFields(value, folder)), interactiveMode: mode };
};
const execFields = mapping({
  command,
  args: texts,
  env: (value) => listOf(value).map((item) => mapping({ name: text, value: text })(item, '')),
  apiVersion: text,
  installHint: text,
  provideClusterInfo: flag,
});

function mapping(readers: Readonly<Record<string, Reader>>): Reader {
  return (value, folder) => {
    const fields = mappingOf(value);
    return Object.fromEntries(Object.entries(readers).map(([key, read]) => [key, read(fields[key], folder)]));
  };
}

type Section = 'contexts' | 'clusters' | 'users';

interface Fields {
  readonly fields: YamlMapping;
}

const known: Readonly<Record<Section, Readonly<Record<string, Reader>>>> = {
  contexts: { cluster: text, user: text, namespace: text, extensions },
  clusters: {
    server: text,
    'tls-server-name': text,
    'insecure-skip-tls-verify': flag,
    'certificate-authority': path,
    'certificate-authority-data': bytes,
    'proxy-url': text,
    'disable-compression': flag,
    extensions,
  },
  users: {
    'client-certificate': path,
    'client-certificate-data': bytes,
    'client-key': path,
    'client-key-data': bytes,
    token: text,
    tokenFile: path,
    as: text,
    'as-uid': text,
    'as-groups': texts,
    'as-user-extra': textsByName,
    username: text,
    password: text,
    'auth-provider': mapping({ name: text, config }),
    exec,
    extensions,
  },
};

function fieldsOf(fields: YamlMapping, readers: Readonly<Record<string, Reader>>, folder: string): View {
  return mappingIn(withoutEmpties(mapping(readers)(fields, folder)));
}

/** Of contexts, those that are compared. */
function theirs(answer: Answer, ours: View | null): View | null {
  if (answer.error !== undefined) return null;
  const view = mappingIn(answer.view);
  const section = (key: string, noun: string, fileOf: (name: string) => string | undefined): View =>
    Object.fromEntries(
      listIn(view[key]).map((item) => {
        const entry = mappingIn(item);
        const name = String(entry['name']);
        return [name, { file: fileOf(name), ...mappingIn(withoutEmpties(byName(entry[noun]))) }];
      }),
    );
  return {
    current: answer.currentContext,
    contexts: section('contexts', 'context', (name) => answer.contexts[name]?.file),
    clusters: section('clusters', 'cluster', (name) => answer.clusters[name]),
    users: section('users', 'user', (name) => answer.users[name]),
    reached: Object.fromEntries(
      Object.keys(mappingIn(ours?.['reached'])).map((name) => {
        const { user = '' } = answer.contexts[name] ?? {};
        return [name, reachedThere(answer.resolved[name], answer.users[user] !== undefined)];
      }),
    ),
  };
}

/** Without what makes no difference: a query, blanks around a token, and how a server without TLS would be checked. */
function dialled({
  insecure,
  serverName,
  authority,
  ...all
}: Readonly<Record<'server' | 'insecure' | 'serverName' | 'authority' | 'token', unknown>> & View): unknown {
  const server = String(all.server).replace(/[?#].*/, '');
  const check = /^https:/i.test(server) ? { insecure, serverName, authority } : {};
  return withoutEmpties({ ...all, ...check, server, token: String(all.token ?? '').trim() });
}

function reachedThere(resolved: Resolved | undefined, isUserThere: boolean): unknown {
  if (resolved === undefined) return null;
  const { error = '', transportError = '', host, insecure, serverName, token, as } = resolved;
  if (error !== '') return { refused: objectionsIn(error).map(plainWords) };
  if (transportError !== '') return { refused: [plainWords(transportError)] };
  if (!isUserThere) return { refused: [] };
  return dialled({
    server: host,
    insecure,
    serverName,
    authority: material(resolved.caData, resolved.caFile),
    certificate: material(resolved.certData, resolved.certFile),
    key: resolved.certData || resolved.certFile ? material(resolved.keyData, resolved.keyFile) : '',
    token: tokenIn(resolved.tokenFile) || token,
    as,
  });
}

/** The file's goes before the entry's own, while it can be read (`transport.NewBearerAuthWithRefreshRoundTripper`). */
function tokenIn(file: string): string {
  try {
    return file === '' ? '' : readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

/** An aggregate puts several into brackets. */
function objectionsIn(error: string): readonly string[] {
  const said = error.replace(/^invalid configuration: /, '');
  return said.startsWith('[') && said.endsWith(']') ? [said.slice(1, -1)] : [said];
}

function material(data: string | null, file: string): string {
  if (data) return Buffer.from(data, 'base64').toString();
  return file === '' ? '' : readFileSync(file, 'utf8');
}

/** Extensions, which are a list, by their names. */
function byName(value: unknown): unknown {
  const { extensions, ...fields } = mappingIn(value);
  const named = listIn(extensions).map(mappingIn);
  return {
    ...fields,
    extensions: Object.fromEntries(named.map((each) => [each['name'], each['extension']])),
  };
}

function mappingIn(value: unknown): View {
  return isObject(value) && !Array.isArray(value) ? value : {};
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Empty and absent are the same to client-go. */
function withoutEmpties(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(withoutEmpties);
  if (!isObject(value)) return value === '' || value === null || value === false ? undefined : value;
  const kept = Object.entries(value).map(([key, item]) => [key, withoutEmpties(item)] as const);
  const filled = kept.filter(([, item]) => item !== undefined);
  return filled.length === 0 ? undefined : Object.fromEntries(filled);
}
