import test from 'ava';
import { tagLabels } from './secret-format.js';
import { isSecretTemplate, secretName } from './secret-owner.js';

const key = { clusterId: 'c0123', clusterName: 'Prod_生产.1', identity: 'ack.Monitor' };

for (const [template, expected] of [
  ['{cluster}', 'prod.1'],
  ['{cluster}-{identity}', 'prod.1-ack.monitor'],
  ['keys.{clusterId}', 'keys.c0123'],
] as const) {
  test(`${template} names a Secret ${expected}`, (t) => {
    t.is(secretName(template, key), expected);
  });
}

test('a name without any valid character becomes the cluster’s id', (t) => {
  t.is(secretName('{cluster}', { ...key, clusterName: '生产' }), 'c0123');
});

test('names that are too long end in a hash of the whole, so that none collide', (t) => {
  const names = ['a', 'b'].map((end) =>
    secretName('{cluster}', { ...key, clusterName: `${'x'.repeat(260)}${end}` }),
  );
  t.true(names.every((name) => /^x{244}-[0-9a-f]{8}$/.test(name)));
  t.is(new Set(names).size, 2);
});

test('a name that is just short enough stays, and none ends in a hyphen or a dot before its hash', (t) => {
  const named = (clusterName: string) => secretName('{cluster}', { ...key, clusterName });
  const longest = `a${'x'.repeat(252)}`;
  t.is(named(longest), longest);
  t.regex(named(`a${longest}`), /^aax{242}-[0-9a-f]{8}$/);
  t.regex(named(`${'x'.repeat(243)}.${'y'.repeat(20)}`), /^x{243}-[0-9a-f]{8}$/);
});

for (const [template, isOne] of [
  ['{cluster}', true],
  ['{cluster}-{identity}', true],
  ['{clusterName}', false],
  ['Keys-{cluster}', false],
  ['{cluster}/{identity}', false],
  ['-{cluster}', false],
  ['', false],
] as const) {
  test(`${JSON.stringify(template)} is ${isOne ? 'a' : 'no'} template`, (t) => {
    t.is(isSecretTemplate(template), isOne);
  });
}

test('tags become valid labels, and never one with another meaning', (t) => {
  t.deepEqual(
    tagLabels({
      env: 'prod',
      'example.com/team': 'a b',
      'Über team': '支付',
      'a/b/c': '-x-',
      'argocd.argoproj.io/secret-type': 'repository',
      'app.kubernetes.io/managed-by': 'me',
      'node.k8s.io/x': 'y',
      '!!': 'z',
      long: 'v'.repeat(80),
      'a b': '1',
      'a-b': '2',
    }),
    {
      env: 'prod',
      'example.com/team': 'a-b',
      'ber-team': '',
      'a/b-c': 'x',
      long: 'v'.repeat(63),
      'a-b': '1',
    },
  );
});
