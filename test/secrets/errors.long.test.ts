import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createKeyPool } from '@ackring/emulator/pki/key-pool';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { keptOnlyIn, showsNoSecret } from './expectations.js';
import { keptFiles } from './kept-files.js';
import { createMarks } from './marks.js';
import { watchCloud } from './watched-cloud.js';
import { type WatchedRunOptions, watchProgram } from './watched-program.js';

// Whatever goes wrong, the error says what and where, and quotes no secret: not ours, and not one that is merely near
// the mistake.

type Row = readonly [args: readonly string[], options?: WatchedRunOptions];

const effects = [
  { kind: 'error', status: 403, code: 'StatusForbidden' },
  { kind: 'html', status: 200 },
  { kind: 'html', status: 502 },
  { kind: 'truncate' },
  { kind: 'truncate', bytes: 5_000 },
  { kind: 'emptyBody' },
  { kind: 'reset', after: true },
  { kind: 'drift', path: 'expiration', value: 7 },
  { kind: 'drift', path: 'config', value: ['no text'] },
] as const;

const holders = { ops: { daysLeft: 100 } };
const scenario = {
  identities: [{ name: 'nobody', policies: 'none' }],
  clusters: ['prod', ...effects.keys().map((index) => `broken-${index}`)].map((name) => ({ name, holders })),
} as const;

test('errors of the cloud quote none of its answers', async (t) => {
  const emulator = await startEmulator({ scenario });
  t.teardown(() => emulator.stop());
  const cloud = watchCloud(emulator, 'ops');
  const program = await watchProgram(t, emulator);
  const { nobody } = emulator.identities;
  // Concurrently, since most of these are retried for a while.
  await Promise.all(
    effects.map(async (effect, index) => {
      const id = emulator.world.clusters.named(`broken-${index}`)?.id;
      emulator.faults.add({ path: `/k8s/${id}/user_config`, effect });
      await program.run(['get', `broken-${index}`, '--output', `${index}.yaml`, '--json']);
    }),
  );
  const wrong = {
    environment: { ALIBABA_CLOUD_ACCESS_KEY_SECRET: nobody?.accessKeySecret ?? '' },
  };
  const forbidden = {
    environment: { ...wrong.environment, ALIBABA_CLOUD_ACCESS_KEY_ID: nobody?.accessKeyId ?? '' },
  };
  const stale = {
    environment: { ...cloud.session, ALIBABA_CLOUD_SECURITY_TOKEN: cloud.webhook.secret },
  };
  for (const options of [wrong, forbidden, stale]) {
    const runs = await Promise.all([
      program.run(['clusters'], options),
      program.run(['get', 'prod', '--json'], options),
      program.run(['rotate', 'apply', '--json'], options),
    ]);
    t.false(runs.some(({ code }) => code === 0));
  }
  const marks = cloud.marks();
  showsNoSecret(t, marks, [...(await program.told()), ...cloud.told()]);
  keptOnlyIn(t, marks, { files: await keptFiles(program.home), places: [/^\d\.yaml$/] });
});

const hidden = 'Kept-Under-The-Rose-7f3a9c21d8';

test('errors in what people wrote quote nothing of it', async (t) => {
  const emulator = await startEmulator({ scenario });
  t.teardown(() => emulator.stop());
  const program = await watchProgram(t, emulator, { trusted: 'sh' });
  const { privateKey } = await createKeyPool().take();
  const marks = createMarks();
  marks.addSecret('what people wrote', hidden);
  marks.addKey('their private key', privateKey);
  const key = Buffer.from(privateKey.export({ type: 'pkcs1', format: 'pem' })).toString('base64');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  const files = await Promise.all(
    kubeconfigs(key, pem).map(async (text, index) => {
      const file = join(program.home, 'kubeconfigs', `${index}.yaml`);
      await write(file, text);
      return file;
    }),
  );
  const environment = { KUBECONFIG: files.join(':') };
  await runAll([
    [['contexts'], { environment }],
    [['contexts', '--json'], { environment }],
    [['verify', '--all'], { environment }],
    [['verify', '--all', '--json'], { environment }],
    ...files.map(
      (file): Row => [['get', 'prod', '--long-term', '--dry-run', '--kubeconfig', file, '--json']],
    ),
  ]);
  for (const text of brokenProfiles) {
    await write(join(program.home, '.aliyun', 'config.json'), text);
    await runAll([[['clusters', '--json'], withoutKeys]]);
  }
  await write(
    join(program.home, '.alibabacloud', 'credentials'),
    `[default]\ntype = nonsense\naccess_key_secret = ${hidden}\n[x`,
  );
  await write(join(program.home, '.aliyun', 'config.json'), '{}');
  await runAll([[['clusters'], withoutKeys]]);
  for (const text of brokenRotations) {
    await write(join(program.home, '.config', 'ackring', 'rotation.yaml'), text);
    await runAll([[['rotate', 'plan']], [['rotate', 'apply', '--json']]]);
  }
  await write(
    join(program.home, '.config', 'ackring', 'config.json'),
    `{"skin": "${hidden}", "x": "${hidden}"`,
  );
  await runAll([[['clusters']]]);
  await write(join(program.home, '.config', 'ackring', 'config.json'), `{"skin": "${hidden}"}`);
  await runAll([[['clusters']]]);
  await write(join(program.home, '.config', 'ackring', 'config.json'), '{}');
  await runAll(endpoints.map((url): Row => [['clusters'], { environment: { ACKRING_CS_ENDPOINT: url } }]));

  showsNoSecret(t, marks, await program.told());

  async function runAll(rows: readonly Row[]): Promise<void> {
    await Promise.all(rows.map(([args, options]) => program.run(args, options)));
  }
});

const withoutKeys = {
  environment: { ALIBABA_CLOUD_ACCESS_KEY_ID: '', ALIBABA_CLOUD_ACCESS_KEY_SECRET: '' },
};

const endpoints = [
  `http://cs.example.com/${hidden}`,
  `http://user:${hidden}@cs.example.com`,
  `https://user:${hidden}@127.0.0.1:1/?token=${hidden}`,
];

/** Each with other names, so that one file does not hide what is in another. */
function kubeconfigs(key: string, pem: string): readonly string[] {
  let count = 0;
  const user = (fields: string) => {
    count += 1;
    return `apiVersion: v1
kind: Config
clusters: [{name: c${count}, cluster: {server: "https://127.0.0.1:1", proxy-url: "http://user:${hidden}@127.0.0.1:1"}}]
contexts: [{name: mine${count}, context: {cluster: c${count}, user: u${count}}}]
users:
- name: u${count}
  user: ${fields}
`;
  };
  return [
    `users:\n- name: u\n  user:\n    client-key-data: ${key}\n  token: "${hidden}\n`,
    `users:\n- name: u\n  user: {client-key-data: ${key}, client-key-data: ${key}}\n`,
    `${pem}`,
    `users:\n- name: u\n  user:\n    client-key-data: |\n${pem}`,
    `{"users": [{"name": "u", "user": {"token": "${hidden}" "client-key-data": "${key}"}}]}`,
    `users: "${hidden}"\n`,
    `users:\n- name: [${hidden}]\n  user: *${hidden}\n`,
    user(`{client-certificate-data: ${key}, client-key-data: ${key}}`),
    user(`{client-certificate-data: "${hidden}", client-key-data: "${hidden}"}`),
    user(`{token: "${hidden}"}`),
    user(`{username: me, password: "${hidden}"}`),
    user(`{auth-provider: {name: oidc, config: {id-token: "${hidden}"}}}`),
    user(
      `{exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: sh, args: ["-c", "echo $SECRET; echo $SECRET >&2; exit 3"], env: [{name: SECRET, value: "${hidden}"}]}}`,
    ),
    user(
      `{exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: sh, args: ["-c", "echo \\"$SECRET\\""], env: [{name: SECRET, value: '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"${hidden}"}}'}]}}`,
    ),
  ];
}

const brokenProfiles = [
  `{"current":"desk","profiles":[{"name":"desk","mode":"AK","access_key_secret":"${hidden}",`,
  `{"current":"desk","profiles":[{"name":"desk","mode":"AK","access_key_secret":"${hidden}"}]}`,
  `{"current":"desk","profiles":[{"name":"desk","mode":"AK","access_key_id":"${hidden}","access_key_secret":["${hidden}"]}]}`,
  `{"current":"desk","profiles":[{"name":"desk","mode":"Nonsense","sts_token":"${hidden}"}]}`,
  `{"current":"desk","profiles":{"desk":{"access_key_secret":"${hidden}"}}}`,
  `"${hidden}"`,
  hidden,
];

const brokenRotations = [
  `notify: [{kind: dingtalk, secret: "${hidden}"}]`,
  `notify: [{kind: webhook, url: "${hidden}"}]`,
  `notify: [{kind: webhook, url: "http://hooks.example.com/${hidden}", secret: "${hidden}"}]`,
  `sinks: [{kind: file, directory: ./keys}]\nnotify: [{kind: webhook, url: "http://hooks.example.com/${hidden}"}]`,
  `sinks: [{kind: kms, keyId: 7, secret: "${hidden}"}]`,
  `identities: [{roleArn: "${hidden}"}]\nverify: "${hidden}"\nrenewBeforeDays: "${hidden}"`,
  `select: "${hidden}"`,
  `notify: [{kind: "${hidden}"}]\nblackouts: ["${hidden}"]\nregions: "${hidden}"`,
  `"${hidden}`,
  hidden,
];

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, text, { mode: 0o600 });
}
