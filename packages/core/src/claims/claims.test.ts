import { type Answered, answeredAs } from '@ackring/testkit/answered';
import test from 'ava';
import type { ApiServerObservation, NamespaceRights } from '../machine/api-server/api.js';
import type { Judgement, Scope } from './accepted.js';
import { claimAnswers } from './answers.js';
import { claimDead } from './dead.js';
import { claimMapped, type MappedSight } from './mapped.js';
import { successMark } from './mark.js';
import { claimNothingFound } from './nothing-found.js';
import { claimSameRights } from './same-rights.js';
import { claimShutOut } from './shut-out.js';
import { claimSound } from './sound.js';
import { claimUnused } from './unused.js';

// The chains that are a table each.

const told = ({ kind, reason }: { readonly kind: string; readonly reason: string }) => `${kind} ${reason}`;

const scoped = (scope: Scope): Judgement => ({ kind: 'accepted', as: 'me', scope });

const judgements: [judgement: Judgement, said: string][] = [
  [scoped({ kind: 'cluster' }), 'proven InTheCluster'],
  [scoped({ kind: 'namespaces', names: ['a'] }), 'proven InNamespaces'],
  [scoped({ kind: 'paths' }), 'proven OnPaths'],
  [scoped({ kind: 'everybodys', names: [] }), 'proven AsEverybody'],
  [scoped({ kind: 'unseen', asked: ['a'] }), 'unknown NoRightSeen'],
  [{ kind: 'expired' }, 'refuted Ended'],
  [{ kind: 'notYetValid' }, 'refuted NotYetValid'],
  [{ kind: 'unknownIssuer' }, 'refuted NotAuthenticated'],
  [{ kind: 'disowned', successor: 'x', remains: 'nothing', asked: [] }, 'refuted Revoked'],
  [{ kind: 'unreachable' }, 'unknown Away'],
  [{ kind: 'unknown', why: 'refused', as: null }, 'unknown Unclear'],
];

for (const [judgement, said] of judgements) {
  test(`a context with ${JSON.stringify(judgement)} answers: ${said}`, (t) => {
    const claim = claimAnswers(judgement);
    t.is(told(claim), said);
    t.is(successMark(claim), said.startsWith('proven') ? '✓' : null);
  });
}

test('nothing has no success mark', (t) => t.is(successMark(null), null));

const standings: [sight: MappedSight, said: string][] = [
  [{ authenticator: 'missing', isMapped: true }, 'refuted AuthenticatorMissing'],
  [{ authenticator: 'missing', isMapped: null }, 'refuted AuthenticatorMissing'],
  [{ authenticator: 'off', isMapped: true }, 'refuted MappingsIgnored'],
  [{ authenticator: null, isMapped: true }, 'unknown AuthenticatorUnread'],
  [{ authenticator: 'on', isMapped: null }, 'unknown MappingsUnread'],
  [{ authenticator: 'unset', isMapped: true }, 'unknown SettingUnset'],
  [{ authenticator: 'on', isMapped: true }, 'proven Mapped'],
  [{ authenticator: 'on', isMapped: false }, 'refuted Unmapped'],
];

for (const [sight, said] of standings)
  test(`whose tokens are taken by ${JSON.stringify(sight)}: ${said}`, (t) =>
    t.is(told(claimMapped(sight)), said));

test('a log with gaps proves no certificate unused', (t) => {
  const claims = [
    { isSeen: true, isWhole: false },
    { isSeen: true, isWhole: true },
    { isSeen: false, isWhole: false },
    { isSeen: false, isWhole: true },
  ].map(claimUnused);
  t.deepEqual(claims.map(told), [
    'refuted InTheLog',
    'refuted InTheLog',
    'unknown LogHasGaps',
    'proven NotInTheWholeLog',
  ]);
});

test('nothing was found only where all was searched', (t) => {
  const claims = [
    { found: 1, isWhole: true },
    { found: 0, isWhole: false },
    { found: 0, isWhole: true },
  ].map(claimNothingFound);
  t.deepEqual(claims.map(told), ['refuted Found', 'unknown NotAllSearched', 'proven LookedThrough']);
});

test('what was revoked is dead only if it was let in before, or has another name since', (t) => {
  const bare = { groups: [], now: new Date() };
  const shutOut = claimShutOut({
    ...bare,
    listing: { bindings: [], problem: null },
    names: ['old'],
    looks: [{ name: 'old', certificate: null, observations: [seenAs('old', [], { seen: 'none' })] }],
  });
  const unasked = claimShutOut({
    ...bare,
    listing: { bindings: [], problem: null },
    names: ['old'],
    looks: [],
  });
  const stillIn = claimShutOut({
    ...bare,
    listing: { bindings: [], problem: null },
    names: ['old'],
    looks: [{ name: 'old', certificate: null, observations: [seenAs('old', ['a'])] }],
  });
  const claims = [
    { shutOut, wasLetIn: true, isRenamed: null },
    { shutOut, wasLetIn: false, isRenamed: true },
    { shutOut, wasLetIn: false, isRenamed: false },
    { shutOut, wasLetIn: false, isRenamed: null },
    { shutOut: unasked, wasLetIn: true, isRenamed: true },
    { shutOut: stillIn, wasLetIn: true, isRenamed: true },
  ].map(claimDead);
  t.deepEqual(claims.map(told), [
    'proven SeenInBefore',
    'proven AnotherName',
    'unknown NeverSeenIn',
    'unknown NeverSeenIn',
    'unknown ShutOutUnknown',
    'refuted NotShutOut',
  ]);
});

test('a token is sound by the word of the Security Token Service', (t) => {
  const claims = [
    { objections: 1, isIdentified: true },
    { objections: 0, isIdentified: false },
    { objections: 0, isIdentified: true },
  ].map(claimSound);
  t.deepEqual(claims.map(told), ['refuted Objections', 'unknown NotAsked', 'proven TakenByTheService']);
});

function seenAs(name: string, rules: readonly string[], change: Partial<NamespaceRights> = {}): Answered {
  const right = { namespace: 'default', seen: 'some', isIncomplete: false, rules, ...change } as const;
  return answeredAs(name, { namespaces: { kind: 'refused', as: name }, rights: [right] });
}

const pairs: [what: string, has: ApiServerObservation, said: string][] = [
  ['the same rules in another order', seenAs('new', ['b', 'a', 'a']), 'proven SameRules'],
  ['one rule more', seenAs('new', ['a', 'b', 'c']), 'refuted OtherRules'],
  ['one rule less', seenAs('new', ['a']), 'refuted OtherRules'],
  ['an incomplete list', seenAs('new', ['a', 'b'], { isIncomplete: true }), 'unknown NotWhole'],
  ['rules that are refused', seenAs('new', ['a', 'b'], { seen: 'refused' }), 'unknown NotWhole'],
  ['no rules at all', { ...seenAs('new', []), rights: [] }, 'unknown NotWhole'],
  ['another name', seenAs('x', ['a', 'b']), 'unknown TakenForAnother'],
  [
    'no right to impersonate',
    { ...seenAs('new', ['a', 'b']), review: { kind: 'refused', as: 'admin' }, identity: null },
    'unknown MayNotImpersonate',
  ],
  ['no answer', { kind: 'network', code: 'x' }, 'unknown NotAsked'],
];

for (const [what, has, said] of pairs) {
  test(`beside two rules, ${what}: ${said}`, (t) => {
    const had = { name: 'old', observations: [seenAs('old', ['a', 'b'])] };
    t.is(told(claimSameRights({ had, has: { name: 'new', observations: [has] } })), said);
  });
}
