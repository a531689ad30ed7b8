import { lookWhoIsLetIn } from '@ackring/core/internal/access/let-in/look';
import { readCertificateFacts } from '@ackring/core/internal/certificate/certificate';
import { type Judgement, judgeAnswers } from '@ackring/core/internal/claims/accepted';
import type { ApiServerObservation } from '@ackring/core/internal/machine/api-server/api';
import { createApiServer } from '@ackring/core/internal/machine/api-server/api-server';
import { createRbacReader } from '@ackring/core/internal/machine/api-server/rbac-reader';
import { systemClock } from '@ackring/core/internal/machine/clock';
import { judgeAcceptance } from '@ackring/core/internal/rotation/credential/acceptance';
import type { Impersonation } from '@ackring/core/internal/words/target';
import type { ExecutionContext } from 'ava';
import { type ClientIdentity, targetOf } from './client-identity.js';
import type { RealApiServer } from './real/real-api-server.js';
import { until } from './until.js';

/** A real API server or an emulated one, for the same checks. */
export interface JudgedServer extends Pick<RealApiServer, 'version' | 'admin' | 'issue' | 'ask' | 'create'> {
  /** A certificate of another authority with the same name. */
  issueElsewhere(commonName: string): Promise<ClientIdentity>;
}

const rbac = '/apis/rbac.authorization.k8s.io/v1';
const minuteMs = 60_000;

interface Asked {
  readonly namespaces?: readonly string[];
  readonly currentCommonName?: string;
  readonly impersonation?: Impersonation;
}

async function look(identity: ClientIdentity, asked: Asked = {}): Promise<ApiServerObservation> {
  const target = { ...targetOf(identity), impersonation: asked.impersonation ?? null };
  const { namespaces = ['default'] } = asked;
  return createApiServer().whoAmI(target, { timeoutMs: 30_000, namespaces, alsoRules: true });
}

async function judged(identity: ClientIdentity, asked: Asked = {}): Promise<Judgement> {
  const observation = await look(identity, asked);
  const certificate = readCertificateFacts(identity.pem);
  const { currentCommonName = null } = asked;
  return judgeAnswers({ observation, certificate, currentCommonName, now: new Date() });
}

/** Whether the rotation would promote it. */
async function isPromoted(identity: ClientIdentity): Promise<boolean> {
  const facts = {
    certificate: readCertificateFacts(identity.pem),
    keyMatches: true,
    server: identity.server,
    version: 'v',
  };
  return judgeAcceptance(await look(identity), facts, new Date()).kind === 'accepted';
}

const subject = (name: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name });
const clusterRole = (name: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name });

function bindIn(server: JudgedServer, namespace: string, user: string, name = `b-${user}`) {
  return server.create(`${rbac}/namespaces/${namespace}/rolebindings`, {
    metadata: { name },
    roleRef: clusterRole('edit'),
    subjects: [subject(user)],
  });
}

async function mayListPods(server: JudgedServer, as: ClientIdentity, namespace: string): Promise<boolean> {
  return (await server.ask(as, 'GET', `/api/v1/namespaces/${namespace}/pods`)).status === 200;
}

/** Who is accepted, who is not, and what proves nothing. */
export async function judgeEverybody(t: ExecutionContext, server: JudgedServer): Promise<void> {
  await server.create('/api/v1/namespaces', { metadata: { name: 'team-a' } });
  const holder = await server.issue({ commonName: '299500000000000001-1700000000' });
  await bindIn(server, 'team-a', holder.commonName);
  await until(() => mayListPods(server, holder, 'team-a'));
  await letIn(t, server, holder);
  await refused(t, server);
  await acting(t, server);
  await withoutBasicUser(t, server, holder);
}

/** A revoke, as ACK does it: what it takes away is seen to be gone, and what it leaves is seen to be left. */
export async function judgeRevoke(t: ExecutionContext, server: JudgedServer): Promise<void> {
  const [old, next] = [
    await server.issue({ commonName: '299500000000000002-1700000000' }),
    await server.issue({ commonName: '299500000000000002-1800000000' }),
  ];
  // Everybody's rights here are no sign of life of anybody.
  await server.create(`${rbac}/clusterroles`, {
    metadata: { name: 'read-pods' },
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }],
  });
  await bindAll(server, 'read-pods', 'system:authenticated');
  await bindIn(server, 'default', old.commonName, 'grant');
  await server.create('/api/v1/namespaces', { metadata: { name: 'by-hand' } });
  await bindIn(server, 'by-hand', old.commonName, 'hand');
  await until(() => mayListPods(server, old, 'default'));
  const lookWith = async (copy: ClientIdentity | null) => {
    const copies =
      copy === null
        ? []
        : [
            {
              certificate: readCertificateFacts(copy.pem),
              clientCertificate: copy.pem,
              clientKey: copy.key,
            },
          ];
    const cluster = { id: 'c1', region: 'cn-hangzhou', name: 'prod' };
    const former = { cluster, uid: '299500000000000002', by: 'holder' as const, copies, namespaces: [] };
    const target = targetOf(server.admin);
    const reached = { target, commonName: next.commonName, groups: [], servers: [] };
    const placement = {
      cluster: { ...cluster, endpoints: { public: [], private: [] } },
      authority: target.certificateAuthority,
    };
    const ports = {
      rbac: createRbacReader(),
      apiServer: createApiServer(),
      clock: systemClock,
      reach: async () => ({ ...reached, placement }),
    };
    return lookWhoIsLetIn(former, ports, undefined);
  };
  const told = async (copy: ClientIdentity | null) => {
    const { claim, bindings, namespaces } = await lookWith(copy);
    return [claim.reason, bindings.map(({ name }) => name).toSorted(), namespaces];
  };
  t.deepEqual(await told(old), ['LetIn', ['grant', 'hand'], ['by-hand', 'default']]);
  await server.ask(server.admin, 'DELETE', `${rbac}/namespaces/default/rolebindings/grant`);
  await bindIn(server, 'default', next.commonName, 'grant');
  // Fewer rights than before are not none: somebody bound this one by hand.
  for (const copy of [old, null]) {
    await until(async () => (await told(copy)).at(-1)?.length === 1);
    t.deepEqual(await told(copy), ['LetIn', ['hand'], ['by-hand']]);
  }
  await server.ask(server.admin, 'DELETE', `${rbac}/namespaces/by-hand/rolebindings/hand`);
  for (const copy of [old, null]) {
    await until(async () => (await told(copy))[0] !== 'LetIn');
    t.deepEqual(await told(copy), ['AsAnyStranger', [], []]);
  }
  t.is((await judged(next)).kind, 'accepted');
  await server.ask(server.admin, 'DELETE', `${rbac}/clusterrolebindings/all-read-pods`);
  await until(async () => !(await mayListPods(server, old, 'default')));
  t.deepEqual(await told(old), ['NothingLeft', [], []]);
  t.like(await judged(old, { currentCommonName: next.commonName }), {
    kind: 'disowned',
    successor: next.commonName,
  });
  // Without another name nothing proves that it was revoked.
  t.not((await judged(old)).kind, 'disowned');
  t.not((await judged(old, { currentCommonName: old.commonName })).kind, 'disowned');
}

/**
 * Rights of everybody with a certificate are nobody's own: they grant access, and outlive a revoke. `view` has some four
 * hundred actions, each of which is asked for.
 */
export async function judgeEverybodysRights(
  t: ExecutionContext,
  server: JudgedServer,
  role: 'view' | 'look-around' = 'view',
): Promise<void> {
  if (role === 'look-around')
    await server.create(`${rbac}/clusterroles`, {
      metadata: { name: role },
      rules: [{ apiGroups: [''], resources: ['namespaces', 'pods'], verbs: ['get', 'list', 'watch'] }],
    });
  const unbound = await server.issue({ commonName: '299500000000000011-1700000000' });
  const holder = await server.issue({ commonName: '299500000000000012-1700000000' });
  await bindIn(server, 'default', holder.commonName);
  await server.create('/api/v1/namespaces', { metadata: { name: 'team-a' } });
  const elsewhere = await server.issue({ commonName: '299500000000000013-1700000000' });
  await bindIn(server, 'team-a', elsewhere.commonName);
  await until(() => mayListPods(server, elsewhere, 'team-a'));
  await bindAll(server, role, 'system:authenticated');
  await until(() => mayListPods(server, unbound, 'default'));
  await until(() => mayListPods(server, holder, 'default'));
  const another = { currentCommonName: 'another-1' };
  // `view` includes the list of namespaces.
  const shared = await judged(unbound);
  const names = shared.kind === 'accepted' && shared.scope.kind === 'everybodys' ? shared.scope.names : [];
  t.true(
    ['default', 'team-a'].every((namespace) => names.includes(namespace)),
    JSON.stringify(shared),
  );
  t.like(await judged(unbound, another), { kind: 'disowned', remains: 'everybodys' });
  // It has rights in a namespace that nobody named, and that may be listed.
  t.like(await judged(elsewhere, another), { kind: 'accepted', scope: { kind: 'cluster' } });
  t.true(await isPromoted(unbound));
  t.like(await judged(holder, another), { kind: 'accepted', scope: { kind: 'cluster' } });
  // Its one rule begins with what everybody may, and goes on with what is its own.
  const developer = await server.issue({ commonName: '299500000000000014-1700000000' });
  await server.create(`${rbac}/clusterroles`, {
    metadata: { name: 'develop' },
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'delete'] }],
  });
  await server.create(`${rbac}/clusterrolebindings`, {
    metadata: { name: 'develop' },
    roleRef: clusterRole('develop'),
    subjects: [subject(developer.commonName)],
  });
  await until(async () => (await judged(developer, another)).kind === 'accepted');
  await server.ask(server.admin, 'DELETE', `${rbac}/clusterrolebindings/all-${role}`);
  await until(async () => !(await mayListPods(server, unbound, 'default')));
  // A group of ACK's certificates, which also has access to a path of the server.
  await server.create(`${rbac}/clusterroles`, {
    metadata: { name: 'look' },
    rules: [
      { nonResourceURLs: ['/metrics'], verbs: ['get'] },
      { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
    ],
  });
  await bindAll(server, 'look', 'system:users');
  await until(async () => (await server.ask(unbound, 'GET', '/metrics')).status !== 403);
  t.like(await judged(unbound), { kind: 'accepted', scope: { kind: 'everybodys', names: ['default'] } });
  t.like(await judged(holder), { kind: 'accepted', scope: { kind: 'namespaces', names: ['default'] } });
}

function bindAll(server: JudgedServer, role: string, group: string) {
  return server.create(`${rbac}/clusterrolebindings`, {
    metadata: { name: `all-${role}` },
    roleRef: clusterRole(role),
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: group }],
  });
}

/** The user that the webhook of `judgeBehindWebhook` lets read pods. */
export const podReader = '299500000000000021-1700000000';

/** A webhook authorizer does not list what it allows (`incomplete`): no refusal is final. */
export async function judgeBehindWebhook(t: ExecutionContext, server: JudgedServer): Promise<void> {
  const another = { currentCommonName: 'another-1' };
  const reader = await server.issue({ commonName: podReader });
  const here = { kind: 'accepted', scope: { kind: 'namespaces', names: ['default'] } };
  t.like(await judged(reader, another), here);
  const unbound = await server.issue({ commonName: '299500000000000022-1700000000' });
  t.notDeepEqual((await judged(unbound, another)).kind, 'disowned');
  t.true(await isPromoted(unbound));
  const holder = await server.issue({ commonName: '299500000000000023-1700000000' });
  await bindIn(server, 'default', holder.commonName);
  await until(() => mayListPods(server, holder, 'default'));
  t.like(await judged(holder, another), here);
}

/** While it is down a refusal is a 500, and what RBAC allows is still allowed. */
export async function judgeWithWebhookDown(t: ExecutionContext, server: JudgedServer): Promise<void> {
  const another = { currentCommonName: 'another-1' };
  const unbound = await server.issue({ commonName: '299500000000000024-1700000000' });
  t.notDeepEqual((await judged(unbound, another)).kind, 'disowned');
  const holder = await server.issue({ commonName: '299500000000000025-1700000000' });
  await bindIn(server, 'default', holder.commonName);
  await until(() => mayListPods(server, holder, 'default'));
  t.like(await judged(holder, another), {
    kind: 'accepted',
    scope: { kind: 'namespaces', names: ['default'] },
  });
}

async function letIn(t: ExecutionContext, server: JudgedServer, holder: ClientIdentity): Promise<void> {
  t.like(await judged(server.admin), { kind: 'accepted', scope: { kind: 'cluster' } });
  const seen = await look(server.admin);
  // Builds without a version of their own report none.
  t.true(seen.kind === 'answered' && [server.version, null].includes(seen.version));
  t.like(await judged(holder, { namespaces: ['default', 'team-a'] }), {
    kind: 'accepted',
    as: holder.commonName,
    scope: { kind: 'namespaces', names: ['team-a'] },
  });
  // With rights in a namespace that nobody named.
  t.like(await judged(holder), { kind: 'accepted', scope: { kind: 'unseen', asked: ['default'] } });
  t.true(await isPromoted(holder));
  const unbound = await server.issue({ commonName: '299500000000000003-1700000000' });
  t.like(await judged(unbound), { kind: 'accepted', as: unbound.commonName, scope: { kind: 'unseen' } });
  const dangling = await server.issue({ commonName: '299500000000000004-1700000000' });
  await server.create(`${rbac}/clusterrolebindings`, {
    metadata: { name: 'dangling' },
    roleRef: clusterRole('gone'),
    subjects: [subject(dangling.commonName)],
  });
  await until(async () => {
    const { body } = await server.ask(dangling, 'GET', '/api/v1/namespaces');
    return String(body['message']).includes('"gone" not found');
  });
  t.like(await judged(dangling), { kind: 'accepted', as: dangling.commonName });
  t.true(await isPromoted(dangling));
}

async function refused(t: ExecutionContext, server: JudgedServer): Promise<void> {
  const commonName = '299500000000000005-1700000000';
  const ago = (minutes: number) => new Date(Date.now() - minutes * minuteMs);
  const late = await server.issue({ commonName, notBefore: ago(90), notAfter: ago(30) });
  t.is((await judged(late)).kind, 'expired');
  const early = await server.issue({ commonName, notBefore: ago(-60), notAfter: ago(-120) });
  t.is((await judged(early)).kind, 'notYetValid');
  const serving = await server.issue({ commonName, usage: 'server' });
  t.is((await judged(serving)).kind, 'unknownIssuer');
  const foreign = await server.issueElsewhere(commonName);
  t.is((await judged(foreign)).kind, 'unknownIssuer');
  t.false(await isPromoted(foreign));
  const nameless = await server.issue({ commonName: null });
  t.like(await judged(nameless, { currentCommonName: 'another' }), { kind: 'unknown', why: 'anonymous' });
  t.false(await isPromoted(nameless));
}

/** `as:` is sent as kubectl sends it. */
async function acting(t: ExecutionContext, server: JudgedServer): Promise<void> {
  const alice = { user: 'alice', uid: null, groups: ['staff'], extra: { 'acme.io/Why': ['a b'] } };
  const seen = await judged(server.admin, { impersonation: alice });
  t.like(seen, { kind: 'accepted', as: 'alice', scope: { kind: 'unseen' } });
  const plain = await server.issue({ commonName: '299500000000000006-1700000000' });
  t.like(await judged(plain, { impersonation: alice }), {
    kind: 'unknown',
    why: 'refused',
    as: plain.commonName,
  });
}

/** If an administrator has removed everybody's right to reviews, there are only 403s. */
async function withoutBasicUser(
  t: ExecutionContext,
  server: JudgedServer,
  holder: ClientIdentity,
): Promise<void> {
  await server.ask(server.admin, 'DELETE', `${rbac}/clusterrolebindings/system:basic-user`);
  const rules = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews';
  await until(async () => {
    const body = { spec: { namespace: 'default' } };
    return (await server.ask(holder, 'POST', rules, body)).status === 403;
  });
  t.like(await judged(holder), { kind: 'unknown', why: 'refused', as: holder.commonName });
  t.true(await isPromoted(holder));
  t.like(await judged(holder, { namespaces: ['default', 'team-a'] }), {
    kind: 'accepted',
    scope: { kind: 'namespaces', names: ['team-a'] },
  });
  const { commonName } = holder;
  t.is((await judged(holder, { currentCommonName: commonName })).kind, 'unknown');
  t.is((await judged(holder, { currentCommonName: `${commonName}1` })).kind, 'disowned');
}
