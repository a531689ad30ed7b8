import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { concurrently } from '@ackring/core/internal/cloud/concurrently';
import { readKubeconfig } from '@ackring/core/internal/kubeconfig/read';
import test from 'ava';

// Every field of a kubeconfig, with values of every type: we refuse what kubectl refuses, and nothing else.

const run = promisify(execFile);
const pem = Buffer.from('-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n').toString('base64');

const whole = `apiVersion: v1
kind: Config
preferences: {colors: true}
current-context: a
clusters:
- name: a
  cluster:
    server: https://192.0.2.1:6443
    certificate-authority-data: ${pem}
    insecure-skip-tls-verify: false
    tls-server-name: x
    proxy-url: http://proxy:1
    disable-compression: false
    extensions:
    - name: e
      extension: {a: 1}
contexts:
- name: a
  context: {cluster: a, user: a, namespace: team}
users:
- name: a
  user:
    client-certificate-data: ${pem}
    client-key-data: ${pem}
    token: abc
    as: alice
    as-uid: u
    as-groups: [g]
    as-user-extra: {k: [v]}
    username: u
    password: p
    auth-provider: {name: n, config: {k: v}}
    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: sh
      args: [a]
      env: [{name: A, value: b}]
      interactiveMode: Never
      provideClusterInfo: true
extensions:
- name: e
  extension: {a: 1}
`;

const values = [
  ...['', 'null', 'hello', '1', '1.5', 'true', 'yes', '"true"', 'on', '2026-11-24', '0o17', '.nan', '1e3'],
  ...[
    '{}',
    '{a: b}',
    '{a: 1}',
    '[]',
    '[a]',
    '[1]',
    '[null]',
    '[{}]',
    '[{name: 1}]',
    '"\\u0000"',
    '*x',
    '? a',
  ],
  ...['!!str 1', '!!binary aGk=', '!!int "3"', '!foo bar', '12345678901234567890'],
];

const lines = whole.split('\n');
const changed = lines.flatMap((line, index) => {
  const put = (...instead: string[]): string =>
    [...lines.slice(0, index), ...instead, ...lines.slice(index + 1)].join('\n');
  const name = /^(\s*(?:- )?[\w-]+):/.exec(line)?.[1];
  if (name === undefined) return [];
  return [
    ...values.map((value) => [`${name.trim()}: ${value}`, put(`${name}: ${value}`)] as const),
    [`${line.trim()} twice`, put(line, line.replace('- ', '  '))] as const,
    [
      `${line.trim()} cut short`,
      [...lines.slice(0, index), line.slice(0, line.length / 2)].join('\n'),
    ] as const,
  ];
});

const others: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['an empty document', '---\n'],
  ['two documents', `${whole}---\n${whole}`],
  ['JSON', '{"apiVersion":"v1","kind":"Config","clusters":[{"name":"a","cluster":{}}]}'],
  ['a tab', 'apiVersion: v1\n\tkind: Config\n'],
  ['a tab within a block', 'contexts:\n- name: |\n    b\n    \tc\n  context: {}\n'],
  ['a byte order mark', `\ufeff${whole}`],
  ['CRLF', whole.replaceAll('\n', '\r\n')],
  ['text', 'hello'],
  ['a list', '- a\n'],
  ['merge keys', 'x: &x {name: a}\nclusters:\n- <<: *x\n  cluster: {server: "https://a"}\n'],
  ['no kind', whole.replace('kind: Config\n', '')],
  ['a NUL', whole.replace('team', 'te\u0000am')],
  ['one name twice', whole.replace('contexts:', '- name: a\n  cluster: {}\ncontexts:')],
  ['a name that is missing', whole.replace('- name: a\n  cluster:', '- cluster:')],
];

/** A sample spread over all: each needs a run of kubectl. */
const sample = [...changed.filter((_, index) => index % 11 === 0), ...others];

test('a kubeconfig is valid for us exactly if it is for kubectl', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-structure-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const isSoundToKubectl = async (text: string, index: number): Promise<boolean> => {
    const file = join(folder, `${index}.yaml`);
    await writeFile(file, text);
    const args = ['config', 'view', '--raw', '--kubeconfig', file];
    const env = { ...process.env, HOME: folder };
    return run('kubectl', args, { env }).then(
      () => true,
      () => false,
    );
  };
  const compare = async ([title, text]: readonly [string, string]) => ({
    title,
    kubectl: await isSoundToKubectl(
      text,
      sample.findIndex(([, other]) => other === text),
    ),
    ours: isSound(text),
  });
  t.true(sample.length > 100);
  for await (const { title, kubectl, ours } of concurrently(sample, 4, compare)) t.is(ours, kubectl, title);
});

function isSound(text: string): boolean {
  try {
    readKubeconfig(text, { file: 'f' });
    return true;
  } catch {
    return false;
  }
}
