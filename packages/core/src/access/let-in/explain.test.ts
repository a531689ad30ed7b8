import test from 'ava';
import { proven, refuted, unknown } from '../../claims/claim.js';
import type { ShutOut } from '../../claims/shut-out.js';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import { quoted } from '../../words/say.js';
import { letInToJson, notShutOut } from './explain.js';
import type { LetIn } from './look.js';

// What is said of a former certificate, by what was seen of it.

const binding: LetIn['bindings'][number] = {
  kind: 'RoleBinding',
  name: 'by-hand',
  namespace: 'shop',
  role: { kind: 'Role', name: 'reader' },
  subjects: [],
};
const former = { cluster: { id: 'c1', name: 'prod', region: 'cn-hangzhou' }, uid: '42' };
const seen = (claim: ShutOut, change: Partial<LetIn> = {}): LetIn => ({
  ...{ claim, names: [], callersName: null, bindings: [], namespaces: [], problem: null },
  ...change,
});

const asks = quoted('Ask.');
const doubt = (reason: Extract<ShutOut, { kind: 'unknown' }>['reason']) => unknown(reason, asks);
const forbidden = new AckringError('Forbidden', 'not yours', { remedy: 'Wait.' });
const unbind = '1. See them, and remove them: `ackring access unbind --user 42 --cluster c1`';
const groups = 'kubectl get clusterrolebindings,rolebindings';

const rows: [what: string, letIn: LetIn, code: ErrorCode | null, message: RegExp, remedy: string][] = [
  ['shut out', seen(proven('NothingLeft')), null, /^$/, ''],
  [
    'shut out, whatever is bound',
    seen(proven('NotAuthenticated'), { bindings: [binding] }),
    ...([null, /^$/, ''] as const),
  ],
  [
    'let in by its group',
    seen(refuted('GroupRights'), { bindings: [binding] }),
    'DoneInPart',
    /still opens prod, by what is bound to the group of all certificates/,
    groups,
  ],
  [
    'let in everywhere',
    seen(refuted('LetIn'), { bindings: [binding], namespaces: ['shop', '*'] }),
    'DoneInPart',
    /still opens prod, everywhere$/,
    unbind,
  ],
  [
    'let in somewhere',
    seen(refuted('LetIn'), { bindings: [binding], namespaces: ['shop', 'web'] }),
    'DoneInPart',
    /still opens prod, in namespace shop.+web$/,
    unbind,
  ],
  [
    'let in, and nothing names it',
    seen(refuted('LetIn'), { namespaces: ['shop'] }),
    'DoneInPart',
    /in namespace shop$/,
    groups,
  ],
  [
    'not known, for a reason',
    seen(doubt('NotAsked'), { problem: forbidden }),
    'VerificationFailed',
    /prod is not known: not yours$/,
    'Ask.',
  ],
  [
    'not known',
    seen(doubt('NotAsked')),
    'VerificationFailed',
    /the API server did not say what it may do$/,
    'Ask.',
  ],
  [
    'not known, and bound',
    seen(doubt('AnotherAuthorizer'), { bindings: [binding] }),
    'VerificationFailed',
    /another authorizer/,
    unbind,
  ],
  [
    'not known, as bindings are unread',
    seen(doubt('BindingsUnread')),
    'VerificationFailed',
    /bindings of the cluster could not be read/,
    'Ask.',
  ],
  [
    'not known where it is bound',
    seen(doubt('NamespacesUnseen')),
    'VerificationFailed',
    /where something is bound to it/,
    'Ask.',
  ],
];

for (const [what, letIn, code, message, remedy] of rows) {
  test(`a former certificate that is ${what}`, (t) => {
    const error = notShutOut(letIn, former);
    t.is(error?.code ?? null, code);
    t.regex(error?.message ?? '', message);
    t.true((error?.remedy ?? '').includes(remedy), error?.remedy);
  });
}

const verdicts: [
  letIn: LetIn | null,
  verdict: 'shutOut' | 'letIn' | 'unknown' | null,
  problem: object | null,
][] = [
  [null, null, null],
  [seen(proven('NothingLeft')), 'shutOut', null],
  [seen(refuted('LetIn')), 'letIn', null],
  [seen(doubt('NotAsked'), { problem: forbidden }), 'unknown', { code: 'Forbidden', message: 'not yours' }],
];

for (const [letIn, verdict, problem] of verdicts) {
  test(`programs are told ${verdict}${problem === null ? '' : ', and why'}`, (t) => {
    const told = letInToJson(letIn);
    t.is(told?.verdict ?? null, verdict);
    t.deepEqual(told?.problem ?? null, problem);
  });
}

test('programs are told each binding by its role', (t) => {
  t.deepEqual(letInToJson(seen(refuted('LetIn'), { bindings: [binding] }))?.bindings, [
    { kind: 'RoleBinding', namespace: 'shop', name: 'by-hand', role: 'reader' },
  ]);
});
