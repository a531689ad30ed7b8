import { type JsonRecord, recordAt, textAt } from '@ackring/emulator/kubernetes/model/record';
import { resourceKinds } from '@ackring/emulator/kubernetes/model/resources';
import type { IdentityRequest } from '../identities.js';
import { type Answer, askWire, type Credentials } from './ask.js';
import { differences } from './compare.js';
import {
  type Exchange,
  type RecordedIdentity,
  recordedCluster,
  recordedExchanges,
  written,
} from './exchange.js';

/** A server to play the recordings on: the embedded one or a real one. */
export interface Stage {
  readonly url: string;
  /** PEM. */
  readonly authority: string;
  issue(request: IdentityRequest): Promise<{ readonly pem: string; readonly key: string }>;
  /** The same for another authority with the same name. */
  issueElsewhere(request: IdentityRequest): Promise<{ readonly pem: string; readonly key: string }>;
  /** Runs between two attempts if changes take time to be visible, such as RBAC; null: they do not. */
  readonly pause: (() => Promise<void>) | null;
  /** Compacts the history of stored objects; null if that is not possible. */
  readonly compact: (() => void) | null;
}

/** One play: in order, the exchanges find the state they need. */
export interface Play {
  /** Sends the recorded request; returns every difference in the answer. */
  exchange(exchange: Exchange): Promise<readonly string[]>;
}

const dayMs = 86_400_000;

/** Prepares namespaces, roles, bindings and accounts for the exchanges. */
export async function beginPlay(stage: Stage): Promise<Play> {
  const cluster = recordedCluster();
  const admin = await stage.issue({ commonName: 'admin', organization: 'system:masters' });
  const state: State = {
    stage,
    admin,
    credentials: new Map(),
    continues: [],
    versionBefore: null,
    seen: new Map(),
  };
  for (const object of cluster.objects) await create(state, object);
  for (const identity of Object.values(cluster.identities)) {
    for (const object of identity.objects ?? []) await create(state, object);
  }
  for (const [name, identity] of Object.entries(cluster.identities)) {
    state.credentials.set(name, await credentialsOf(state, name, identity));
  }
  const join = (one: string, other: string) => ({
    ...state.credentials.get(one),
    ...state.credentials.get(other),
  });
  state.credentials.set('unbound+bad-token', join('unbound', 'bad-token'));
  state.credentials.set('expired+good-token', join('expired', 'robot'));
  return { exchange: (exchange) => played(state, exchange) };
}

interface State {
  readonly stage: Stage;
  readonly admin: Credentials;
  readonly credentials: Map<string, Credentials>;
  /** Tokens that continue a list, the last one last. */
  readonly continues: string[];
  /** A version of the next list, from before something in it was changed; null: its current one. */
  versionBefore: string | null;
  /** What was created along the way. */
  readonly seen: Map<string, true>;
}

const attempts = 50;

async function played(state: State, exchange: Exchange): Promise<readonly string[]> {
  state.versionBefore = null;
  await alongTheWay(state, exchange.id);
  let found: readonly string[] = [];
  // Roles and custom resources take time to be visible on a real server.
  const isSlow = state.stage.pause !== null && /^(rbac|crd)\./.test(exchange.id);
  for (let attempt = 0; attempt < (isSlow ? attempts : 1); attempt += 1) {
    if (attempt > 0) await state.stage.pause?.();
    const answer = await ask(state, exchange);
    noteContinue(state, answer);
    found = differences(exchange, answer);
    // Only requests that change nothing can be repeated.
    if (found.length === 0 || (exchange.request.method !== 'GET' && answer.status !== 403)) break;
  }
  return found;
}

async function ask(state: State, { id, as, request }: Exchange): Promise<Answer> {
  const { headers: recorded = {}, body, method } = request;
  const path = await filled(state, request.path, request.path, id);
  const sent = body === undefined ? undefined : await filled(state, textOf(body), path, id);
  const typed = { 'content-type': 'application/json' };
  const all = Object.entries({ ...(sent === undefined ? {} : typed), ...lowerCased(recorded) });
  const headers = Object.fromEntries(all.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
  return wire(state, { method, path, headers, body: sent }, state.credentials.get(as) ?? {});
}

function lowerCased(headers: Readonly<Record<string, string | null>>) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function textOf(body: unknown): string {
  const whole = body === '<the CRD without its schema>' ? withoutSchema() : written(body);
  return typeof whole === 'string' ? whole : JSON.stringify(whole);
}

/** The definition that another exchange creates. */
function withoutSchema(): unknown {
  const creating = recordedExchanges().find(({ id }) => id === 'crd.create/admin');
  return JSON.parse(JSON.stringify(creating?.request.body), (key, value) =>
    key === 'schema' ? undefined : value,
  );
}

/**
 * With the values that the recording left open: the object's own version and uid, the last page's `continue`, a
 * token.
 */
async function filled(state: State, text: string, path: string, id: string): Promise<string> {
  let whole = text;
  if (whole.includes('<continue>'))
    whole = whole.replaceAll('<continue>', encodeURIComponent(continueFor(state, id)));
  if (whole.includes('<jwt>')) {
    const bearer = state.credentials.get('robot')?.authorization ?? '';
    whole = whole.replaceAll('<jwt>', bearer.replace(/^Bearer /, ''));
  }
  if (!/<resourceVersion>|<uid>/.test(whole)) return whole;
  const { metadata } = await current(state, path);
  return whole
    .replaceAll('<resourceVersion>', state.versionBefore ?? textAt(metadata, 'resourceVersion') ?? '')
    .replaceAll('<uid>', textAt(metadata, 'uid') ?? '');
}

/** The first page's, if a list is continued from there again. */
function continueFor({ continues }: State, id: string): string {
  const fromFirst = ['lists.continue-no-limit', 'lists.continue-version', 'lists.continue-elsewhere'];
  return (fromFirst.some((start) => id.startsWith(start)) ? continues.at(-2) : continues.at(-1)) ?? '';
}

function noteContinue({ continues }: State, { text }: Answer): void {
  const [, token] = /"continue":\s?"([^"]+)"/.exec(text) ?? [];
  if (token !== undefined && token !== continues.at(-1)) continues.push(token);
}

async function current(state: State, path: string): Promise<{ readonly metadata: JsonRecord }> {
  const [plain = ''] = path.split('?');
  const { text } = await wire(state, { method: 'GET', path: plain, headers: {} }, state.admin);
  return { metadata: recordAt(JSON.parse(text), 'metadata') };
}

function wire(
  { stage }: State,
  question: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string | undefined;
  },
  credentials: Credentials,
): Promise<Answer> {
  return askWire({ url: stage.url, authority: stage.authority, ...question }, credentials);
}

async function credentialsOf(state: State, name: string, identity: RecordedIdentity): Promise<Credentials> {
  const { stage } = state;
  switch (identity.kind) {
    case 'client certificate': {
      const { commonName = null, organizations = [] } = identity;
      const organization = organizations[0] ?? 'system:users';
      const request = { commonName, organization, ...oddities(name) };
      return name === 'other-ca' ? stage.issueElsewhere(request) : stage.issue(request);
    }
    case 'ServiceAccount token':
      return { authorization: `Bearer ${await tokenOf(state, identity.serviceAccount ?? '')}` };
    case 'bearer token':
      return { authorization: 'Bearer not-a-token' };
    case 'HTTP basic':
      return { authorization: `Basic ${Buffer.from('admin:x').toString('base64')}` };
    default:
      return {};
  }
}

function oddities(name: string): Partial<IdentityRequest> {
  const now = Date.now();
  if (name === 'expired')
    return { notBefore: new Date(now - 30 * dayMs), notAfter: new Date(now - 12 * dayMs) };
  if (name === 'not-yet-valid')
    return { notBefore: new Date(now + 2 * dayMs), notAfter: new Date(now + 9 * dayMs) };
  return name === 'server-usage' ? { usage: 'server' } : {};
}

async function tokenOf(state: State, account: string): Promise<string> {
  const [namespace, name] = account.split('/');
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
  const body = JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} });
  const { text } = await changed(state, 'POST', path, body);
  return textAt(recordAt(JSON.parse(text), 'status'), 'token') ?? '';
}

async function create(state: State, object: JsonRecord): Promise<void> {
  const kind = resourceKinds.find((each) => each.kind === object['kind']);
  if (!kind) throw new Error(`nothing is known of ${String(object['kind'])}`);
  const namespace = textAt(recordAt(object, 'metadata'), 'namespace');
  const root = kind.group === '' ? '/api/v1' : `/apis/${kind.group}/${kind.version}`;
  const place = namespace === null ? '' : `/namespaces/${namespace}`;
  await changed(state, 'POST', `${root}${place}/${kind.plural}`, JSON.stringify(object));
}

async function changed(state: State, method: string, path: string, body?: string): Promise<Answer> {
  const headers =
    method === 'PATCH'
      ? { 'content-type': 'application/merge-patch+json' }
      : { 'content-type': 'application/json' };
  const answer = await wire(state, { method, path, headers, body }, state.admin);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return answer;
}

const bindings = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings';
/** While it exists, its subjects may list namespaces, and the dangling role has no effect. */
const wideBinding = `${bindings}/c1`;

async function bindWide(state: State): Promise<void> {
  const apiGroup = 'rbac.authorization.k8s.io';
  const subjects = [{ apiGroup, kind: 'User', name: '299500000000000001-1700000000' }];
  const roleRef = { apiGroup, kind: 'ClusterRole', name: 'view' };
  await create(state, { kind: 'ClusterRoleBinding', metadata: { name: 'c1' }, subjects, roleRef });
}

async function compactAfterPage(state: State): Promise<void> {
  const path = `${bindings}?limit=2`;
  noteContinue(state, await wire(state, { method: 'GET', path, headers: {} }, state.admin));
  state.stage.compact?.();
}

/** The changes that a watch from before them reports. */
async function changeAndDelete(state: State): Promise<void> {
  const [secrets, name] = ['/api/v1/namespaces/team-b/secrets', 's5'];
  state.versionBefore = textAt((await current(state, secrets)).metadata, 'resourceVersion');
  await changed(state, 'PATCH', `${secrets}/${name}`, JSON.stringify({ data: { b: 'Yg==' } }));
  await changed(state, 'DELETE', `${secrets}/${name}`);
}

/** A change made between the exchanges, not one of them. */
async function alongTheWay(state: State, id: string): Promise<void> {
  const step = id.startsWith('lists.') ? 'lists' : id;
  if (state.seen.has(step)) return;
  state.seen.set(step, true);
  if (id === 'rbac.dangling/unbound') await changed(state, 'DELETE', wideBinding);
  if (id === 'rbac.delete-cluster/admin') await bindWide(state);
  if (id === 'watch.changes/admin') await changeAndDelete(state);
  if (id === 'compaction.continue/admin') await compactAfterPage(state);
  if (step !== 'lists') return;
  for (const n of [1, 2, 3, 4, 5]) {
    const labels = { n: String(n), odd: n % 2 === 1 ? 'yes' : 'no' };
    const metadata = { name: `s${n}`, namespace: 'team-b', labels };
    await create(state, { apiVersion: 'v1', kind: 'Secret', metadata, data: { a: 'YQ==' } });
  }
}
