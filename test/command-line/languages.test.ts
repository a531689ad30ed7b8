import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { createAckring } from './run-ackring.js';

test('the command line uses the language of the flag, else of the settings, else of the locale', async (t) => {
  const ackring = await createAckring(t, null);
  const told = async (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    (await ackring.run(['clusters', ...args], { environment })).stderr.split('\n')[0];
  const english = 'error: no Alibaba Cloud credentials were found';
  const japanese = 'エラー：Alibaba Cloud の認証情報が見つかりません';
  const chinese = '错误：未找到阿里云凭证';
  t.is(await told([]), english);
  t.is(await told([], { LANG: 'ja_JP.UTF-8' }), japanese);
  t.is(await told([], { LANG: 'ja_JP.UTF-8', LC_ALL: 'C' }), english);
  const folder = join(ackring.home, '.config', 'ackring');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'config.json'), '{"language": "zh"}');
  t.is(await told([], { LANG: 'ja_JP.UTF-8' }), chinese);
  t.is(await told(['--lang', 'ja']), japanese);
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

/** Without `history` and `undo`: what the journal recorded is evidence, in English. */
const journey: readonly (readonly string[])[] = [
  ['get', 'tokyo', '--use'],
  ['contexts'],
  ['inspect'],
  ['verify'],
  ['use', '--namespace', 'web'],
  ['rotate', 'plan'],
  ['rotate', 'simulate'],
  ['expiry'],
  ['access'],
  ['san', 'tokyo'],
  ['leak', '.kube/config'],
  ['revoke', 'tokyo'],
  ['clean', '--user', 'ops'],
  ['merge'],
  ['run', '--', 'kubectl', 'get', 'nodes'],
];

for (const language of ['ja', 'zh']) {
  test(`a day's commands print no English sentence: ${language}`, async (t) => {
    const cloud = await startEmulator({
      scenario: { clusters: [{ name: 'tokyo', holders: { ops: { daysLeft: 20 } } }] },
    });
    t.teardown(() => cloud.stop());
    const ackring = await createAckring(t, cloud);
    for (const words of journey) {
      const { stdout, stderr } = await ackring.run(['--lang', language, ...words]);
      const said = `${stdout}\n${stderr}`.replace(/`[^`]*`/g, '');
      const english = said.split('\n').filter((line) => englishSentence.test(line));
      t.deepEqual(english, [], `ackring ${words.join(' ')}`);
    }
  });
}
