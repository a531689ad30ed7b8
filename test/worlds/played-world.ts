import { Agent } from 'node:https';
import { judgeLeak } from '@ackring/core/internal/access/leak/leak-judge';
import { lookWhoIsLetIn } from '@ackring/core/internal/access/let-in/look';
import { readCertificateFacts } from '@ackring/core/internal/certificate/certificate';
import { judgeAnswers, type Scope } from '@ackring/core/internal/claims/accepted';
import { createApiServer } from '@ackring/core/internal/machine/api-server/api-server';
import { createRbacReader } from '@ackring/core/internal/machine/api-server/rbac-reader';
import { systemClock } from '@ackring/core/internal/machine/clock';
import { type ClientIdentity, targetOf } from '@ackring/testkit/client-identity';
import type { JudgedServer as WholeServer } from '@ackring/testkit/judged-server';
import { askKubernetes } from '@ackring/testkit/kubernetes';
import { until } from '@ackring/testkit/until';
import {
  type AccessWorld,
  type DraftBinding,
  drawWorld,
  isGroup,
  namespaces,
  roles,
  type SubjectName,
  smallerWorlds,
} from './access-worlds.js';
import type { Claimed, Worlds } from './held-claims.js';

/** A real API server or an embedded one. */
export type JudgedServer = Omit<WholeServer, 'issueElsewhere'>;

const rbac = '/apis/rbac.authorization.k8s.io/v1';
const apiGroup = 'rbac.authorization.k8s.io';
/** What a busy machine cannot answer in time is rightly unknown, and no fault of the claims. */
const timeoutMs = 300_000;
const cluster = { id: 'c1', region: 'cn-hangzhou', name: 'prod' };

/** A server with the namespaces and roles of all worlds, and what everybody may there. */
export interface Stage {
  readonly server: JudgedServer;
  /** Another authorizer decides too, and lets this name read pods. */
  readonly webhookReader: string | null;
  /** What a stranger of `system:authenticated` may do. */
  readonly strangers: ReadonlySet<string>;
  /** Somebody without any right, who looks as well as they can. */
  readonly nobody: ClientIdentity;
}

export async function setStage(
  server: JudgedServer,
  {
    everybody = null,
    webhookReader = null,
  }: { readonly everybody?: string | null; readonly webhookReader?: string | null } = {},
): Promise<Stage> {
  for (const name of namespaces.filter((each) => each !== 'default'))
    await server.create('/api/v1/namespaces', { metadata: { name } });
  const core = (resource: string, ...verbs: string[]) => ({ apiGroups: [''], resources: [resource], verbs });
  for (const [name, rules] of [
    ['write-configmaps', [core('configmaps', 'create', 'update')]],
    ['mixed-pods', [core('pods', 'get', 'list', 'delete')]],
    ['read-metrics', [{ nonResourceURLs: ['/metrics'], verbs: ['get'] }]],
    ['everybodys-pods', [core('pods', 'get', 'list', 'watch')]],
  ] as const)
    await server.create(`${rbac}/clusterroles`, { metadata: { name }, rules });
  if (everybody !== null) {
    await server.create(`${rbac}/clusterrolebindings`, {
      metadata: { name: 'everybodys' },
      roleRef: { apiGroup, kind: 'ClusterRole', name: 'everybodys-pods' },
      subjects: [{ apiGroup, kind: 'Group', name: everybody }],
    });
    await until(() => may(server, { user: 'x', groups: [everybody] }, { verb: 'list', resource: 'pods' }));
  }
  const strangers = await allowedTo(server, { user: 'stranger', groups: ['system:authenticated'] });
  const nobody = await server.issue({ commonName: '299500000000000099-1700000000' });
  return { server, webhookReader, strangers, nobody };
}

/** Worlds of access on one server, judged by what core concludes. */
export function accessWorlds(stage: Stage): Worlds<AccessWorld> {
  return { draw: drawWorld, smaller: smallerWorlds, play: (world) => playWorld(stage, world) };
}

/** Plays one world, asks for every claim about it, and holds each against what the key can really do. */
async function playWorld(stage: Stage, world: AccessWorld): Promise<readonly Claimed[]> {
  const { server } = stage;
  const isReader = stage.webhookReader !== null && world.index % 3 === 0;
  const uid = isReader ? (stage.webhookReader.split('-')[0] ?? '') : `2995${1_000_000 + world.index}`;
  const names: Readonly<Record<SubjectName, string>> = {
    old: `${uid}-1700000000`,
    older: `${uid}-1600000000`,
    next: `${uid}-1800000000`,
    uid,
    stranger: `3${uid}-1700000000`,
    group: `people-${world.index}`,
    everyone: 'system:users',
  };
  const made: string[] = [];
  try {
    for (const [at, binding] of world.bindings.entries())
      made.push(await bind(server, world, at, binding, names));
    const group = world.isInGroup ? names.group : 'system:users';
    const groups = [group];
    const old = await server.issue({ commonName: names.old, organization: group });
    const bound = world.bindings.some(({ subjects }) => subjects.includes('older'));
    return await claimsOf(stage, world, { uid, names, old, groups, isOlderNamed: bound });
  } finally {
    for (const path of made) await server.ask(server.admin, 'DELETE', path);
  }
}

interface Played {
  readonly uid: string;
  readonly names: Readonly<Record<SubjectName, string>>;
  readonly old: ClientIdentity;
  readonly groups: readonly string[];
  readonly isOlderNamed: boolean;
}

async function claimsOf(stage: Stage, world: AccessWorld, played: Played): Promise<readonly Claimed[]> {
  const { server, strangers } = stage;
  const { uid, names, old, groups } = played;
  const now = new Date();
  const certificate = readCertificateFacts(old.pem);
  const more = (allowed: ReadonlySet<string>): boolean => [...allowed].some((each) => !strangers.has(each));
  const byKey = await allowedTo(server, { user: names.old, groups: [...groups, 'system:authenticated'] });
  const isOldLetIn = more(byKey);
  const others = [names.older, names.uid].map((user) =>
    allowedTo(server, { user, groups: ['system:users', 'system:authenticated'] }),
  );
  const isAnyLetIn = isOldLetIn || (await Promise.all(others)).some(more);
  const copy = { certificate, clientCertificate: old.pem, clientKey: old.key };
  const look = (as: ClientIdentity, by: 'copies' | 'holder', copies: readonly (typeof copy)[]) =>
    lookWhoIsLetIn(
      {
        cluster,
        uid,
        by,
        copies,
        namespaces: world.contextNamespace === null ? [] : [world.contextNamespace],
        way: { target: targetOf(as), commonName: world.isOwn ? names.next : 'admin' },
      },
      {
        rbac: createRbacReader(),
        apiServer: createApiServer(),
        clock: systemClock,
        reach: () => Promise.reject(new Error('the way is known')),
        timeoutMs,
      },
      undefined,
    );
  const claims: Claimed[] = [];
  const isOpaque = stage.webhookReader !== null;
  const hold = (
    what: string,
    claim: { readonly kind: string; readonly reason: string },
    truth: boolean,
    couldBeSeen: boolean,
  ): void => {
    const said = `${claim.kind} ${claim.reason}`;
    const isWrong = (claim.kind === 'proven' && truth) || (claim.kind === 'refuted' && !truth);
    claims.push({
      what,
      said,
      untrue: isWrong ? `${said}, and it ${truth ? 'may' : 'may not'}` : null,
      isUnknown: claim.kind === 'unknown',
      couldBeSeen: couldBeSeen && !isOpaque,
    });
  };
  // Today's name of the caller is in force: what is bound to it is not what was taken away.
  const isNextFormer = !world.isOwn && (await isLetIn(stage, names.next));
  const withKey = await look(server.admin, 'holder', [copy]);
  hold('an administrator with the key', withKey.claim, isAnyLetIn || isNextFormer, true);
  const withoutKey = await look(server.admin, 'holder', []);
  // Whoever has no copy knows nothing of the groups in it.
  const isKnown = !world.isInGroup || isAnyLetIn === (await isLetIn(stage, names.old));
  if (isKnown) hold('an administrator without the key', withoutKey.claim, isAnyLetIn || isNextFormer, true);
  hold('somebody with the key only', (await look(stage.nobody, 'copies', [copy])).claim, isOldLetIn, false);
  const leaked = await look(server.admin, 'copies', [copy]);
  hold('an administrator with a leaked key', leaked.claim, isOldLetIn, true);

  const doors = [leaked, null].map(
    (letIn) =>
      judgeLeak({
        finding: {
          ...{ line: 1, certificate, hasKey: true, server: null },
          ...{ clusterId: cluster.id, isJoined: true },
        },
        states: [],
        identity: null,
        answers: [],
        letIn,
        callerUid: world.isOwn ? uid : null,
        now,
      }).door,
  );
  for (const door of doors) {
    const untrue =
      (door === 'closed' && isOldLetIn) || (door === 'open' && byKey.size === 0)
        ? `${door}, and it ${isOldLetIn ? 'may' : 'may not'}`
        : null;
    const isUnknown = door === 'unknown' || door === 'presumedOpen';
    claims.push({ what: 'the door of a leak', said: door, untrue, isUnknown, couldBeSeen: false });
  }

  const asked = [world.contextNamespace ?? 'default'];
  const observation = await createApiServer().whoAmI(targetOf(old), { timeoutMs, namespaces: asked });
  const judgement = judgeAnswers({ observation, certificate, currentCommonName: names.next, now });
  const own = [...byKey].filter((each) => !strangers.has(each));
  if (judgement.kind === 'disowned') {
    const found = own.filter((each) => asked.some((namespace) => each.endsWith(` in ${namespace}`)));
    const untrue = judgement.remains === 'nothing' && found.length > 0 ? `${found.join()} is allowed` : null;
    claims.push({ what: 'verify', said: 'disowned', untrue, isUnknown: false, couldBeSeen: false });
  } else {
    const isSo = judgement.kind !== 'accepted' || isScope(judgement.scope, own);
    const untrue = isSo ? null : `${JSON.stringify(judgement.scope)}, and it may: ${own.join()}`;
    claims.push({ what: 'verify', said: judgement.kind, untrue, isUnknown: false, couldBeSeen: false });
  }
  return claims;
}

/** Whether the rights that were seen are its own, and where they were seen. */
function isScope(scope: Scope, own: readonly string[]): boolean {
  switch (scope.kind) {
    case 'cluster':
      return own.length > 0;
    case 'namespaces':
      return scope.names.every((name) => own.some((each) => each.endsWith(` in ${name}`)));
    case 'paths':
      return own.some((each) => each.includes(' /'));
    case 'everybodys':
    case 'unseen':
      return true;
  }
}

async function isLetIn({ server, strangers }: Stage, user: string): Promise<boolean> {
  const allowed = await allowedTo(server, { user, groups: ['system:users', 'system:authenticated'] });
  return [...allowed].some((each) => !strangers.has(each));
}

export async function bind(
  server: JudgedServer,
  { index }: Pick<AccessWorld, 'index'>,
  at: number,
  { namespace, role, subjects }: DraftBinding,
  names: Readonly<Record<SubjectName, string>>,
): Promise<string> {
  const name = `w${index}-${at}`;
  const collection =
    namespace === null ? `${rbac}/clusterrolebindings` : `${rbac}/namespaces/${namespace}/rolebindings`;
  await server.create(collection, {
    metadata: { name },
    roleRef: { apiGroup, kind: 'ClusterRole', name: role },
    subjects: subjects.map((subject) => ({
      apiGroup,
      kind: isGroup(subject) ? 'Group' : 'User',
      name: names[subject],
    })),
  });
  const action = roles[role];
  const [first] = subjects;
  if (action !== null && first !== undefined) {
    const who = isGroup(first) ? { user: 'x', groups: [names[first]] } : { user: names[first], groups: [] };
    const where = namespace ?? 'default';
    await until(() => may(server, who, { ...action, ...('path' in action ? {} : { namespace: where }) }));
  }
  return `${collection}/${name}`;
}

interface Who {
  readonly user: string;
  readonly groups: readonly string[];
}

type Action =
  | { readonly verb: string; readonly path: string }
  | { readonly verb: string; readonly resource: string; readonly namespace?: string };

const watched: readonly Action[] = [
  ...Object.values(roles).filter((action) => action !== null),
  { verb: 'list', resource: 'pods' },
  { verb: 'get', resource: 'pods' },
  { verb: 'update', resource: 'configmaps' },
];

/** What the server's own authorizers allow, each action where it can be done. */
export async function allowedTo(server: JudgedServer, who: Who): Promise<ReadonlySet<string>> {
  const everywhere = watched.flatMap((action): Action[] =>
    'path' in action ? [action] : namespaces.map((namespace) => ({ ...action, namespace })),
  );
  const asked = everywhere.map(async (action) => ((await may(server, who, action)) ? [textOf(action)] : []));
  return new Set((await Promise.all(asked)).flat());
}

function textOf(action: Action): string {
  return 'path' in action
    ? `${action.verb} ${action.path}`
    : `${action.verb} ${action.resource} in ${action.namespace ?? ''}`;
}

/** Kept open for the thousands of questions of a run. */
const connections = new Agent({ keepAlive: true, maxSockets: 4 });

async function may(server: JudgedServer, { user, groups }: Who, action: Action): Promise<boolean> {
  const spec =
    'path' in action
      ? { user, groups, nonResourceAttributes: action }
      : { user, groups, resourceAttributes: { ...action, group: '' } };
  const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec };
  const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
  const ask = (agent: Agent | false) => askKubernetes(server.admin, 'POST', path, review, {}, agent);
  // A kept connection may be closed just as it is used.
  const { body } = await ask(connections).catch(() => ask(false));
  return Object(body['status']).allowed === true;
}
