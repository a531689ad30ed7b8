import test from 'ava';
import type { RbacBinding } from '../machine/api-server/rbac-reader.js';
import { AckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import { decideMigration, type MigrationFacts } from './migration-plan.js';
import { judgeQuiet, type Quiet } from './quiet.js';
import type { MigrationRecord } from './record.js';
import { presentAccess, type TokenAccess, tokenAccess } from './token-access.js';

const uid = '200000000000000001';
const commonName = `${uid}-1735700000`;
const arn = 'acs:ram::1234567890123456:user/mei';
const dayMs = 86_400_000;
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
  quietDays: 35,
  task: '00000000-0000-4000-8000-000000000000',
  ...over,
});

const fits = { kind: 'fits', isMapped: true, missing: [] } as const;

const facts = (over: Partial<MigrationFacts> = {}): MigrationFacts => ({
  identity: { uid, name: 'mei', type: 'user', state: 'active' },
  isAccountRoot: false,
  isServing: true,
  certificate: 'held',
  record: null,
  recordError: null,
  authenticator: 'installed',
  arn,
  groups: ['system:users'],
  commonNames: [commonName],
  access: meant(),
  present: { ...fits, isMapped: false },
  accessError: null,
  quiet: null,
  isTokenSeen: false,
  ...over,
});

const watching = (over: Partial<MigrationFacts> = {}) =>
  facts({ record: record('watching'), present: fits, quiet: { kind: 'quiet' }, isTokenSeen: true, ...over });

const rows: readonly (readonly [title: string, MigrationFacts, verdict: string, reason: string])[] = [
  ['a holder with one bound name', facts(), 'migrate', 'HoldsCertificate'],
  ['the account root', facts({ isAccountRoot: true }), 'blocked', 'IsAccountRoot'],
  [
    'a deleted user',
    facts({ identity: { uid, name: 'mei', type: 'user', state: 'deleted' } }),
    'blocked',
    'IsOrphaned',
  ],
  ['nothing issued', facts({ certificate: 'none' }), 'blocked', 'NoCertificate'],
  [
    'a cluster that is going',
    facts({ isServing: false, authenticator: 'missing' }),
    'blocked',
    'ClusterNotServing',
  ],
  ['no add-on', facts({ authenticator: 'missing' }), 'blocked', 'AuthenticatorMissing'],
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
  ['still used', watching({ quiet: { kind: 'inUse', last: now } }), 'wait', 'InUse'],
  ['too soon', watching({ quiet: { kind: 'tooSoon', until: now } }), 'wait', 'TooSoon'],
  ['no log', watching({ quiet: { kind: 'unknown', error: problem } }), 'wait', 'UseUnknown'],
  ['quiet, but no token either', watching({ isTokenSeen: false }), 'wait', 'TokenNotSeen'],
  ['quiet', watching(), 'clean', 'Unused'],
  [
    'killed after the clean',
    watching({ certificate: 'gone', access: null, present: null, commonNames: [] }),
    'resume',
    'Cleaned',
  ],
  ['done', facts({ record: record('cleaned'), certificate: 'gone' }), 'done', 'Cleaned'],
];

for (const [title, given, verdict, reason] of rows) {
  test(`${title}: ${verdict}, ${reason}`, (t) => {
    t.like(decideMigration(given), { verdict, reason });
  });
}

type QuietRow = readonly [
  string,
  since: number,
  days: number,
  last: number | null,
  whole: boolean,
  kind: Quiet['kind'],
];

const quietRows: readonly QuietRow[] = [
  ['unused for the days asked for', 36, 35, null, true, 'quiet'],
  ['exactly as long', 35, 35, null, true, 'quiet'],
  ['a day less', 34, 35, null, true, 'tooSoon'],
  ['used only before', 36, 35, 37, true, 'quiet'],
  ['used since', 36, 35, 20, true, 'inUse'],
  ['used since, in a log with gaps', 36, 35, 20, false, 'inUse'],
  ['not seen in a log with gaps', 36, 35, null, false, 'unknown'],
  ['a clock that went back', -1, 0, null, true, 'tooSoon'],
  ['at once, where nobody waits', 0.1, 0, null, true, 'quiet'],
];

for (const [title, since, quietDays, last, isWhole, kind] of quietRows) {
  test(`${title}: ${kind}`, (t) => {
    const seen = { last: last === null ? null : daysAgo(last), isWhole };
    t.is(judgeQuiet({ since: daysAgo(since), quietDays, now }, seen).kind, kind);
  });
}

test('the token gets each role of the common name once, and nobody else’s', (t) => {
  const other = binding({ subjects: [{ kind: 'User', name: `${uid}9-1`, namespace: null }] });
  const whole = binding({
    kind: 'ClusterRoleBinding',
    namespace: null,
    role: { kind: 'ClusterRole', name: 'custom' },
  });
  const { mapping, bindings } = meant([binding(), binding({ name: 'again' }), other, whole]);
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
