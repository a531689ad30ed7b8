import { makeSpecimen } from '@ackring/testkit/specimen';
import test from 'ava';
import { AckringError } from '../words/errors.js';
import { readKubeconfig } from './read.js';
import { redactedContext } from './redact.js';

test('a redacted context holds no secret, whatever its kind', (t) => {
  const text = `contexts:
- name: a
  context: {cluster: c, user: u, namespace: web}
clusters:
- name: c
  cluster: {server: "https://me:s3cret@c", proxy-url: "http://me:s3cret@proxy:1"}
users:
- name: u
  user:
    token: s3cret
    username: me
    password: s3cret
    client-key-data: s3cretKY
    auth-provider: {name: oidc, config: {refresh-token: s3cret}}
    exec: {command: x, args: [a, b2, --client-secret=s3cret, --token, --verbose, --token, s3cret, -p, b], env: [{name: K, value: s3cret}]}
    id-token: s3cret
    client-key-password: [s3cret]
`;
  const redacted = redactedContext([readKubeconfig(text, { file: 'f' })], 'a');
  t.false(redacted.includes('s3cret'));
  t.true(redacted.includes('namespace: web'));
  t.true(redacted.includes('command: x'));
  t.true(redacted.includes('\nusers:\n- name: u\n'), redacted);
  t.true(redacted.includes('server: https://REDACTED@c\n'), redacted);
  t.true(redacted.includes('    auth-provider:\n      name: oidc\n      config: REDACTED\n'), redacted);
  for (const kept of ['- a\n', '- b2\n', '- "--token"\n', '- "--verbose"\n', '- b\n'])
    t.true(redacted.includes(kept), redacted);
});

test('an auth provider without a name is redacted too', (t) => {
  const text =
    'contexts: [{name: a, context: {user: u}}]\nusers: [{name: u, user: {auth-provider: {config: {t: s3cret}}}}]\n';
  const redacted = redactedContext([readKubeconfig(text, { file: 'f' })], 'a');
  t.true(redacted.includes('    auth-provider:\n      name:\n      config: REDACTED\n'), redacted);
});

test('the authority and the certificate are omitted for brevity, as kubectl does', async (t) => {
  const { yaml } = await makeSpecimen();
  const kubeconfig = readKubeconfig(yaml, { file: 'f' });
  const redacted = redactedContext([kubeconfig], kubeconfig.currentContext ?? '');
  t.is(redacted.match(/DATA\+OMITTED/g)?.length, 3);
  t.is(t.throws(() => redactedContext([], 'a'), { instanceOf: AckringError })?.code, 'ContextNotFound');
});
