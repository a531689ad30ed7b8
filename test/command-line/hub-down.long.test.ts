import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { createAckring } from './run-ackring.js';

const hub = {
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'ops', cluster: { server: 'https://127.0.0.1:1' } }],
  users: [{ name: 'ops', user: { token: 'of-a-hub' } }],
  contexts: [{ name: 'ops', context: { cluster: 'ops', user: 'ops' } }],
};

interface Words {
  readonly problem: string;
  readonly remedy: string;
  readonly summary: string;
}

/** By language: the clusters, what is wrong with which sink, and what to do. */
const told: Readonly<Record<string, Words>> = {
  en: {
    problem:
      '✕ a, b, c and 2 more: kubernetesSecret:ops/ci: API server 127.0.0.1:1: it cannot be reached (ECONNREFUSED)',
    remedy: '    remedy: Look at the way there: ackring verify ops',
    summary: '5 credentials: 5 failed',
  },
  ja: {
    problem:
      '✕ a、b、c ほか 2 件：kubernetesSecret:ops/ci：API サーバー 127.0.0.1:1：接続できません（ECONNREFUSED）',
    remedy: '    対処：接続経路を確認してください：ackring verify ops',
    summary: '認証情報 5 件：失敗 5',
  },
  zh: {
    problem:
      '✕ a、b、c 及另外 2 个：kubernetesSecret:ops/ci：API Server 127.0.0.1:1：无法连接（ECONNREFUSED）',
    remedy: '    处理办法：请检查到它的路径：ackring verify ops',
    summary: '5 个凭证：失败 5',
  },
};

for (const [verb, code] of [
  ['plan', 7],
  ['apply', 1],
] as const)
  test(`rotate ${verb} says of a hub that is down which clusters, why, and what to do`, async (t) => {
    const clusters = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, holders: { ops: { daysLeft: 100 } } }));
    const emulator = await startEmulator({ scenario: { clusters } });
    t.teardown(() => emulator.stop());
    const ackring = await createAckring(t, emulator);
    const at = (name: string) => join(ackring.home, name);
    await writeFile(at('hub.yaml'), JSON.stringify(hub), { mode: 0o600 });
    const sink = `{kind: kubernetesSecret, context: ops, kubeconfig: ${at('hub.yaml')}, namespace: ci}`;
    await writeFile(at('rotation.yaml'), `sinks: [${sink}]\nholders: false`);
    for (const [language, { problem, remedy, summary }] of Object.entries(told)) {
      const run = await ackring.run(['rotate', verb, '--config', at('rotation.yaml'), '--lang', language]);
      t.is(run.code, code);
      const lines = run.stderr.split('\n');
      t.is(lines[lines.indexOf(problem) + 1], remedy, run.stderr);
      t.is(lines.at(-2), summary);
    }
  });
