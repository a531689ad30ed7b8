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
    await terminal.see(`cn-beijing  ${words.forbidden}`);
    await terminal.press('G', 'enter');
    await terminal.see(words.ask);
    await terminal.press('esc', 'g', 'f', 'enter');
    await terminal.see(new RegExp(`okyo[:：] ?${words.refused}`));
    await terminal.press('6');
    await terminal.see(words.refused);
    t.pass();
  },
  title: (_, language: string) => `failures are told in ${language}`,
});

test(problems, 'ja', {
  forbidden:
    'cn-beijing のクラスターの一覧取得が許可されていません：cs:DescribeClustersForRegion がありません（StatusForbidden）',
  ask: 'この ID に cs:DescribeClustersForRegion を付与するよう依頼してください。',
  refused: 'API サーバーは ',
});
test(problems, 'zh', {
  forbidden: '不允许列出 cn-beijing 的集群：缺少 cs:DescribeClustersForRegion（StatusForbidden）',
  ask: '请为此身份申请 cs:DescribeClustersForRegion；',
  refused: 'API Server 认识 ',
});
