import { makeSpecimen } from '@ackring/testkit/specimen';
import test from 'ava';
import { serverWords } from './secret-refusers.js';

// A server's sentence is told as one bounded line, and nothing that it was sent comes back in it.

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const shown: Readonly<Record<string, readonly [message: string, text: string]>> = {
  'a sentence is told as it is': ['label team is required', 'label team is required'],
  'lines become one': ['  no\n\n\tlabel \r\n', 'no label'],
  'controls are made visible': ['\u001b[31mred\u202e', '\\x1b[31mred\\u{202e}'],
  'half a character is one': ['a\ud83d', 'a\ufffd'],
  'three hundred characters are told': ['é'.repeat(300), 'é'.repeat(300)],
  'more than that are cut': ['é'.repeat(301), `${'é'.repeat(300)}…`],
  'names of any kind are no keys': [
    'policy validation-of-SecretNames-in-Region-ap-southeast-1/Rule17 wants c0123456789abcdef0123456789abcdef',
    'policy validation-of-SecretNames-in-Region-ap-southeast-1/Rule17 wants c0123456789abcdef0123456789abcdef',
  ],
  'an address is no key': [
    'Post "https://policy-Server.kube-system.svc:443/validate/v1/Secret?timeout=10s": dial tcp 10.0.0.7:443: connect: connection refused',
    'Post "https://policy-Server.kube-system.svc:443/validate/v1/Secret?timeout=10s": dial tcp 10.0.0.7:443: connect: connection refused',
  ],
};

for (const [title, [message, text]] of Object.entries(shown))
  test(title, (t) => t.deepEqual(serverWords(message, [base64('what was sent')]), { kind: 'shown', text }));

test('no words are none', (t) => {
  for (const message of ['', ' \n ']) t.deepEqual(serverWords(message, []), { kind: 'none' });
});

test('a password beside it is removed', (t) => {
  t.deepEqual(serverWords('denied: token=abcdefgh', []), { kind: 'shown', text: 'denied: [removed]' });
});

test('no part of what was sent is told, in whatever form it comes back', async (t) => {
  const { yaml } = await makeSpecimen();
  const key = Buffer.from(/client-key-data: (\S+)/.exec(yaml)?.[1] ?? '', 'base64').toString();
  const argocd = JSON.stringify({ tlsClientConfig: { keyData: base64(key) } });
  const values = [base64(yaml), base64(argocd)];
  const line = key.split('\n')[7] ?? '';
  const forms: Readonly<Record<string, string>> = {
    'the object': JSON.stringify({ data: { kubeconfig: base64(yaml) } }),
    'its text': yaml,
    'its text, escaped': JSON.stringify(yaml),
    'the key': key,
    'a line of the key': line,
    'a quarter of a line': line.slice(20, 36),
    'a piece of the value': base64(yaml).slice(1_001, 1_025),
    'a piece of the key’s own form': base64(key).slice(333, 355),
    'bytes in decimal': [...Buffer.from(key)].join(' '),
    'bytes in hexadecimal': [...Buffer.from(key)].map((byte) => `0x${byte.toString(16)}`).join(', '),
    'hexadecimal in one': Buffer.from(key).toString('hex'),
  };
  for (const [form, text] of Object.entries(forms))
    for (const message of [text, `bad: ${text}`, `${'x '.repeat(100)}${text} is bad`])
      t.deepEqual(serverWords(message, values), { kind: 'withheld' }, form);
});

test('another’s key in it is not told either', async (t) => {
  const { yaml } = await makeSpecimen();
  t.is(serverWords(`was ${base64(yaml)}`, []).kind, 'withheld');
  const told = serverWords(`was ${yaml.slice(yaml.indexOf('users:'))}`, []);
  t.notRegex(told.kind === 'shown' ? told.text : '', /[\w+/=]{40}/);
});
