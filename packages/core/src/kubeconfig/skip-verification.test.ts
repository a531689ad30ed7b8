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
    certificate-authority-data: ${Buffer.from('-----BEGIN CERTIFICATE-----\nYWJj\n-----END CERTIFICATE-----\n').toString('base64')}
contexts:
- name: x
  context: {cluster: c, user: u, namespace: team}
- name: other
  context: {cluster: c, user: u}
users:
- name: u
  user: {token: t}
`;

function stateOf(text: string) {
  const kubeconfig = readKubeconfig(text, { file: 'f' });
  return kubeconfig.contexts.map(({ name, namespace }) => {
    const target = apiServerTarget(kubeconfig, name);
    return [name, namespace, target.insecureSkipTlsVerify, target.certificateAuthority !== null];
  });
}

test('for one context only: the other keeps the shared entry, and its check', (t) => {
  const after = skipVerification(shared, { file: 'f', context: 'x' });
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
  const after = skipVerification(alone, { file: 'f', context: 'x' });
  t.deepEqual(stateOf(after), [['x', 'team', true, false]]);
  t.notRegex(after, /unverified|certificate-authority/);
});

test('repeating it changes nothing', (t) => {
  const once = skipVerification(shared, { file: 'f', context: 'x' });
  t.is(skipVerification(once, { file: 'f', context: 'x' }), once);
});

test('an unknown context is refused', (t) => {
  const error = t.throws(() => skipVerification(shared, { file: 'f', context: 'z' }), {
    instanceOf: AckringError,
  });
  t.is(error?.code, 'ContextNotFound');
});
