import test from 'ava';
import type { ApiServerObservation, NamespaceRights } from '../machine/api-server/api.js';
import { type Death, judgeDeath } from './judgement.js';

const now = new Date('2026-03-01T12:00:00Z');
const dayMs = 86_400_000;
const commonName = '2995-1700000000';
const certificate = {
  subject: { organizations: ['system:users'], commonName },
  notBefore: new Date(now.getTime() - dayMs),
  notAfter: new Date(now.getTime() + dayMs),
};

type Answered = Extract<ApiServerObservation, { kind: 'answered' }>;

const inDefault = (
  seen: NamespaceRights['seen'],
  rules: readonly string[] = [],
  isIncomplete = false,
): NamespaceRights => ({ namespace: 'default', seen, isIncomplete, rules });

const known = (rights: readonly NamespaceRights[], change: Partial<Answered> = {}): Answered => ({
  kind: 'answered',
  shown: 'certificate',
  review: { kind: 'served' },
  identity: { username: commonName, groups: [] },
  namespaces: { kind: 'refused', as: commonName },
  isListEverybodys: false,
  rights,
  version: null,
  latencyMs: 1,
  serverTime: now,
  ...change,
});
const administrator = known([inDefault('some', ['*'])], { namespaces: { kind: 'served' } });
const rejected = known([], {
  review: { kind: 'unauthorized' },
  identity: null,
  namespaces: { kind: 'silent' },
});

const rows: readonly (readonly [
  title: string,
  before: ApiServerObservation,
  after: ApiServerObservation,
  Death,
])[] = [
  ['its rights are gone', known([inDefault('some', ['a'])]), known([inDefault('none')]), 'dead'],
  [
    'some are gone, and none came',
    known([inDefault('some', ['a', 'b'])]),
    known([inDefault('some', ['a'])]),
    'dead',
  ],
  [
    'some went and some came',
    known([inDefault('some', ['a', 'b'])]),
    known([inDefault('some', ['c'])]),
    'alive',
  ],
  ['nothing changed', administrator, administrator, 'alive'],
  ['it is rejected within its life', administrator, rejected, 'dead'],
  [
    "only everybody's rights are left",
    known([inDefault('some', ['a', 'b'])]),
    known([inDefault('everybodys', ['a'])]),
    'dead',
  ],
  [
    'everybody may list the namespaces, and nothing else is left',
    administrator,
    known([inDefault('everybodys', ['a'])], { namespaces: { kind: 'served' }, isListEverybodys: true }),
    'dead',
  ],
  [
    'it never had more than everybody',
    known([inDefault('everybodys', ['a'])]),
    known([inDefault('none')]),
    'unknown',
  ],
  ['it was refused everything before', known([inDefault('refused')]), rejected, 'unknown'],
  [
    'rules are gone while a webhook may allow what it does not list',
    known([inDefault('some', ['a', 'b'], true)]),
    known([inDefault('some', ['a'], true)]),
    'alive',
  ],
  ['it is unknown whose its rights are', administrator, known([inDefault('unknown')]), 'unknown'],
  [
    'the server is busy',
    administrator,
    known([], { namespaces: { kind: 'busy', status: 429, reason: null } }),
    'unknown',
  ],
  ['the server is gone', administrator, { kind: 'network', code: 'ECONNREFUSED' }, 'unknown'],
  [
    'a page answers',
    administrator,
    known([], { review: { kind: 'foreign', status: 200 }, identity: null, namespaces: { kind: 'silent' } }),
    'unknown',
  ],
  [
    'a 401 from a server that never requested it',
    administrator,
    { ...rejected, shown: 'withheld' },
    'unknown',
  ],
  [
    'the refusal names nobody, since a proxy terminates TLS',
    administrator,
    known([inDefault('refused')], {
      review: { kind: 'refused', as: 'system:anonymous' },
      identity: null,
      namespaces: { kind: 'refused', as: 'system:anonymous' },
    }),
    'unknown',
  ],
  [
    'another user is refused',
    administrator,
    known([inDefault('none')], { identity: { username: 'proxy', groups: [] } }),
    'unknown',
  ],
];

for (const [title, before, after, death] of rows) {
  test(`${title}: ${death}`, (t) => t.is(judgeDeath({ before, after, certificate, now }), death));
}

test('a 401 after its end does not prove a revoke', (t) => {
  const later = new Date(certificate.notAfter.getTime() + 1);
  t.is(
    judgeDeath({
      before: administrator,
      after: { ...rejected, serverTime: later },
      certificate,
      now: later,
    }),
    'unknown',
  );
});
