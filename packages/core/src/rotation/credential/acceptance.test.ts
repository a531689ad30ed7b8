import { type Answered, answeredAs } from '@ackring/testkit/answered';
import { factsUntil } from '@ackring/testkit/rotation/subjects';
import test from 'ava';
import type { ApiServerAnswer, ApiServerObservation, NamespaceRights } from '../../machine/api-server/api.js';
import { dayMs } from '../../words/duration.js';
import { type Acceptance, judgeAcceptance, mayBeRevoked } from './acceptance.js';

// How the rotation interprets an API server's answers.

const now = new Date('2027-03-01T04:00:00Z');
const facts = factsUntil(new Date(now.getTime() + 500 * dayMs));
const { commonName } = facts.certificate.subject;

const answered = (change: Partial<Answered> = {}): Answered =>
  answeredAs(commonName, { serverTime: now, ...change });

const refusedAs = (as: string | null): ApiServerAnswer => ({ kind: 'refused', as });
const right = (seen: NamespaceRights['seen']): NamespaceRights => ({
  namespace: 'default',
  seen,
  isIncomplete: false,
  rules: [],
});
const unauthorized = {
  review: { kind: 'unauthorized' },
  identity: null,
  namespaces: { kind: 'silent' },
} as const;
const onlyRefused = (as: string | null) =>
  answered({ review: refusedAs(as), identity: null, namespaces: refusedAs(as), rights: [right('refused')] });
const limited = answered({ namespaces: refusedAs(commonName), rights: [right('none')] });
const everybodys = answered({ isListEverybodys: true, rights: [right('everybodys')] });

const cases: [what: string, observation: ApiServerObservation, said: string, mayBe: boolean][] = [
  ['it may list namespaces', answered(), 'accepted', false],
  ['it may do nothing that was seen', limited, 'accepted', true],
  ["it has only everybody's rights", everybodys, 'accepted', true],
  [
    'it may do something in a namespace',
    answered({ namespaces: refusedAs(commonName), rights: [right('some')] }),
    'accepted',
    false,
  ],
  ['everything is refused, in its own name', onlyRefused(commonName), 'accepted', true],
  ['everything is refused, without naming a user', onlyRefused(null), 'unproven unknown, answered', true],
  [
    'it is taken for another user',
    answered({ identity: { username: 'x', groups: [] } as unknown as Answered['identity'] }),
    'unproven unknown, answered',
    false,
  ],
  ['it is taken for anonymous', onlyRefused('system:anonymous'), 'unproven unknown, answered', false],
  ['it was not requested', answered({ shown: 'withheld' }), 'unproven unknown, answered', false],
  [
    "the answer is not an API server's",
    answered({ review: { kind: 'foreign' } as ApiServerAnswer }),
    'unproven unknown, answered',
    false,
  ],
  ['it is not known', answered(unauthorized), 'refused unauthorized', false],
  [
    'it has ended',
    answered({ ...unauthorized, serverTime: new Date(now.getTime() + 501 * dayMs) }),
    'refused expired',
    false,
  ],
  [
    'it has not begun',
    answered({ ...unauthorized, serverTime: new Date(now.getTime() - 900 * dayMs) }),
    'refused notYetValid',
    false,
  ],
  ['nobody answers', { kind: 'network', code: 'ECONNREFUSED' }, 'unproven unreachable', false],
  ['its key cannot be loaded', { kind: 'credential', code: 'x' }, 'refused credentialUnreadable', false],
  ['the server has another name', tls('ERR_TLS_CERT_ALTNAME_INVALID'), 'refused nameMismatch', false],
  [
    'the server refuses the certificate',
    tls('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'),
    'refused unauthorized',
    false,
  ],
  [
    'the server’s authority is another',
    tls('DEPTH_ZERO_SELF_SIGNED_CERT'),
    'refused wrongCertificateAuthority',
    false,
  ],
  ['the server’s own certificate has ended', tls('CERT_HAS_EXPIRED'), 'unproven serverError', false],
  ['something in between speaks no TLS', tls('ERR_SSL_WRONG_VERSION_NUMBER'), 'unproven serverError', false],
  ['the server gives up', tls('ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR'), 'unproven serverError', false],
];

function tls(code: string): ApiServerObservation {
  return { kind: 'tls', code, presentedSans: [], serverTime: null };
}

function told(acceptance: Acceptance): string {
  if (acceptance.kind === 'accepted') return 'accepted';
  const answer = acceptance.kind === 'unproven' && acceptance.isAnswered ? ', answered' : '';
  return `${acceptance.kind} ${acceptance.cause}${answer}`;
}

for (const [what, observation, said, mayBe] of cases) {
  test(`${what}: ${said}${mayBe ? ', and may be revoked' : ''}`, (t) => {
    t.is(told(judgeAcceptance(observation, facts, now)), said);
    t.is(mayBeRevoked(observation, facts, now), mayBe);
  });
}
