import { type Answered, answeredAs } from '@ackring/testkit/answered';
import test from 'ava';
import type { ApiServerObservation, NamespaceRights } from '../machine/api-server/api.js';
import type { RbacBinding } from '../machine/api-server/rbac-reader.js';
import { dayMs } from '../words/duration.js';
import { AckringError } from '../words/errors.js';
import { claimShutOut, type NameLook, namespacesToAsk, type ShutOutSight } from './shut-out.js';

const now = new Date('2026-03-01T12:00:00Z');
const name = '2995-1700000000';
const certificate = {
  subject: { organizations: ['system:users'], commonName: name },
  notBefore: new Date(now.getTime() - dayMs),
  notAfter: new Date(now.getTime() + dayMs),
};

const rights = (
  seen: NamespaceRights['seen'],
  namespace = 'default',
  isIncomplete = false,
): NamespaceRights => ({
  namespace,
  seen,
  isIncomplete,
  rules: [],
});

const everybodys = (...boundTo: readonly string[]): NamespaceRights => ({ ...rights('everybodys'), boundTo });

const answer = (some: readonly NamespaceRights[], change: Partial<Answered> = {}): Answered =>
  answeredAs(name, { namespaces: { kind: 'refused', as: name }, rights: some, serverTime: now, ...change });
const rejected = answer([], {
  review: { kind: 'unauthorized' },
  identity: null,
  namespaces: { kind: 'silent' },
});

const byKey = (...observations: ApiServerObservation[]): NameLook => ({ name, certificate, observations });
const byAdministrator = (...observations: ApiServerObservation[]): NameLook => ({
  name,
  certificate: null,
  observations,
});

const bound = (
  namespace: string | null,
  subject: { kind: string; name: string } = { kind: 'User', name },
): RbacBinding => ({
  kind: namespace === null ? 'ClusterRoleBinding' : 'RoleBinding',
  name: 'b',
  namespace,
  role: { kind: 'ClusterRole', name: 'edit' },
  subjects: [{ ...subject, namespace: null }],
});
const forbidden = new AckringError('Forbidden', 'no', { remedy: 'ask' });

const nothing = byKey(answer([rights('none')]));

const rows: readonly (readonly [title: string, claim: string, sight: Partial<ShutOutSight>])[] = [
  ['no binding, and the server says so', 'proven NothingLeft', {}],
  ['asked by an administrator', 'proven NothingLeft', { looks: [byAdministrator(answer([rights('none')]))] }],
  [
    'a binding to a role that is not there',
    'proven NothingLeft',
    {
      listing: { bindings: [bound('team')], problem: null },
      looks: [byKey(answer([rights('none'), rights('none', 'team')]))],
    },
  ],
  [
    'everybody may do something here',
    'proven AsAnyStranger',
    { looks: [byKey(answer([everybodys('system:authenticated')]))] },
  ],
  [
    'everybody may list the namespaces',
    'proven AsAnyStranger',
    {
      looks: [
        byKey(
          answer([everybodys('system:authenticated')], {
            namespaces: { kind: 'served' },
            isListEverybodys: true,
          }),
        ),
      ],
    },
  ],
  ['rejected within its life', 'proven NotAuthenticated', { looks: [byKey(rejected)] }],
  [
    'rejected, and nobody may list bindings',
    'proven NotAuthenticated',
    { looks: [byKey(rejected)], listing: { bindings: [], problem: forbidden } },
  ],
  [
    'one name rejected, the other never asked',
    'unknown NotAsked',
    { looks: [byKey(rejected)], names: [name, '2995-1600000000'] },
  ],
  [
    'it works in one namespace',
    'refuted LetIn',
    { looks: [byKey(answer([rights('none'), rights('some', 'team')]))] },
  ],
  [
    'it works, though nobody may list bindings',
    'refuted LetIn',
    { looks: [byKey(answer([rights('some')]))], listing: { bindings: [], problem: forbidden } },
  ],
  [
    'it lists the namespaces by a right of its own',
    'refuted LetIn',
    { looks: [byKey(answer([rights('none')], { namespaces: { kind: 'served' } }))] },
  ],
  [
    'another of its names works',
    'refuted LetIn',
    {
      names: [name, '2995-1600000000'],
      looks: [
        nothing,
        {
          name: '2995-1600000000',
          certificate: null,
          observations: [answer([rights('some')], { identity: { username: '2995-1600000000', groups: [] } })],
        },
      ],
    },
  ],
  [
    'a binding to the group of all certificates lets it in',
    'refuted GroupRights',
    {
      listing: { bindings: [bound(null, { kind: 'Group', name: 'system:users' })], problem: null },
      looks: [byKey(answer([everybodys('system:authenticated', 'system:users')]))],
    },
  ],
  [
    'a binding to the group of all certificates gives nothing, as its role is not there',
    'proven AsAnyStranger',
    {
      listing: { bindings: [bound(null, { kind: 'Group', name: 'system:users' })], problem: null },
      looks: [byKey(answer([everybodys('system:authenticated')]))],
    },
  ],
  ['the bindings are unread', 'unknown BindingsUnread', { listing: { bindings: [], problem: forbidden } }],
  ['nobody was asked', 'unknown NotAsked', { looks: [] }],
  ['no name is known', 'unknown NotAsked', { looks: [], names: [] }],
  [
    'a server without a review refuses the list of namespaces to it',
    'proven NothingLeft',
    { looks: [byKey(answer([rights('none')], { review: { kind: 'absent' }, identity: null }))] },
  ],
  ['the server is gone', 'unknown NotAsked', { looks: [byKey({ kind: 'network', code: 'ECONNREFUSED' })] }],
  [
    'a page answers',
    'unknown NotAsked',
    { looks: [byKey(answer([], { review: { kind: 'foreign', status: 200 }, identity: null }))] },
  ],
  [
    'a server that saw no certificate',
    'unknown NotAsked',
    { looks: [byKey({ ...rejected, shown: 'withheld' })] },
  ],
  [
    'an administrator who may not impersonate',
    'unknown NotAsked',
    {
      looks: [
        byAdministrator(
          answer([], {
            review: { kind: 'refused', as: 'admin' },
            identity: null,
            namespaces: { kind: 'silent' },
          }),
        ),
      ],
    },
  ],
  [
    'the answer is about somebody else',
    'unknown NotAsked',
    { looks: [byKey(answer([rights('none')], { identity: { username: 'proxy', groups: [] } }))] },
  ],
  [
    'a webhook allows what it does not list',
    'unknown AnotherAuthorizer',
    { looks: [byKey(answer([rights('none', 'default', true)]))] },
  ],
  [
    'a namespace where it is bound was not asked about',
    'unknown NamespacesUnseen',
    { listing: { bindings: [bound('team')], problem: null } },
  ],
  [
    'the server may not be asked for its rules',
    'unknown NamespacesUnseen',
    { looks: [byKey(answer([rights('refused')]))] },
  ],
  [
    'whose the rights are is unknown',
    'unknown NamespacesUnseen',
    { looks: [byKey(answer([rights('unknown')]))] },
  ],
];

for (const [title, claim, sight] of rows) {
  test(`${title}: ${claim}`, (t) => {
    const made = claimShutOut({
      listing: { bindings: [], problem: null },
      looks: [nothing],
      groups: ['system:users'],
      names: [name],
      now,
      ...sight,
    });
    t.is(`${made.kind} ${made.reason}`, claim);
  });
}

test('a 401 after its end does not show that it was shut out', (t) => {
  const later = new Date(certificate.notAfter.getTime() + 1);
  const looks = [byKey({ ...rejected, serverTime: later })];
  const sight = { listing: { bindings: [], problem: null }, looks, groups: [], names: [name], now: later };
  t.is(claimShutOut(sight).kind, 'unknown');
});

test('it is asked about in every namespace where something is bound to it or its groups', (t) => {
  const bindings = [
    bound('b'),
    bound('a'),
    bound(null),
    bound('others', { kind: 'User', name: 'x' }),
    bound('groups', { kind: 'Group', name: 'system:users' }),
    bound('everybody', { kind: 'Group', name: 'system:authenticated' }),
    bound('account', { kind: 'ServiceAccount', name }),
  ];
  const sight = {
    listing: { bindings, problem: null },
    names: [name],
    groups: ['system:users', 'system:authenticated'],
  };
  t.deepEqual(namespacesToAsk(sight), ['default', 'b', 'a', 'groups']);
});
