import test from 'ava';
import type { UserPermission } from '../cloud/ack/api.js';
import { AckringError, type ErrorCode } from '../words/errors.js';
import { toText } from '../words/say.js';
import type { EndingRight } from './ending-right.js';
import { clusterRole } from './roles.js';
import { type EndedRight, takeBackEnded } from './take-back.js';

const now = new Date('2027-03-01T12:00:00Z');
const before = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const right: EndingRight = {
  ...{ id: '0123abcd', accountId: '1', by: '3', reason: 'INC-1', request: null, ledger: null, until: now },
  ...{ cluster: { id: 'c1', name: 'prod', region: 'cn-hangzhou' }, identity: { uid: '2', name: 'mei' } },
  ...{ isRamRole: false, role: clusterRole('dev', 'web'), askedAt: before(60), answeredAt: before(59) },
  ...{ seenAt: before(58), takingAt: null, over: null, trouble: null },
};
const given: UserPermission = {
  ...{ clusterId: 'c1', namespace: 'web', scope: 'namespace', role: 'dev', isOwner: false },
};
const failure = (code: ErrorCode) => new AckringError(code, code, { remedy: 'x' });

interface Situation {
  readonly change?: Partial<EndingRight>;
  /** The list of permissions shows it; `still`: even after the cloud was asked to take it; `once`: it lags behind. */
  readonly isThere?: boolean | 'still' | 'once';
  /** Of the cluster: else the caller sees no more than their own roles. */
  readonly isAdministrator?: boolean;
  readonly isClusterGone?: boolean;
  readonly elsewhere?: Partial<EndingRight>;
  /** Why the records are not at one's hand alone. */
  readonly alone?: ErrorCode;
  readonly isReadOnly?: boolean;
  readonly isCut?: boolean;
  readonly unread?: ErrorCode;
}

/** What became of it, whether the cloud was asked to take it, and what is on record then. */
async function ended(situation: Situation) {
  const { change = {}, isThere = true, isAdministrator = true, isClusterGone = false } = situation;
  const { elsewhere, alone, isReadOnly = false, isCut = false, unread } = situation;
  let record: EndingRight = { ...right, ...change };
  let isListed = isThere !== false;
  let asked = 0;
  const heard: EndedRight[] = [];
  const found = await takeBackEnded(
    {
      api: {
        describeUserPermissions: async () => {
          const permissions = isListed ? [given] : [];
          isListed &&= isThere !== 'once';
          return permissions;
        },
        updateUserPermissions: async (_uid, { mode }) => {
          asked += mode === 'delete' ? 1 : 100;
          isListed = isThere === 'still';
        },
      },
      ack: {
        describeCluster: () => Promise.reject(failure(isClusterGone ? 'ClusterNotFound' : 'Forbidden')),
      },
      caller: async () => ({ uid: '9', accountId: '1', type: isAdministrator ? 'root' : 'user' }),
      clock: { now: () => now, sleep: async () => undefined },
      journal: { record: async () => undefined },
      rights: {
        all: async () => ({ rights: [record], errors: unread === undefined ? [] : [failure(unread)] }),
        keep: async (kept) => {
          record = kept;
        },
        elsewhere: async () => (elsewhere === undefined ? null : { ...right, ...elsewhere }),
        alone: (work) => (alone === undefined ? work() : Promise.reject(failure(alone))),
      },
      refuseWhenReadOnly: async () => {
        if (isReadOnly) throw failure('ReadOnly');
      },
    },
    isCut ? AbortSignal.abort() : undefined,
    (each) => heard.push(each),
  );
  return {
    ends: found.map(({ how, error }) => how ?? error?.code),
    asked,
    heard: heard.length,
    said: found.map(({ said }) => said && toText(said)).join(),
    record,
  };
}

const over = { how: 'takenBack', at: before(1) } as const;
const rows: readonly (readonly [
  what: string,
  situation: Situation,
  ends: readonly string[],
  asked: number,
])[] = [
  ['that is there is taken', {}, ['takenBack'], 1],
  ['that is shown even then is tried again', { isThere: 'still' }, ['ClusterNotSeen'], 1],
  ['that was seen and is not there was changed', { isThere: false }, ['changed'], 0],
  ['that nobody ever saw is absent', { isThere: false, change: { seenAt: null } }, ['absent'], 0],
  ['that was asked for is gone', { isThere: false, change: { takingAt: before(5) } }, ['gone'], 0],
  ['out of the caller’s sight is unknown', { isThere: false, isAdministrator: false }, ['Forbidden'], 0],
  [
    'of a cluster that is gone is gone with it',
    { isThere: false, isAdministrator: false, isClusterGone: true },
    ['changed'],
    0,
  ],
  ['that another keeper saw taken is gone', { isThere: false, elsewhere: { over } }, ['gone'], 0],
  [
    'that another keeper saw taken, and is there, was given again',
    { elsewhere: { over } },
    ['givenAgain'],
    0,
  ],
  [
    'that another keeper saw taken, in a list that lags behind, is gone',
    { isThere: 'once', elsewhere: { over } },
    ['gone'],
    0,
  ],
  ['that another keeper has too is taken', { elsewhere: {} }, ['takenBack'], 1],
  ['that is over stays so', { change: { over } }, [], 0],
  ['of another account is theirs', { change: { accountId: '2' } }, [], 0],
  ['that ends later stays', { change: { until: new Date(now.getTime() + 1) } }, [], 0],
  ['that another run is at is left to it', { alone: 'FileLocked' }, [], 0],
  ['whose records cannot be used is unknown', { alone: 'FileUnwritable' }, ['FileUnwritable'], 0],
  ['is not taken in read-only mode', { isReadOnly: true }, ['ReadOnly'], 0],
  ['that nothing is due of asks nobody', { isReadOnly: true, change: { over } }, [], 0],
  ['is left to the next run once this one is cut off', { isCut: true }, [], 0],
  [
    'beside a record that nobody can read',
    { unread: 'ResponseUnreadable' },
    ['ResponseUnreadable', 'takenBack'],
    1,
  ],
];

for (const [what, situation, ends, asked] of rows)
  test(`a right ${what}`, async (t) => {
    const found = await ended(situation);
    t.deepEqual([found.ends, found.asked], [ends, asked]);
  });

test('each is heard of as it is done, in words, and is on record', async (t) => {
  const taken = await ended({});
  t.is(taken.said, 'the role dev of mei in prod/web has ended, and was taken back');
  t.like(taken, { heard: 1, record: { takingAt: now, over: { how: 'takenBack', at: now }, trouble: null } });
  const whole = await ended({ isThere: false, change: { role: clusterRole('dev', null) } });
  t.regex(whole.said, /in prod has ended/);
  const failed = await ended({ isThere: 'still' });
  t.like(failed, {
    heard: 1,
    record: { takingAt: now, over: null, trouble: { code: 'ClusterNotSeen', at: now } },
  });
});
