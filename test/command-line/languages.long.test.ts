import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { createAckring } from './run-ackring.js';

test('the command line uses the language of the flag, else of the settings, else of the locale', async (t) => {
  const ackring = await createAckring(t, null);
  const told = async (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    (await ackring.run(['clusters', ...args], { environment })).stderr.split('\n')[0];
  const english = 'error: no Alibaba Cloud credentials were found [CredentialsMissing]';
  const japanese = 'エラー：Alibaba Cloud の認証情報が見つかりません [CredentialsMissing]';
  const chinese = '错误：未找到阿里云凭证 [CredentialsMissing]';
  t.is(await told([]), english);
  t.is(await told([], { LANG: 'ja_JP.UTF-8' }), japanese);
  t.is(await told([], { LANG: 'ja_JP.UTF-8', LC_ALL: 'C' }), english);
  const folder = join(ackring.home, '.config', 'ackring');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'config.json'), '{"language": "zh"}');
  t.is(await told([], { LANG: 'ja_JP.UTF-8' }), chinese);
  t.is(await told(['--lang', 'ja']), japanese);
  const asked = [['help', 'undo'], ['undo', '--help'], ['help'], ['--help']] as const;
  for (const args of asked) {
    const chosen = (await ackring.run(args, { environment: { LANG: 'ja_JP.UTF-8' } })).stdout;
    t.regex(chosen, /撤销对 kubeconfig 文件的最近一次写入/);
    t.regex((await ackring.run(['--lang', 'ja', ...args])).stdout, /直近の書き込みを元に戻す/);
    t.regex((await ackring.run(['--lang', 'en', ...args])).stdout, /take back the last write/);
  }
  t.is(await told(['--lang=en'], { LANG: 'ja_JP.UTF-8' }), english);
});

test('tables, notes and usage are in Japanese and Chinese, and JSON never is', async (t) => {
  const cloud = await startEmulator({ scenario: { clusters: [{ name: 'tokyo' }] } });
  t.teardown(() => cloud.stop());
  const ackring = await createAckring(t, cloud);
  const japanese = await ackring.run(['clusters', '--lang', 'ja']);
  t.regex(japanese.stdout, /^名前 +リージョン/);
  t.regex(japanese.stdout, /tokyo +ap-northeast-1 +マネージド/);
  t.regex(japanese.stderr, /クラスター中 1 個/);
  const usage = await ackring.run(['clusters', '--nmae', 'x', '--lang', 'zh']);
  t.is(usage.code, 2);
  t.is(
    usage.stderr,
    '错误：`clusters` 没有选项 --nmae（是否指 --name？）\n处理办法：请运行 `ackring help clusters` 查看用法。\n',
  );
  const [own, english] = await Promise.all(
    ['ja', 'en'].map((language) => ackring.run(['get', 'kyoto', '--json', '--lang', language])),
  );
  t.is(own?.code, 3);
  t.is(own?.stderr, english?.stderr);
});

/** Sequences of words that only sentences contain; commands and names of the cloud are the same in both languages. */
const englishSentence = /\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b/;

const journey: readonly (readonly string[])[] = [
  ['get', 'tokyo', '--use'],
  ['contexts'],
  ['inspect'],
  ['verify'],
  ['use', '--namespace', 'web'],
  ['contexts', 'rename', 'ack/ap-northeast-1/tokyo', 'tokyo'],
  ['rotate', 'plan'],
  ['rotate', 'plan', '--check'],
  ['rotate', 'simulate'],
  ['rotate', 'apply', '--config', '{home}/refused.yaml'],
  ['rotate', 'plan', '--config', '{home}/broken.yaml'],
  ['policy', 'check', '--file', '{home}/rules.yaml'],
  ['expiry'],
  ['access'],
  ['san', 'tokyo'],
  ['leak', '{home}/.kube/config'],
  ['revoke', 'tokyo'],
  ['clean', '--user', 'ops'],
  ['clean', '--user', 'tom', '--confirm', 'tom'],
  ['merge'],
  ['run', '--', 'kubectl', 'get', 'nodes'],
  ['run', '--select', 'tokyo', '--confirm', '1', '--', 'true'],
  ['history'],
  ['undo'],
];

/** Sinks and notifiers that refuse everything. */
const refused = `
sinks:
  - {kind: file, directory: /dev/null/keys}
  - {kind: kubernetesSecret, context: nowhere, namespace: ci, name: "{cluster}"}
  - {kind: kms, keyId: none}
notify:
  - {kind: webhook, url: "http://127.0.0.1:1/hook"}
  - {kind: slack, secret: "kms:none"}
`;

/** A problem of each kind. */
const broken = `
name: Prod
renewBeforeDays: 181
spreadDays: 30.5
verify: maybe
language: fr
unknown: 1
access: []
identities: [nobody]
sinks: [{kind: ftp}, {kind: oss, bukket: b}, {kind: kubernetesSecret, namespace: A}]
notify: [{kind: dingtalk, secret: "SEC123"}, {kind: webhook, url: no}]
blackouts: [{from: "soon", to: "later"}]
`;

const settings = `{
  "skni": "dark",
  "skin": "pink",
  "mouse": "yes",
  "refreshSeconds": 1,
  "durationMinutes": 0,
  "contextName": "x",
  "function": "a b",
  "language": "fr",
  "favourites": []
}`;

for (const language of ['ja', 'zh']) {
  test(`a day's commands print no English sentence: ${language}`, async (t) => {
    const holders = { ops: { daysLeft: 20, owner: true }, tom: { daysLeft: 300 } };
    const cloud = await startEmulator({
      scenario: { identities: [{ name: 'tom', state: 'Deleted' }], clusters: [{ name: 'tokyo', holders }] },
    });
    t.teardown(() => cloud.stop());
    const ackring = await createAckring(t, cloud);
    await writeFile(join(ackring.home, 'refused.yaml'), refused);
    await writeFile(join(ackring.home, 'broken.yaml'), broken);
    await writeFile(join(ackring.home, 'rules.yaml'), '- {identities: people, maxLife: 9y}\n');
    const english = async (words: readonly string[]): Promise<readonly string[]> => {
      const args = words.map((word) => word.replace('{home}', ackring.home));
      const { stdout, stderr } = await ackring.runHere(['--lang', language, ...args]);
      // A command to be typed is no sentence.
      const said = `${stdout}\n${stderr}`.replace(/`[^`]*`|：ackring .*$/gm, '');
      return said.split('\n').filter((line) => englishSentence.test(line));
    };
    for (const words of journey) t.deepEqual(await english(words), [], `ackring ${words.join(' ')}`);
    const folder = join(ackring.home, '.config', 'ackring');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'config.json'), settings);
    t.deepEqual(await english(['clusters']), [], 'with broken settings');
  });
}

/** Commands that print tables, after what fills them. */
const tables: readonly (readonly string[])[] = [
  ['get', 'c-1', '--use', '--long-term'],
  ['access', 'grant', 'u-1', '--cluster', 'c-1', '--role', 'ops', '--for', '1h', '--confirm', 'u-1'],
  ['migrate', '--user', 'u-1', '--cluster', 'c-1', '--confirm', 'u-1'],
  ['clean', '--user', 'u-2'],
  ['clean', '--user', 'u-2', '--confirm', 'u-2'],
  ['accounts'],
  ['clusters'],
  ['contexts'],
  ['access'],
  ['access', 'requests'],
  ['expiry'],
  ['migrate', '--all', '--dry-run'],
  ['policy', 'check', '--file', '{home}/rules.yaml'],
  ['removed'],
  ['rotate', 'apply', '--config', '{home}/rotation.yaml'],
  ['rotate', 'plan'],
  ['rotate', 'simulate'],
  ['usage'],
  ['history'],
];

/** Of RBAC, of Kubernetes and of endpoints, and programs: the same in every language. */
const names =
  /^(?:admin|dev|ops|(?:get|list|watch|create|update|patch|delete)(?: [a-z]+)*|kubectl|ackring|kubeconfig|pub prv|pub|prv|default)$/;

for (const language of ['ja', 'zh']) {
  test(`no cell of a translated table is an English word: ${language}`, async (t) => {
    t.timeout(240_000);
    // Names with digits are no words.
    const holders = {
      ops: { daysLeft: 20, owner: true, lastSeenDaysAgo: 1 },
      'u-1': { daysLeft: 20, roles: ['dev@default'], lastSeenDaysAgo: 30 },
      'u-2': { daysLeft: 300, lastSeenDaysAgo: 90 },
    };
    const addons = ['ack-ram-authenticator'];
    const cloud = await startEmulator({
      scenario: {
        identities: [{ name: 'u-1' }, { name: 'u-2', state: 'Deleted' }],
        clusters: [
          { name: 'c-1', addons, holders },
          { name: 'c-2', holders: { ops: { daysLeft: 900 } } },
          { name: 'c-3', state: 'stopped', holders: { ops: { daysLeft: 900 }, 'u-1': { daysLeft: 3 } } },
        ],
      },
    });
    t.teardown(() => cloud.stop());
    const ackring = await createAckring(t, cloud);
    await writeFile(join(ackring.home, 'rules.yaml'), '- {identities: people, maxLife: 9y}\n');
    await writeFile(
      join(ackring.home, 'rotation.yaml'),
      `sinks: [{kind: file, directory: ${ackring.home}/keys}]\n`,
    );
    let cells = 0;
    for (const words of tables) {
      const args = words.map((word) => word.replace('{home}', ackring.home));
      const { stdout, stderr } = await ackring.runHere(['--lang', language, ...args]);
      const found = stdout.split('\n').flatMap((line) => line.trim().split(/ {2,}/));
      cells += found.length;
      const english = found.filter((cell) => /^[a-z]{2,}(?:[ -][a-z]{2,})*$/.test(cell) && !names.test(cell));
      t.deepEqual(english, [], `ackring ${words.join(' ')}\n${stdout}\n${stderr}`);
    }
    t.true(cells > 200, String(cells));
  });
}
