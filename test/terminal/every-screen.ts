import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Emulator } from '@ackring/emulator/start';
import type { ExecutionContext } from 'ava';
import { openTerminal, type Terminal, unasked } from './driver.js';
import { expectFits, expectFrame } from './frames.js';
import type { Place } from './mask.js';

/** The text in each language that shows a screen is complete. */
const settled = {
  en: {
    noContexts: 'No context in',
    fleet: /⟳ \d+ s ago/,
    held: '7 identities in 16 clusters',
    ended: 'E expired',
    self: 'you: f',
    plan: 'plan: 7 to renew',
    journal: 'this session',
  },
  ja: {
    noContexts: 'kubeconfig にまだ',
    fleet: /⟳ \d+ 秒前/,
    held: '16 クラスターの 7 ID',
    ended: 'E 期限切れ',
    self: '自分：f',
    plan: '計画：更新 7',
    journal: 'このセッション',
  },
  zh: {
    noContexts: 'kubeconfig 中还没有',
    fleet: /⟳ \d+ 秒前/,
    held: '16 个集群中的 7 个身份',
    ended: 'E 已过期',
    self: '您：f',
    plan: '计划：续期 7',
    journal: '本次会话',
  },
} as const;

export interface Look {
  readonly language: keyof typeof settled;
  readonly columns: number;
  readonly rows: number;
}

/** Walks through every screen and dialog, and compares each with the kept one. */
export async function seeEveryScreen(
  t: ExecutionContext,
  cloud: Emulator,
  { language, columns, rows }: Look,
): Promise<void> {
  await using terminal = await openTerminal({ cloud, columns, rows, args: ['--lang', language] });
  const words = settled[language];
  const keep = async (screen: string, places: readonly Place[] = []): Promise<void> => {
    expectFits(t, terminal);
    await expectFrame(t, { terminal, cloud }, `${screen}-${language}-${columns}x${rows}`, places);
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
  await walkDialogs(terminal, (dialog) => keep(dialog, dialog === 'groups' ? [...faded, nextEnd] : faded));
}

/** A word about a key goes after a while, and reading again asks the regions one by one. */
const faded: readonly Place[] = [
  [/^ [·!✓] (?!.* {2}).*$/m, ''],
  [/\d+ of (\d+ regions)/, '$1'],
  [/\d+\/(\d+ (?:リージョン|个地域))/, '$1'],
];

/** What stands there once the word is gone. */
const nextEnd: Place = [/^ ▲ (?!.* {2}).*$/m, ''];

const kubeconfig = `contexts:
- name: dev
  context: {cluster: c, user: u}
- name: lost
  context: {cluster: gone, user: u}
clusters:
- name: c
  cluster: {server: "https://192.0.2.1:6443"}
users:
- name: u
  user: {token: t}
- name: left over
  user: {token: t}
current-context: dev
`;

/** The dialogs, from the help that is open; what is typed and listed says in any language which of them it is. */
async function walkDialogs(terminal: Terminal, keep: (dialog: string) => Promise<void>): Promise<void> {
  await terminal.press('/', 'g', 'r', 'o');
  await terminal.see('/ gro');
  await terminal.seeGone('ctrl-a');
  await keep('help-search');
  await terminal.press('esc', 'esc', 'ctrl-g');
  await terminal.see(/ 1\/\d\d ╮/);
  await keep('regions');
  await terminal.press('esc', '1', 'tab');
  await terminal.see('▾ ap-northeast-1');
  await keep('groups');
  await terminal.press('ctrl-a', '!');
  await terminal.see(/\$ .*kubectl get nodes/);
  await keep('run');
  await mkdir(join(terminal.home, '.kube'), { recursive: true });
  await writeFile(join(terminal.home, '.kube', 'config'), kubeconfig);
  await terminal.press('esc', 'esc', '2', 'ctrl-r');
  await terminal.see('→ dev');
  await terminal.see('lost');
  await terminal.press('P');
  await terminal.see(/- \S+ +left over/);
  await keep('prune');
  await terminal.press('n');
  await terminal.seeGone(/- \S+ +left over/);
  await terminal.press('R');
  await terminal.type('-x');
  await terminal.see(/(dev|lost)-x/);
  await keep('rename');
}
