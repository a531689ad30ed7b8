import { makeSpecimen } from '@ackring/testkit/specimen';
import test from 'ava';
import { AckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import { listContexts } from './contexts.js';
import { skipVerification } from './entry-edits.js';
import { readKubeconfig } from './read.js';
import { apiServerTarget } from './target.js';

const shared = `# mine
apiVersion: v1
kind: Config
clusters:
- name: c # keep
  cluster:
    server: https://203.0.113.1:6443
    certificate-authority-data: ${Buffer.from((await makeSpecimen()).authority).toString('base64')}
contexts:
- name: x
  context: {cluster: c, user: u, namespace: team}
- name: other
  context: {cluster: c, user: u}
users:
- name: u
  user: {token: t}
`;

const read = (text: string, file = 'f') => readKubeconfig(text, { file });

const skipped = (text: string, context = 'x'): string =>
  skipVerification(text, { file: 'f', context }, [read(text)]);

function stateOf(text: string) {
  const kubeconfig = readKubeconfig(text, { file: 'f' });
  return kubeconfig.contexts.map(({ name, namespace }) => {
    const target = apiServerTarget(kubeconfig, name);
    return [name, namespace, target.insecureSkipTlsVerify, target.certificateAuthority !== null];
  });
}

test('for one context only: the other keeps the shared entry, and its check', (t) => {
  const after = skipped(shared);
  t.deepEqual(stateOf(after), [
    ['x', 'team', true, false],
    ['other', null, false, true],
  ]);
  t.true(after.startsWith('# mine\n'));
  t.regex(after, /name: c # keep/);
  const [entry] = listContexts([readKubeconfig(after, { file: 'f' })], new Date());
  t.deepEqual(entry?.warnings, [say('the server’s certificate is not checked')]);
});

test('an unshared entry is changed in place', (t) => {
  const alone = shared.replace(/- name: other\n.*\n/, '');
  const after = skipped(alone);
  t.deepEqual(stateOf(after), [['x', 'team', true, false]]);
  t.notRegex(after, /unverified|certificate-authority/);
});

test('repeating it changes nothing', (t) => {
  const once = skipped(shared);
  t.is(skipped(once), once);
});

test('an entry of another file, and one that another file uses, stays: the context gets a copy of its own', (t) => {
  const own = `apiVersion: v1
kind: Config
contexts:
- name: mine
  context: {cluster: c, user: u}
`;
  // kubectl takes the cluster from the other file, whatever the own one has of that name.
  const clash = `${own}clusters:\n- {name: c, cluster: {server: 'https://203.0.113.9:6443'}}\n`;
  for (const text of [own, clash]) {
    const after = skipVerification(text, { file: 'f', context: 'mine' }, [read(shared, 'first'), read(text)]);
    const target = apiServerTarget([read(shared, 'first'), read(after)], 'mine');
    t.deepEqual([target.server, target.insecureSkipTlsVerify], ['https://203.0.113.1:6443', true]);
  }
  const alone = shared.replace(/- name: other\n.*\n/, '');
  const after = skipVerification(alone, { file: 'f', context: 'x' }, [read(alone), read(own, 'second')]);
  t.false(apiServerTarget([read(after), read(own, 'second')], 'mine').insecureSkipTlsVerify);
});

for (const [what, context, elsewhere] of [
  ['in no file', 'z', ''],
  ['in another file', 'away', '- {name: away, context: {cluster: c, user: u}}'],
  ['of a cluster in no file', 'lost', ''],
] as const)
  test(`a context ${what} is refused`, (t) => {
    const text = shared.replace('users:\n', '- {name: lost, context: {cluster: gone, user: u}}\nusers:\n');
    const other = read(`apiVersion: v1\nkind: Config\ncontexts:\n${elsewhere}\n`, 'other');
    t.throws(() => skipVerification(text, { file: 'f', context }, [read(text), other]), {
      instanceOf: AckringError,
      code: 'ContextNotFound',
      message: new RegExp(`^f has no context "${context}" with a cluster of its own`),
    });
  });

const named = (...names: readonly string[]) =>
  shared.replace(
    'contexts:\n',
    `${names.map((name) => `- name: ${name}\n  cluster: {server: "https://a"}\n`).join('')}contexts:\n`,
  );

for (const [taken, name] of [
  [[], 'c-unverified'],
  [['c-unverified'], 'c-unverified-2'],
  [['c-unverified', 'c-unverified-2'], 'c-unverified-3'],
  [['c-unverified-2'], 'c-unverified'],
] as const) {
  test(`beside ${taken.join(' and ') || 'no other'} the copy is ${name}`, (t) => {
    const after = read(skipped(named(...taken)));
    t.is(after.contexts.find((each) => each.name === 'x')?.cluster, name);
    t.is(new Set(after.clusters.map((each) => each.name)).size, taken.length + 2);
  });
}
