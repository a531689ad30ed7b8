import test from 'ava';
import type { RbacBinding } from '../machine/api-server/rbac-reader.js';
import type { Sight } from '../usage/sight.js';
import type { NameUse } from '../usage/tally.js';
import type { UsageRow } from '../usage/usage-row.js';
import type { Cluster } from '../words/cluster.js';
import { dayMs } from '../words/duration.js';
import { AckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import {
  compareSteps,
  decideMigration,
  type MigrationFacts,
  type MigrationStep,
  migrationConfirmations,
  refusalError,
} from './migration-plan.js';
import { judgeQuiet, lastTokenUse, type Quiet, watchCertificate } from './quiet.js';
import type { MigrationRecord } from './record.js';
import { presentAccess, type TokenAccess, tokenAccess } from './token-access.js';

const uid = '200000000000000001';
const commonName = `${uid}-1735700000`;
const arn = 'acs:ram::1234567890123456:user/mei';
const now = new Date('2026-11-01T00:00:00Z');
const daysAgo = (days: number): Date => new Date(now.getTime() - days * dayMs);

const binding = (over: Partial<RbacBinding> = {}): RbacBinding => ({
  kind: 'RoleBinding',
  name: `${uid}-web-rolebinding`,
  namespace: 'web',
  role: { kind: 'ClusterRole', name: 'cs:ns:dev' },
  subjects: [{ kind: 'User', name: commonName, namespace: null }],
  ...over,
});

const meant = (bindings = [binding()]): TokenAccess =>
  tokenAccess({ uid, arn, groups: ['system:users'], commonName, bindings });

const problem = new AckringError('Forbidden', say('permission denied'), { remedy: say('Report this.') });

const record = (stage: MigrationRecord['stage'], over: Partial<MigrationRecord> = {}): MigrationRecord => ({
  version: 1,
  cluster: { id: 'c1', name: 'prod', region: 'cn-hangzhou' },
  identity: { uid, name: 'mei', type: 'user' },
  isSelf: false,
  commonName,
  access: meant(),
  stage,
  startedAt: daysAgo(40),
  watchedSince: daysAgo(40),
  unused: null,
  quietDays: 35,
  task: '00000000-0000-4000-8000-000000000000',
  ...over,
});

const unused = { from: daysAgo(40), until: now };
const fits = { kind: 'fits', isMapped: true, missing: [] } as const;

const facts = (over: Partial<MigrationFacts> = {}): MigrationFacts => ({
  identity: { uid, name: 'mei', type: 'user', state: 'active' },
  isAccountRoot: false,
  isServing: true,
  certificate: 'held',
  record: null,
  recordError: null,
  authenticator: 'on',
  arn,
  groups: ['system:users'],
  commonNames: [commonName],
  access: meant(),
  present: { ...fits, isMapped: false },
  accessError: null,
  quiet: null,
  isHeldHere: false,
  isTokenSeen: false,
  ...over,
});

const watching = (over: Partial<MigrationFacts> = {}) =>
  facts({
    record: record('watching'),
    present: fits,
    quiet: { kind: 'quiet', unused },
    isTokenSeen: true,
    ...over,
  });

const cleaned = (over: Partial<MigrationFacts> = {}) =>
  watching({ certificate: 'gone', access: null, commonNames: [], ...over });

const rows: readonly (readonly [title: string, MigrationFacts, verdict: string, reason: string])[] = [
  ['a holder with one bound name', facts(), 'migrate', 'HoldsCertificate'],
  ['the account root', facts({ isAccountRoot: true }), 'blocked', 'IsAccountRoot'],
  [
    'a deleted user',
    facts({ identity: { uid, name: 'mei', type: 'user', state: 'deleted' } }),
    'blocked',
    'IsOrphaned',
  ],
  [
    'an identity that is the root',
    facts({ identity: { uid, name: 'mei', type: 'root', state: 'active' } }),
    'blocked',
    'IsAccountRoot',
  ],
  ['bindings that are not wholly read', facts({ accessError: problem }), 'blocked', 'Unreadable'],
  ['no binding of its own', facts({ access: { ...meant(), bindings: [] } }), 'blocked', 'NoBinding'],
  ['nothing issued', facts({ certificate: 'none' }), 'blocked', 'NoCertificate'],
  [
    'a cluster that is going',
    facts({ isServing: false, authenticator: 'missing' }),
    'blocked',
    'ClusterNotServing',
  ],
  ['no add-on', facts({ authenticator: 'missing' }), 'blocked', 'AuthenticatorMissing'],
  ['mappings that are ignored', facts({ authenticator: 'off' }), 'blocked', 'MappingsIgnored'],
  ['mappings of which nothing is said', facts({ authenticator: 'unset' }), 'blocked', 'MappingsUnset'],
  ['add-ons that cannot be listed', facts({ authenticator: problem }), 'blocked', 'Unreadable'],
  [
    'bindings that cannot be read',
    facts({ accessError: problem, access: null, present: null }),
    'blocked',
    'Unreadable',
  ],
  ['a name without an ARN', facts({ arn: null }), 'blocked', 'NameUnknown'],
  ['a certificate of system:masters', facts({ groups: ['system:masters'] }), 'blocked', 'GroupsUnusual'],
  [
    'two names bound',
    facts({ commonNames: [commonName, `${uid}-1`], access: null }),
    'blocked',
    'SeveralNames',
  ],
  ['no binding', facts({ commonNames: [], access: null, present: null }), 'blocked', 'NoBinding'],
  ['a cluster of which nothing is read', facts({ present: null }), 'blocked', 'Unreadable'],
  [
    'mapped by somebody',
    facts({ present: { kind: 'mappedOtherwise', name: 'x' } }),
    'blocked',
    'MappedOtherwise',
  ],
  [
    'a token with more',
    facts({ present: { kind: 'boundOtherwise', name: 'x' } }),
    'blocked',
    'BoundOtherwise',
  ],
  ['a broken record', facts({ recordError: problem }), 'blocked', 'RecordUnreadable'],
  ['killed at the beginning', facts({ record: record('begun') }), 'resume', 'Interrupted'],
  ['killed before the contexts', facts({ record: record('proven') }), 'resume', 'Interrupted'],
  ['its mapping gone again', watching({ present: { ...fits, isMapped: false } }), 'resume', 'Interrupted'],
  [
    'a role given since',
    watching({ present: { ...fits, missing: meant().bindings } }),
    'resume',
    'Interrupted',
  ],
  [
    'another person of that name since',
    watching({ access: { ...meant(), mapping: { ...meant().mapping, arn: `${arn}2` } } }),
    'blocked',
    'ChangedSince',
  ],
  ['a certificate in a context here again', watching({ isHeldHere: true }), 'resume', 'Interrupted'],
  ['still used', watching({ quiet: { kind: 'inUse', last: now, unused } }), 'wait', 'InUse'],
  ['too soon', watching({ quiet: { kind: 'tooSoon', until: now, unused } }), 'wait', 'TooSoon'],
  ['no log', watching({ quiet: { kind: 'unknown', error: problem } }), 'wait', 'UseUnknown'],
  ['quiet, but no token either', watching({ isTokenSeen: false }), 'wait', 'TokenNotSeen'],
  ['quiet', watching(), 'clean', 'Unused'],
  ['killed after the clean', cleaned(), 'resume', 'Cleaned'],
  [
    'cleaned, and its mapping removed, by somebody else',
    cleaned({ present: { ...fits, isMapped: false } }),
    'blocked',
    'ChangedSince',
  ],
  [
    'cleaned in a cluster whose mappings count no more',
    cleaned({ authenticator: 'off' }),
    'blocked',
    'MappingsIgnored',
  ],
  [
    'cleaned, and mapped by somebody else',
    cleaned({ present: { kind: 'mappedOtherwise', name: 'x' } }),
    'blocked',
    'MappedOtherwise',
  ],
  [
    'cleaned, and deleted',
    cleaned({ identity: { uid, name: 'mei', type: 'user', state: 'deleted' } }),
    'blocked',
    'IsOrphaned',
  ],
  [
    'cleaned in a cluster that does not answer',
    cleaned({ present: null, accessError: problem }),
    'blocked',
    'Unreadable',
  ],
  ['cleaned in a cluster that tells nothing', cleaned({ present: null }), 'blocked', 'Unreadable'],
  ['cleaned, and not wholly read', cleaned({ accessError: problem }), 'blocked', 'Unreadable'],
  ['done', facts({ record: record('cleaned'), certificate: 'gone' }), 'done', 'Cleaned'],
];

for (const [title, given, verdict, reason] of rows) {
  test(`${title}: ${verdict}, ${reason}`, (t) => {
    t.like(decideMigration(given), { verdict, reason });
  });
}

interface Look {
  /** In days ago. */
  readonly since: number;
  readonly days: number;
  readonly last?: number;
  /** Where the log begins. */
  readonly from?: number;
  /** Where its last gap ends. */
  readonly gap?: number;
  /** For how long it has said nothing. */
  readonly late?: number;
  /** What earlier looks saw. */
  readonly unused?: readonly [from: number, until: number];
}

const looks: readonly (readonly [title: string, look: Look, kind: Quiet['kind'], from: number])[] = [
  ['unused for the days asked for', { since: 36, days: 35 }, 'quiet', 36],
  ['exactly as long', { since: 35, days: 35 }, 'quiet', 35],
  ['a day less', { since: 34, days: 35 }, 'tooSoon', 34],
  ['used last when the watch began', { since: 36, days: 35, last: 36 }, 'quiet', 36],
  ['used only before', { since: 36, days: 35, last: 37 }, 'quiet', 36],
  ['used since', { since: 36, days: 35, last: 20 }, 'inUse', 20],
  ['used since, in a log that begins later', { since: 36, days: 35, last: 20, from: 30 }, 'inUse', 20],
  ['a log that begins later', { since: 36, days: 35, from: 30 }, 'tooSoon', 30],
  ['a log with a gap', { since: 36, days: 35, gap: 3 }, 'tooSoon', 3],
  ['a log that is late', { since: 36, days: 35, late: 0.2 }, 'unknown', 36],
  ['a log that is late, after a use', { since: 36, days: 35, late: 0.2, last: 0.5 }, 'inUse', 0.5],
  [
    'a late log with a gap, used before that',
    { since: 36, days: 35, gap: 3, late: 0.2, last: 5 },
    'unknown',
    3,
  ],
  ['a gap from before', { since: 36, days: 35, gap: 40 }, 'quiet', 36],
  ['a short log, looked at often enough', { since: 36, days: 35, from: 30, unused: [36, 10] }, 'quiet', 36],
  ['a short log, looked at just now', { since: 36, days: 35, from: 30, unused: [36, 0] }, 'quiet', 36],
  ['a short log, looked at as it began', { since: 36, days: 35, from: 30, unused: [36, 30] }, 'quiet', 36],
  ['a short log, looked at too late', { since: 50, days: 35, from: 30, unused: [50, 31] }, 'tooSoon', 30],
  [
    'used once, long ago, as an earlier look saw',
    { since: 90, days: 35, from: 30, unused: [40, 10] },
    'quiet',
    40,
  ],
  ['used once, not so long ago', { since: 90, days: 35, from: 30, unused: [20, 10] }, 'tooSoon', 20],
  ['used after an earlier look', { since: 90, days: 35, from: 30, unused: [80, 10], last: 2 }, 'inUse', 2],
  ['a look by a clock that went back', { since: 36, days: 35, from: 30, unused: [36, -1] }, 'tooSoon', 30],
  ['a clock that went back', { since: -1, days: 0 }, 'tooSoon', -1],
  ['at once, where nobody waits', { since: 0.1, days: 0 }, 'quiet', 0.1],
];

for (const [title, { since, days, last, from = 400, gap, late, unused }, kind, begin] of looks) {
  test(`${title}: ${kind}`, (t) => {
    const watched = {
      since: daysAgo(since),
      unused: unused === undefined ? null : { from: daysAgo(unused[0]), until: daysAgo(unused[1]) },
      quietDays: days,
      now,
    };
    const gaps = [
      ...(gap === undefined ? [] : [{ from: daysAgo(gap + 1), to: daysAgo(gap) }]),
      ...(late === undefined ? [] : [late / 2, late].map((each) => ({ from: daysAgo(each), to: now }))),
    ];
    const seen = { last: last === undefined ? null : daysAgo(last), sight: { from: daysAgo(from), gaps } };
    const quiet = judgeQuiet(watched, seen);
    t.is(quiet.kind, kind);
    if (quiet.kind === 'unknown') return;
    t.deepEqual(quiet.unused, { from: daysAgo(begin), until: daysAgo(late ?? 0) });
  });
}

for (const [reason, more, code, message] of [
  ['Unreadable', { error: problem }, 'Forbidden', 'permission denied'],
  ['IsOrphaned', {}, 'Refused', 'mei stays with its certificate in prod: IsOrphaned'],
  ['ChangedSince', { obstacle: 'x' }, 'Conflict', 'mei stays with its certificate in prod: ChangedSince (x)'],
] as const)
  test(`a step that is not done for ${reason} fails with ${code}`, (t) => {
    const { cluster, identity } = record('begun');
    const shared = { cluster, identity, obstacle: null, error: null, reason, ...more };
    t.like(refusalError(shared as unknown as MigrationStep), { code, message });
  });

test('what a log does not tell is neither use nor quiet', async (t) => {
  const cluster = { id: 'c1', name: 'prod' } as Cluster;
  async function* failing() {
    yield { kind: 'failed', cluster, error: problem } as const;
  }
  const watched = { cluster, uid, since: daysAgo(36), unused: null, quietDays: 35, now };
  const unread = await watchCertificate(failing, watched, undefined);
  t.deepEqual(unread, { kind: 'unknown', error: problem });
  const asked = { cluster, uid, user: `ram:${uid}`, spanMs: dayMs };
  t.is(await lastTokenUse(failing, asked, undefined), null);
});

for (const [since, until, days] of [
  [36, 3, 3],
  [36, -1, 36],
  [-1, -1, 0],
] as const) {
  test(`since ${since} d ago, after a look until ${until} d ago, the log is searched for ${days} d and an hour`, async (t) => {
    const spans: (number | undefined)[] = [];
    const cluster = { id: 'c1', name: 'prod' } as Cluster;
    async function* usage(_: unknown, options: { readonly spanMs?: number } = {}) {
      spans.push(options.spanMs);
      yield { kind: 'failed', cluster, error: problem } as const;
    }
    const unused = { from: daysAgo(36), until: daysAgo(until) };
    const watched = { since: daysAgo(since), unused, quietDays: 35, now };
    await watchCertificate(usage, { ...watched, cluster, uid }, undefined);
    const spanMs = since * dayMs;
    await lastTokenUse(usage, { cluster, uid, user: `ram:${uid}`, spanMs }, undefined);
    t.deepEqual(
      spans,
      [days, Math.max(0, since)].map((each) => each * dayMs + 3_600_000),
    );
  });
}

for (const [whose, rows, kind] of [
  ['nobody', [], 'quiet'],
  ['another', [{ identity: { uid: `${uid}0` }, use: { last: daysAgo(1) } }], 'quiet'],
  ['whoever holds it, not seen yet,', [{ identity: { uid }, use: null }], 'quiet'],
  [
    'whoever holds it',
    [20, 1, 2].map((days) => ({ identity: { uid }, use: { last: daysAgo(days) } })),
    'inUse',
  ],
] as const)
  test(`a certificate with rows of ${whose} is ${kind}`, async (t) => {
    const cluster = { id: 'c1', name: 'prod' } as Cluster;
    const sight = { from: daysAgo(400), gaps: [] } as unknown as Sight;
    async function* usage() {
      const shared = { compared: sight, holdersUnread: null };
      yield { kind: 'rows', cluster, rows: rows as unknown as UsageRow[], sight, ...shared } as const;
    }
    const watched = { cluster, uid, since: daysAgo(36), unused: null, quietDays: 35, now };
    const quiet = await watchCertificate(usage, watched, undefined);
    t.is(quiet.kind, kind);
    if (quiet.kind === 'inUse') t.deepEqual(quiet.last, daysAgo(1));
  });

for (const [whose, commonName, isSeen] of [
  ['its own user', `ram:${uid}`, true],
  ['another', `ram:${uid}0`, false],
] as const) {
  test(`a token is ${isSeen ? '' : 'not '}seen by what ${whose} did`, async (t) => {
    const cluster = { id: 'c1', name: 'prod' } as Cluster;
    const use = { commonName, last: daysAgo(1) } as NameUse;
    async function* usage() {
      const rows = [{ use } as UsageRow];
      yield {
        kind: 'rows',
        cluster,
        rows,
        sight: {} as Sight,
        compared: {} as Sight,
        holdersUnread: null,
      } as const;
    }
    const asked = { cluster, uid, user: `ram:${uid}`, spanMs: dayMs };
    t.deepEqual(await lastTokenUse(usage, asked, undefined), isSeen ? use.last : null);
  });
}

test('the token gets each role of the common name once, and nobody else’s', (t) => {
  const other = binding({
    role: { kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'User', name: `${uid}9-1`, namespace: null }],
  });
  const earlier = { ...other, subjects: [{ kind: 'User', name: `${uid}-1`, namespace: null }] };
  const robot = { ...other, subjects: [{ kind: 'ServiceAccount', name: commonName, namespace: 'web' }] };
  const whole = binding({
    kind: 'ClusterRoleBinding',
    namespace: null,
    role: { kind: 'ClusterRole', name: 'custom' },
  });
  const { mapping, bindings } = meant([binding(), binding({ name: 'again' }), other, earlier, robot, whole]);
  t.like(mapping, { arn, username: `ram:${uid}` });
  t.deepEqual(
    bindings.map(({ kind, namespace, role }) => [kind, namespace, role.name]),
    [
      ['ClusterRoleBinding', null, 'custom'],
      ['RoleBinding', 'web', 'cs:ns:dev'],
    ],
  );
});

test('what is there counts only if it is exactly what is meant', (t) => {
  const access = meant();
  const [bound] = access.bindings;
  if (bound === undefined) return t.fail();
  const { mapping } = access;
  const subjects = [{ kind: 'User', name: mapping.username, namespace: null }];
  const ours = { ...bound, subjects };
  const judge = (mappings: readonly (typeof mapping)[], bindings: readonly RbacBinding[]) =>
    presentAccess(access, { mappings, bindings });
  t.deepEqual(judge([], [binding()]), { kind: 'fits', isMapped: false, missing: [bound] });
  t.deepEqual(judge([mapping], [ours]), { kind: 'fits', isMapped: true, missing: [] });
  t.is(judge([{ ...mapping, name: 'theirs' }], []).kind, 'mappedOtherwise');
  t.is(judge([{ ...mapping, groups: ['system:masters'] }], []).kind, 'mappedOtherwise');
  t.is(
    judge([{ ...mapping, name: 'x', arn: arn.toUpperCase(), username: 'else' }], []).kind,
    'mappedOtherwise',
  );
  t.is(judge([{ ...mapping, name: 'x', arn: 'acs:ram::1:user/eve' }], []).kind, 'mappedOtherwise');
  t.is(judge([], [{ ...ours, role: { kind: 'ClusterRole', name: 'cluster-admin' } }]).kind, 'boundOtherwise');
  t.is(judge([], [{ ...ours, name: 'more' }]).kind, 'boundOtherwise');
  t.is(
    judge([], [{ ...ours, subjects: [...subjects, { kind: 'User', name: 'eve', namespace: null }] }]).kind,
    'boundOtherwise',
  );
});

test('what is asked to be typed names whom something is done for, and a run that is repeated may name all', (t) => {
  const stepOf = (name: string) => ({ identity: { uid: `uid of ${name}`, name } }) as MigrationStep;
  const [mei, ops] = [stepOf('mei'), stepOf('ops')];
  const steps = [mei, ops];
  const typed = (toDo: readonly MigrationStep[], isEverybody = false) =>
    migrationConfirmations({ steps }, { toDo, isEverybody });
  t.deepEqual(typed([mei]), ['mei', 'uid of mei', 'mei,ops']);
  t.deepEqual(typed(steps), ['mei,ops', 'mei,ops']);
  t.deepEqual(typed([ops], true), ['all', 'ops', 'uid of ops', 'mei,ops']);
});

test('steps stand by name, then cluster, then uid and id', (t) => {
  const step = (name: string, cluster: string, of: string, id: string) =>
    ({ identity: { name, uid: of }, cluster: { name: cluster, id } }) as unknown as MigrationStep;
  const sorted = [
    step('ann', 'a', '2', 'c2'),
    step('ann', 'b', '1', 'c1'),
    step('bob', 'a', '1', 'c2'),
    step('bob', 'a', '2', 'c1'),
    step('bob', 'a', '2', 'c3'),
  ];
  t.deepEqual(sorted.toReversed().toSorted(compareSteps), sorted);
});
