import { type Answered, answeredAs } from '@ackring/testkit/answered';
import test from 'ava';
import type { ApiServerObservation, NamespaceRights } from '../machine/api-server/api.js';
import { dayMs } from '../words/duration.js';
import { claimTaken, type TakenSight } from './taken.js';

// Whether a revoke was carried out whose answer was cut off.

const now = new Date('2027-03-01T04:00:00Z');
const commonName = '1-1700000000';
const certificate = {
  subject: { organizations: ['system:users'], commonName },
  notBefore: new Date(now.getTime() - dayMs),
  notAfter: new Date(now.getTime() + dayMs),
};

const right = (seen: NamespaceRights['seen'], isIncomplete = false): NamespaceRights => {
  return { namespace: 'default', seen, isIncomplete, rules: [] };
};

const namespaces = { kind: 'refused', as: commonName } as const;
const answered = (rights: readonly NamespaceRights[], change: Partial<Answered> = {}): Answered =>
  answeredAs(commonName, { namespaces, rights, serverTime: now, ...change });

const had = answered([right('some')]);
const copy = (after: ApiServerObservation, before: ApiServerObservation = had): TakenSight['copy'] => {
  return { certificate, before, after };
};
const unknown = answered([], { review: { kind: 'unauthorized' }, identity: null });
const listing = { namespaces: { kind: 'served' }, isListEverybodys: true } as const;

type Row = readonly [what: string, isRenamed: boolean | null, copy: TakenSight['copy'], said: string];

const rows: readonly Row[] = [
  ['the cloud issues to another name', true, null, 'proven AnotherName'],
  ['the cloud issues to the same name', false, null, 'unknown NothingChanged'],
  ['nothing could be asked', null, null, 'unknown NothingChanged'],
  ['a copy that had rights is not known', null, copy(unknown), 'proven NotAuthenticated'],
  ['a copy that had none is not known', null, copy(unknown, answered([])), 'unknown NothingChanged'],
  ['a copy has none where it had some', false, copy(answered([right('none')])), 'proven RightsGone'],
  ["a copy has everybody's", false, copy(answered([right('everybodys')])), 'proven RightsGone'],
  ['a copy has one left', false, copy(answered([right('none'), right('some')])), 'unknown NothingChanged'],
  ['a copy was not asked for rights', false, copy(answered([])), 'unknown NothingChanged'],
  ['a list may lack some', false, copy(answered([right('none', true)])), 'unknown NothingChanged'],
  ['a server did not say', false, copy(answered([right('unknown')])), 'unknown NothingChanged'],
  [
    'a copy that had none has none',
    false,
    copy(answered([right('none')]), answered([])),
    'unknown NothingChanged',
  ],
  ['everybody lists namespaces', false, copy(answered([right('none')], listing)), 'proven RightsGone'],
  [
    'a copy lists namespaces by itself',
    false,
    copy(answered([right('none')], { namespaces: { kind: 'served' } })),
    'unknown NothingChanged',
  ],
  [
    'a list of namespaces was not answered',
    false,
    copy(answered([right('none')], { namespaces: { kind: 'silent' } })),
    'unknown NothingChanged',
  ],
  [
    'it is another that has none',
    false,
    copy(answered([right('none')], { identity: { username: 'x', groups: [] } })),
    'unknown NothingChanged',
  ],
  ['a server is away', false, copy({ kind: 'network', code: 'x' }), 'unknown NothingChanged'],
];

for (const [what, isRenamed, seen, said] of rows)
  test(`a revoke whose answer was cut off, where ${what}: ${said}`, (t) => {
    const { kind, reason } = claimTaken({ isRenamed, copy: seen, now });
    t.is(`${kind} ${reason}`, said);
  });
