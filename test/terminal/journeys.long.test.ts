import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import { en } from 'ackring/languages/en';
import { loadMessages } from 'ackring/languages/load';
import test, { type ExecutionContext } from 'ava';
import { writeSettingsFile } from '../settings-file.js';
import { withoutCredentials, writeProfiles } from './cli-profiles.js';
import { openTerminal, type Terminal, temporaryHome } from './driver.js';

// What people do all day, one after the other in one start for each language. The size changes from one journey to the
// next and from language to language, so that each journey is played at each size, and in each language.

const languages = { en, ja: await loadMessages.ja(), zh: await loadMessages.zh() } as const;
const sizes = [
  [60, 15],
  [100, 30],
  [200, 60],
] as const;

/** It sorts before the others. */
const hostile = '$(touch pwned); `touch pwned` "\'x';

const orphaned = `apiVersion: v1
kind: Config
clusters: []
contexts: []
users:
- name: lost
  user: {}
`;

interface Journey {
  readonly cloud: Emulator;
  readonly terminal: Terminal;
  readonly home: string;
  readonly words: (typeof languages)[keyof typeof languages];
}

type Play = (t: ExecutionContext, journey: Journey) => Promise<void>;

const named: Play = async (t, { terminal }) => {
  await terminal.press('1', 'G', '*');
  await terminal.see(/tokyo ★/);
  await terminal.type(':alias tok');
  await terminal.press('enter');
  await terminal.see(/▌.*tokyo ★ tok/);
  t.pass();
};

/** The second one replaces the certificate that the first answer was about. */
const fetched: Play = async (t, { terminal, home }) => {
  const texts: string[] = [];
  for (const change of ['+', '~']) {
    await terminal.press('1', 'g', 'f');
    await terminal.see(new RegExp(`\\${change} \\S+ +ack/.*tokyo`));
    await terminal.press('enter');
    await terminal.seeGone('╭');
    await terminal.see(/▌.*tokyo .* ✓/);
    await terminal.press('2');
    await terminal.see(/▌.*tokyo .* ✓ \d+ ms/);
    texts.push(await readFile(join(home, '.kube', 'config'), 'utf8'));
  }
  t.not(texts[0], texts[1]);
};

const ownCommand: Play = async (t, { terminal, home, words }) => {
  await terminal.press('1', 'g', 'j', 'ctrl-n');
  await terminal.see(words.own.confirm('note it'));
  t.false(existsSync(join(home, 'noted')));
  await terminal.press('y');
  await terminal.see(/╭ note it ─/);
  t.is(await readFile(join(home, 'noted'), 'utf8'), hostile);
  t.false(existsSync(join(home, 'pwned')));
  await terminal.press('esc');
};

const stopped: Play = async (t, { terminal, cloud, words }) => {
  const operation = 'ListClusterKubeconfigStates';
  const release = cloud.faults.add({ operation, skip: 1, effect: { kind: 'delay', ms: 300_000 } });
  await terminal.press('4');
  await terminal.see(words.crumbs.asked(1, 3));
  await terminal.press('x');
  await terminal.see(words.crumbs.stopped('s'));
  // What was gathered stays.
  await terminal.see(/▌. ops/);
  release();
  await terminal.press('s');
  await terminal.see(words.crumbs.holders(1, 3));
  const asked = cloud.requests.all().filter((request) => request.operation === operation);
  // What has answered is not asked again.
  t.is(asked.filter(({ path }) => path === asked[0]?.path).length, 1);
};

const remembered: Play = async (t, { terminal }) => {
  // The first write of the session is the oldest entry.
  await terminal.press('6', 'G', 'enter');
  await terminal.see(/\+ \S+ +ack\/ap-northeast-1\/tokyo/);
  await terminal.press('esc');
  await terminal.seeGone(/\+ \S+ +ack\/ap-northeast-1\/tokyo/);
  t.pass();
};

const pruned: Play = async (t, { terminal, home, words }) => {
  const text = () => readFile(join(home, '.kube', 'config'), 'utf8');
  await terminal.press('2', 'P');
  await terminal.see(/- \S+ +lost/);
  t.regex(await text(), /lost/);
  await terminal.press('y');
  await terminal.see(words.tidying.done('prune', 1));
  t.notRegex(await text(), /lost/);
  await terminal.press('6', 'z');
  await terminal.see(/\+ \S+ +lost/);
  await terminal.press('enter');
  await terminal.seeGone(/\+ \S+ +lost/);
  t.regex(await text(), /lost/);
};

const journeys: readonly Play[] = [named, fetched, ownCommand, stopped, remembered, pruned];

for (const [turn, [language, words]] of Object.entries(languages).entries()) {
  const sizeOf = (step: number): readonly [columns: number, rows: number] =>
    sizes[(step + turn) % sizes.length] ?? sizes[0];

  test(`a day's journeys at every size: ${language}`, async (t) => {
    await using cloud = await startEmulator({
      scenario: {
        identities: [{ name: 'viewer' }],
        clusters: [hostile, 'alpha', 'tokyo'].map((name) => ({ name, holders: { ops: { daysLeft: 900 } } })),
      },
    });
    await using folder = await temporaryHome();
    const { home } = folder;
    await writeProfiles(home, cloud, ['ops', 'viewer']);
    await mkdir(join(home, '.kube'));
    await writeFile(join(home, '.kube', 'config'), orphaned);
    const command = `sh -c 'printf %s "$1" > noted' sh {cluster}`;
    await writeSettingsFile(
      home,
      'keys.yaml',
      `note it: {key: ctrl-n, command: ${JSON.stringify(command)}, output: screen}\n`,
    );
    const open = async (step: number, profile: string) => {
      const [columns, rows] = sizeOf(step);
      const args = ['--lang', language, '--profile', profile];
      return openTerminal({ cloud: withoutCredentials(cloud), home, args, columns, rows });
    };

    await using terminal = await open(0, 'ops');
    await terminal.see('tokyo');
    for (const [step, play] of journeys.entries()) {
      terminal.resize(...sizeOf(step));
      await play(t, { cloud, terminal, home, words });
    }
    await terminal.press('q');
    t.is(await terminal.exit(), 0);

    await using again = await open(1, 'ops');
    await again.see(/tokyo ★ tok/);
    await using other = await open(2, 'viewer');
    await other.see('alpha');
    t.notRegex(other.screen(), /★|tok\b/);
  });

  test(`use goes to the context before, and back: ${language}`, async (t) => {
    await using folder = await temporaryHome();
    const { home } = folder;
    await mkdir(join(home, '.kube'));
    const contexts = ['dev', 'web'].map((name) => `- name: ${name}\n  context: {cluster: c, user: u}\n`);
    const file = join(home, '.kube', 'config');
    await writeFile(
      file,
      `apiVersion: v1\nkind: Config\nclusters: [{name: c, cluster: {}}]\nusers: [{name: u, user: {}}]\ncontexts:\n${contexts.join('')}current-context: dev\n`,
    );
    for (const [step, [wanted, expected]] of (
      [
        ['web', 'web'],
        ['-', 'dev'],
        ['-', 'web'],
      ] as const
    ).entries()) {
      const [columns, rows] = sizeOf(step);
      const args = ['--lang', language, 'use', wanted];
      await using terminal = await openTerminal({ home, args, columns, rows });
      t.is(await terminal.exit(), 0);
      await terminal.see(new RegExp(`\\b${expected}\\b`));
      t.regex(await readFile(file, 'utf8'), new RegExp(`^current-context: ${expected}$`, 'm'));
    }
  });
}
