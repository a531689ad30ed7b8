import test from 'ava';
import { sharedCloud } from '../shared-cloud.js';
import { runCommand } from './commands.js';
import { openTerminal, type Terminal, temporaryHome } from './driver.js';

// Whoever reads a word in a row looks for it with `/`: it is found, in every list and every language.

const cloud = await sharedCloud({ scenario: 'fleet' });

const words = {
  en: {
    fleet: /⟳ \d+ s ago/,
    held: '7 identities',
    ended: 'E expired',
    plan: 'plan: 7',
    none: 'Nothing matches',
  },
  ja: { fleet: /⟳ \d+ 秒前/, held: '7 ID', ended: 'E 期限切れ', plan: '計画：更新 7', none: '一致する' },
  zh: { fleet: /⟳ \d+ 秒前/, held: '7 个身份', ended: 'E 已过期', plan: '计划：续期 7', none: '没有匹配' },
} as const;

for (const [language, { fleet, held, ended, plan, none }] of Object.entries(words))
  test(`what rows say in ${language} is found by a filter`, async (t) => {
    await using folder = await temporaryHome();
    const { home } = folder;
    for (const name of ['lab-tokyo', 'prod-frankfurt'])
      await runCommand({ cloud, home }, 'get', name, '--temporary', '8h');
    await using terminal = await openTerminal({
      cloud,
      home,
      columns: 140,
      rows: 40,
      args: ['--lang', language],
    });
    await terminal.see(fleet);
    const unfound: string[] = [];
    for (const [screen, sign] of [
      ['1', 'pub prv'],
      ['2', 'lab-tokyo'],
      ['3', ended],
      ['4', held],
      // Each kubeconfig, with its roles and its last use.
      ['tab', held],
      ['tab', / admin */],
      ['5', plan],
      ['6', 'lab-tokyo'],
    ] as const) {
      await terminal.press(screen);
      await terminal.see(sign);
      await terminal.settled();
      for (const cell of cellsOf(terminal)) {
        await terminal.press('/');
        await terminal.paste(`"${cell}"`);
        await terminal.press('enter');
        await terminal.see(`"${cell}"`);
        if (terminal.screen().includes(none)) unfound.push(`${screen}: ${cell}`);
        await terminal.press('esc');
        await terminal.seeGone(`"${cell}"`);
      }
    }
    t.deepEqual(unfound, []);
  });

/** Each distinct cell of the list. */
function cellsOf(terminal: Terminal): readonly string[] {
  const rows = terminal
    .screen()
    .split('\n')
    .slice(4, -2)
    .filter((line) => !/[┤╎▁-█↑↓]|2029/.test(line));
  const cells = rows.flatMap((row) =>
    row
      .slice(3)
      .replaceAll(/[━╍╸▆]+/g, ' ')
      .split(/ {2,}/),
  );
  return [...new Set(cells.map((cell) => cell.trim()))].filter(
    (cell) => cell.length > 1 && !cell.includes('…'),
  );
}
