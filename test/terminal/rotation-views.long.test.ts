import { type Emulator, startEmulator } from '@ackring/emulator/start';
import { deployFunction, functionName } from 'ackring/features/demo/deploy';
import test from 'ava';
import { openTerminal, type Terminal } from './driver.js';
import { expectFits, expectFrame } from './frames.js';
import type { Place } from './mask.js';

/** The views other than the plan, and the text in each language that shows they are complete. */
const settled = {
  en: {
    plan: 'plan: 7 to renew',
    function: '✓ Health     runs when it is due',
    runs: /▌▾ Log \d/,
    folded: /▸ Log \d/,
    calendar: /\d\d renewals/,
    log: /report +run: 3 renewed/,
  },
  ja: {
    plan: '計画：更新 7',
    function: '✓ 健全性       予定どおり',
    runs: /▌▾ ログ \d/,
    folded: /▸ ログ \d/,
    calendar: /更新 \d\d 件/,
    log: /報告 +実行：更新 3/,
  },
  zh: {
    plan: '计划：续期 7',
    function: '✓ 健康       按时运行',
    runs: /▌▾ 日志 \d/,
    folded: /▸ 日志 \d/,
    calendar: /\d\d 次续期/,
    log: /报告 +运行：续期 3/,
  },
} as const;

const sizes = [
  [60, 15],
  [100, 30],
  [300, 80],
] as const;

const places: readonly Place[] = [
  // What follows the age is cut where it stops fitting.
  [/(· )\d+ (?:s|min) ago( ·)(?:.*…$)?/gm, '$1<n> s ago$2'],
  [/(· )\d+ (?:秒|分钟|分)前( ·)(?:.*…$)?/gm, '$1<n> 秒前$2'],
  [/ +\d+ (s|秒)(?= )/g, ' <n> $1'],
  [/in \d+ (?:min|h|s)\b/g, 'in <a while>'],
  [/\d+ (?:分|時間|秒)後/g, '<しばらく>後'],
  [/\d+ (?:分钟|小时|秒)后/g, '<一会儿>后'],
  // The months move with the calendar, and the bars with them; how many they are depends on the day of the month.
  [/(?:^.?(?:▸|·) 20\d\d-\d\d .*\n)+(?: *\n)*/gm, '<months>\n'],
  [/ 1\/3[67]$/gm, ' 1/<months>'],
];

let cloud: Emulator;
test.before(async () => {
  cloud = await startEmulator({ scenario: 'fleet' });
  await deployFunction({ emulator: cloud });
  await using terminal = await openTerminal({ cloud });
  await terminal.press('5', 'tab');
  for (const told of ['3 renewed, 2 delivered', '0 renewed, 0 delivered']) await invoke(terminal, told);
});
test.after.always(() => cloud?.stop());

async function invoke(terminal: Terminal, told: string): Promise<void> {
  await terminal.see('Next run');
  await terminal.press('i');
  await terminal.see('Invoke ackring-rotate now');
  await terminal.press('right', 'enter');
  await terminal.see(`${functionName}: ${told}`);
}

for (const language of ['en', 'ja', 'zh'] as const) {
  for (const [columns, rows] of sizes) {
    test(`every view of the rotation in ${language} at ${columns}×${rows}`, async (t) => {
      await using terminal = await openTerminal({ cloud, columns, rows, args: ['--lang', language] });
      const words = settled[language];
      const keep = async (view: string): Promise<void> => {
        expectFits(t, terminal);
        await expectFrame(t, { terminal, cloud }, `rotation-${view}-${language}-${columns}x${rows}`, places);
      };
      await terminal.see(/⟳ \d+ (?:s|秒)/);
      await terminal.press('5');
      await terminal.see(words.plan);
      await terminal.press('tab');
      await terminal.see(words.function);
      await keep('function');
      await terminal.press('tab', 'tab');
      await terminal.see(words.calendar);
      await keep('calendar');
      await terminal.type(':log');
      await terminal.press('enter');
      await terminal.see(words.runs);
      // The steps of several credentials run concurrently, in varying order.
      await terminal.press('enter');
      await terminal.see(words.folded);
      await keep('runs');
      await terminal.press('enter');
      await terminal.type('/report');
      await terminal.press('enter');
      const isTaken = (screen: string): boolean =>
        /["「“]report["」”]/.test(screen) && /\? (?:help|ヘルプ|帮助)/.test(screen);
      await terminal.until(isTaken, 'the filter to be taken');
      await terminal.see(words.log);
      await keep('log');
    });
  }
}
