import test from 'ava';
import type { CallerIdentity } from '../cloud/sts/sts.js';
import type { ErrorCode } from '../words/errors.js';
import {
  type AccessRequest,
  type Approving,
  newRequest,
  requestCode,
  requestDigest,
  requestRefusal,
  requestText,
} from './access-request.js';
import type { EndingRight } from './ending-right.js';
import { requestIn } from './request-file.js';

const now = new Date('2027-03-01T10:00:00Z');
const later = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000);
const accountId = '1234567890123456';
const mei: CallerIdentity = { uid: '200000000000000001', accountId, type: 'user' };
const ana: CallerIdentity = { uid: '200000000000000002', accountId, type: 'user' };
const cluster = { id: 'c1', name: 'prod', region: 'cn-hangzhou' };
const asked = {
  identity: { uid: mei.uid, name: 'mei' },
  isRamRole: false,
  cluster,
  role: { name: 'dev', isCustom: false, namespace: 'web' },
  ending: { lengthMs: 7_200_000, reason: 'INC-1' },
  lastsMs: 3_600_000,
};
const request = newRequest(asked, mei, now);

test('a request comes back from its file, however that is formatted, and no two are one', (t) => {
  const text = requestText(request);
  t.deepEqual(requestIn(text, 'f'), request);
  t.deepEqual(requestIn(JSON.stringify(JSON.parse(text)), 'f'), request);
  const other = newRequest(asked, mei, now);
  t.not(other.id, request.id);
  t.not(requestCode(other), requestCode(request));
  t.is(request.minutes, 120);
  t.regex(requestCode(request), /^[0-9a-f]{12}$/);
  t.true(requestDigest(request).startsWith(requestCode(request)));
});

const changes: readonly (readonly [what: string, from: string, to: string])[] = [
  ['another role', '"dev"', '"admin"'],
  ['another identity', mei.uid, ana.uid],
  ['a longer time', '"minutes": 120', '"minutes": 43200'],
  ['another reason', 'INC-1', 'INC-2'],
  ['a later end', '2027-03-01T11', '2027-03-02T11'],
  ['a member more', '{', '{"force": true,'],
  ['a region that leads to another host', 'cn-hangzhou', 'evil.example/'],
  ['a cluster that leads to another path', '"c1"', '"../users"'],
  ['an end cut off', '}', ''],
  ['another kind', 'access-request', 'access-approval'],
];
for (const [what, from, to] of changes) {
  test(`a file with ${what} is no request, or not as it was written`, (t) => {
    const text = requestText(request).replace(from, to);
    t.not(text, requestText(request));
    t.like(
      t.throws(() => requestIn(text, 'f')),
      { code: 'FileUnreadable' },
    );
  });
}

const used = { request: { id: request.id, by: mei.uid, at: now } } as EndingRight;
const over = { ...used, over: { how: 'takenBack', at: now } } as EndingRight;
const other = { ...used, request: { id: 'f'.repeat(32), by: mei.uid, at: now } } as EndingRight;
const none = { ...used, request: null } as EndingRight;
const approvals: readonly (readonly [
  what: string,
  change: Partial<Approving>,
  refused: boolean,
  asked?: Partial<AccessRequest>,
])[] = [
  ['by somebody else', {}, false],
  ['beside what was given otherwise', { rights: [none, other] }, false],
  ['by whoever asked', { caller: mei }, true],
  [
    'by whoever would get it',
    { caller: ana },
    true,
    { by: mei.uid, identity: { uid: ana.uid, name: 'ana' } },
  ],
  ['by whoever asked for somebody else', { caller: ana }, true, { by: ana.uid }],
  ['by another session of the role that asked', { caller: { ...mei, type: 'role' } }, true],
  ['in another account', { caller: { ...ana, accountId: '9999999999999999' } }, true],
  ['for another cluster', { cluster: { ...cluster, id: 'c2' } }, true],
  ['for a cluster that has another name now', { cluster: { ...cluster, name: 'old' } }, true],
  ['a moment before it ends', { now: new Date(later(60).getTime() - 1) }, false],
  ['once it has ended', { now: later(60) }, true],
  ['an hour before it was written, by clocks that differ', { now: later(-60) }, false],
  ['earlier than clocks differ', { now: later(-61) }, true],
  ['with the longest validity that can be asked for', {}, false, { validUntil: later(7 * 1_440) }],
  ['with a validity that nobody can have asked for', {}, true, { validUntil: later(7 * 1_440 + 1) }],
  ['a second time', { rights: [used] }, true],
  ['again after it ended', { rights: [over] }, true],
];
for (const [what, change, refused, changed = {}] of approvals) {
  test(`a request is ${refused ? 'not' : 'well'} approved ${what}`, (t) => {
    const approving = { caller: ana, cluster, rights: [], now, ...change };
    const expected: ErrorCode | null = refused ? 'Refused' : null;
    t.is(requestRefusal({ ...request, ...changed }, approving)?.code ?? null, expected);
  });
}

test('a request is valid for a day where nothing else is said', (t) => {
  const { validUntil } = newRequest({ ...asked, lastsMs: null }, mei, now);
  t.deepEqual(validUntil, later(24 * 60));
});

for (const [lastsMs, isTaken] of [
  [299_999, false],
  [300_000, true],
  [604_800_000, true],
  [604_800_001, false],
  [Number.NaN, false],
] as const) {
  test(`to be valid for ${lastsMs} ms is ${isTaken ? 'taken' : 'refused'}`, (t) => {
    const make = () => newRequest({ ...asked, lastsMs }, mei, now);
    if (isTaken) t.is(make().validUntil.getTime() - now.getTime(), lastsMs);
    else t.like(t.throws(make), { code: 'UsageInvalid' });
  });
}
