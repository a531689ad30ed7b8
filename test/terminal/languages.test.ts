import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { openTerminal } from './driver.js';

const problems = test.macro({
  async exec(t, language: string, words: { forbidden: string; ask: string; refused: string }) {
    await using cloud = await startEmulator({
      scenario: { clusters: [{ name: 'tokyo' }, { name: 'beijing', region: 'cn-beijing' }] },
    });
    const effect = { kind: 'error', status: 403, code: 'StatusForbidden' } as const;
    cloud.faults.add({ path: '/regions/cn-beijing/', effect });
    await using terminal = await openTerminal({ cloud, columns: 150, args: ['--lang', language] });
    // What it means, in the reader's language; the names and the command of the case behind it.
    await terminal.see(`cn-beijing  ${words.forbidden}（not allowed to list the clusters of cn-beijing`);
    await terminal.press('G', 'enter');
    await terminal.see(`${words.ask}（For this identity, ask for`);
    await terminal.press('esc', 'g', 'f', 'enter');
    await terminal.see(new RegExp(`ack/ap-northeast-1/tokyo[:：] ?${words.refused}（`));
    await terminal.press('6');
    await terminal.see(words.refused);
    t.pass();
  },
  title: (_, language: string) => `failures are told in ${language}`,
});

test(problems, 'ja', {
  forbidden: '権限がありません',
  ask: '不足している権限の付与を依頼してください',
  refused: 'RBAC で許可されていません',
});
test(problems, 'zh', {
  forbidden: '没有权限',
  ask: '请申请缺少的权限',
  refused: 'RBAC 不允许',
});
