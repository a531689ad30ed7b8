import { type Answered, answeredAs } from '@ackring/testkit/answered';
import test from 'ava';
import type { ApiServerAnswer, ApiServerObservation, NamespaceRights } from '../machine/api-server/api.js';
import { dayMs } from '../words/duration.js';
import { hasOwnRights, judgeAnswers } from './accepted.js';

// What one observation of an API server proves, and what two prove together.

const now = new Date('2027-03-01T04:00:00Z');
const me = '1-1700000000';
const certificate = {
  subject: { organizations: ['system:users'], commonName: me },
  notBefore: new Date(now.getTime() - dayMs),
  notAfter: new Date(now.getTime() + dayMs),
};

const named = (username: string) => ({ username, groups: [] }) as unknown as Answered['identity'];
const refused = (as: string | null = me): ApiServerAnswer => ({ kind: 'refused', as });
const right = (seen: NamespaceRights['seen'], change: Partial<NamespaceRights> = {}): NamespaceRights => {
  return { namespace: 'default', seen, isIncomplete: false, rules: [], ...change };
};

const answered = (change: Partial<Answered> = {}): Answered => answeredAs(me, { serverTime: now, ...change });

const limited = (rights: readonly NamespaceRights[], change: Partial<Answered> = {}): Answered =>
  answered({ namespaces: refused(), rights, ...change });

const silent: ApiServerAnswer = { kind: 'silent' };
const busy: ApiServerAnswer = { kind: 'busy', status: 503, reason: null };

const nameless = (change: Partial<Answered>): Answered =>
  answered({ review: silent, identity: null, namespaces: silent, ...change });

function told(observation: ApiServerObservation, currentCommonName: string | null = null): string {
  const judgement = judgeAnswers({ observation, certificate, currentCommonName, now });
  switch (judgement.kind) {
    case 'accepted':
      return `accepted ${judgement.scope.kind}`;
    case 'disowned':
      return `disowned ${judgement.remains}`;
    case 'unknown':
      return `unknown ${judgement.why}`;
    default:
      return judgement.kind;
  }
}

const other = '1-1800000000';

const looks: [what: string, observation: ApiServerObservation, current: string | null, said: string][] = [
  ['may list namespaces', answered(), null, 'accepted cluster'],
  ['may list namespaces, by another name now', answered(), other, 'accepted cluster'],
  ['may list them as everybody may', answered({ isListEverybodys: true }), null, 'accepted everybodys'],
  [
    'may list them as everybody may, and something of its own',
    answered({ isListEverybodys: true, rights: [right('some')] }),
    other,
    'accepted cluster',
  ],
  ['may something in a namespace', limited([right('none'), right('some')]), other, 'accepted namespaces'],
  ['may get some paths alone', limited([right('some', { isOnPaths: true })]), null, 'accepted paths'],
  ["has only everybody's rights there", limited([right('everybodys')]), null, 'accepted everybodys'],
  [
    "has only everybody's rights, and another name now",
    limited([right('everybodys')]),
    other,
    'disowned everybodys',
  ],
  ['may nothing, by another name now', limited([right('refused')]), other, 'disowned nothing'],
  ['may nothing, by the same name', limited([right('refused')]), me, 'accepted unseen'],
  ['has no rights, and an unknown name', limited([right('refused')]), null, 'accepted unseen'],
  ['was not heard at all, by another name now', limited([]), other, 'accepted unseen'],
  [
    'was not heard out, by another name now',
    limited([right('refused'), right('unknown')]),
    other,
    'accepted unseen',
  ],
  [
    'lists only a part, with another name now',
    limited([right('refused', { isIncomplete: true })]),
    other,
    'accepted unseen',
  ],
  [
    'was silent on namespaces, by another name now',
    answered({ namespaces: { kind: 'silent' } as ApiServerAnswer, rights: [right('refused')] }),
    other,
    'accepted unseen',
  ],
  [
    'cannot review itself, and lists its rights',
    limited([right('none')], { review: refused(), identity: null }),
    null,
    'accepted unseen',
  ],
  [
    'is refused everything',
    limited([right('refused')], { review: refused(), identity: null }),
    null,
    'unknown refused',
  ],
  [
    'is too busy to list namespaces, and refuses the review',
    nameless({ review: refused(), namespaces: busy }),
    null,
    'unknown busy',
  ],
  ['is too busy for the review', nameless({ review: busy }), null, 'unknown busy'],
  ['refuses the review, and says no more', nameless({ review: refused() }), null, 'unknown refused'],
  ['refuses namespaces, and says no more', nameless({ namespaces: refused() }), null, 'unknown refused'],
  ['says nothing at all', nameless({}), null, 'unknown busy'],
  ['has no namespaces', nameless({ namespaces: { kind: 'absent' } }), null, 'unknown foreign'],
  [
    'answers for namespaces as no API server does',
    nameless({ review: refused(), namespaces: { kind: 'foreign', status: 200 } }),
    null,
    'unknown foreign',
  ],
  ['is taken for another user', answered({ identity: named('x') }), null, 'unknown another'],
  [
    'was shown something else, and names another user',
    answered({ shown: 'other', identity: named('x') }),
    null,
    'accepted cluster',
  ],
  [
    'is taken for another user by a refusal',
    limited([right('refused')], { review: refused('x'), identity: null }),
    null,
    'unknown another',
  ],
  ['is taken for anonymous', answered({ identity: named('system:anonymous') }), null, 'unknown anonymous'],
  ['did not request the certificate', answered({ shown: 'withheld' }), null, 'unknown anonymous'],
  [
    'is not Kubernetes',
    answered({ review: { kind: 'foreign' } as ApiServerAnswer }),
    null,
    'unknown foreign',
  ],
  [
    'does not know it',
    answered({ review: { kind: 'unauthorized' } as ApiServerAnswer, identity: null }),
    null,
    'unknownIssuer',
  ],
  [
    'does not know it, when listing namespaces',
    answered({ namespaces: { kind: 'unauthorized' } as ApiServerAnswer }),
    null,
    'unknownIssuer',
  ],
  ['is away', { kind: 'network', code: 'x' }, null, 'unreachable'],
  [
    'is not to be trusted',
    { kind: 'tls', code: 'x', presentedSans: [], serverTime: null },
    null,
    'unknown insecure',
  ],
  ['was not asked: the key is invalid', { kind: 'credential', code: 'x' }, null, 'unknown unloadable'],
];

for (const [what, observation, current, said] of looks) {
  test(`a server that ${what}: ${said}`, (t) => {
    t.is(told(observation, current), said);
  });
}

test('a refused certificate is judged by the server’s clock, else by ours', (t) => {
  const rejected = (serverTime: Date | null, at = now) => {
    const observation = answered({
      review: { kind: 'unauthorized' } as ApiServerAnswer,
      identity: null,
      serverTime,
    });
    return judgeAnswers({ observation, certificate, now: at }).kind;
  };
  const { notBefore, notAfter } = certificate;
  const shifted = (date: Date, ms: number): Date => new Date(date.getTime() + ms);
  t.is(rejected(notAfter), 'unknownIssuer');
  t.is(rejected(shifted(notAfter, 1)), 'expired');
  t.is(rejected(notBefore), 'unknownIssuer');
  t.is(rejected(shifted(notBefore, -1)), 'notYetValid');
  t.is(rejected(null, shifted(notAfter, 1)), 'expired');
  t.is(rejected(now, shifted(notAfter, 1)), 'unknownIssuer');
});

test('rights of one’s own are those in the cluster or in namespaces', (t) => {
  const own = (observation: ApiServerObservation) =>
    hasOwnRights(judgeAnswers({ observation, certificate, now }));
  t.deepEqual(
    [
      answered(),
      limited([right('some')]),
      limited([right('everybodys')]),
      limited([right('none')]),
      limited([right('refused')], { review: refused(), identity: null }),
    ].map(own),
    [true, true, false, false, false],
  );
});
