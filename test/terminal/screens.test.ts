import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { openTerminal, unasked } from './driver.js';
import { expectFits, expectFrame } from './frames.js';

/** The text in each language that shows a screen is complete. */
const settled = {
  en: {
    noContexts: 'No context in',
    fleet: /⟳ \d+ s ago/,
    held: '7 identities in 16 clusters',
    ended: 'E expired',
    self: 'you: f or r',
    plan: 'plan: 7 to renew',
    journal: 'this session',
  },
  ja: {
    noContexts: 'kubeconfig にまだ',
    fleet: /⟳ \d+ 秒前/,
    held: '16 クラスターの 7 ID',
    ended: 'E 期限切れ',
    self: '自分: f か r',
    plan: '計画: 更新 7',
    journal: 'このセッション',
  },
  zh: {
    noContexts: 'kubeconfig 中还没有',
    fleet: /⟳ \d+ 秒前/,
    held: '16 个集群中的 7 个身份',
    ended: 'E 已过期',
    self: '你：f 或 r',
    plan: '计划：续期 7',
    journal: '本次会话',
  },
} as const;

const sizes = [
  [60, 15],
  [100, 30],
  [300, 80],
] as const;

let cloud: Emulator;
test.before(async () => {
  cloud = await startEmulator({ scenario: 'fleet' });
});
test.after.always(() => cloud?.stop());

for (const language of ['en', 'ja', 'zh'] as const) {
  for (const [columns, rows] of sizes) {
    test(`every screen in ${language} at ${columns}×${rows}`, async (t) => {
      await using terminal = await openTerminal({ cloud, columns, rows, args: ['--lang', language] });
      const words = settled[language];
      const keep = async (screen: string): Promise<void> => {
        expectFits(t, terminal);
        await expectFrame(t, terminal, `${screen}-${language}-${columns}x${rows}`);
      };
      await terminal.see(words.fleet);
      await terminal.seeGone(unasked);
      await keep('clusters');
      await terminal.press('2');
      await terminal.see(words.noContexts);
      await keep('contexts');
      await terminal.press('4');
      await terminal.see(words.held);
      await keep('access');
      await terminal.press('3');
      await terminal.see(words.ended);
      if (columns > 60) await terminal.see(words.self);
      await keep('expiry');
      await terminal.press('5');
      await terminal.see(words.plan);
      await keep('rotation');
      await terminal.press('6');
      await terminal.see(words.journal);
      await keep('activity');
      await terminal.press('1', 'f');
      await terminal.see('ack/ap-northeast-1/lab-tokyo');
      await keep('fetch');
      await terminal.press('esc', '?');
      await terminal.see('ctrl-a');
      await keep('help');
    });
  }
}
