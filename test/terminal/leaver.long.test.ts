import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import { runCommand } from './commands.js';
import { openTerminal, type Terminal } from './driver.js';
import { expectFits, expectFrame } from './frames.js';
import { type Place, withoutMessage } from './mask.js';

async function newHome(t: ExecutionContext): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'ackring-leaver-'));
  t.teardown(() => rm(home, { recursive: true, force: true, maxRetries: 10 }));
  return home;
}

/** The Access screen with tom, who has left, selected. */
async function openAccess(terminal: Terminal): Promise<void> {
  await terminal.see('8 clusters');
  await terminal.press('4');
  await terminal.see('3 identities in 8 clusters');
  await terminal.see(/▌! tom/);
}

/** How often each cluster was cleaned of a user, by any operation. */
function cleanings(cloud: Emulator): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const event of cloud.world.tasks.events()) {
    if (event.type !== 'CleanUserPermissions') continue;
    const name = cloud.world.clusters.get(event.clusterId)?.name ?? '';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

test('a user who has left is found, planned, cleaned, forced by a second name, and nothing happens twice', async (t) => {
  await using cloud = await startEmulator({ scenario: 'leaver' });
  const home = await newHome(t);
  await using terminal = await openTerminal({ cloud, home });
  await openAccess(terminal);
  await terminal.see('1 orphan');
  await terminal.press('enter');
  await terminal.see('Nobody can log in as it any more');
  await terminal.see('unreadable');
  // Each cluster answers separately when they were last seen.
  await terminal.seeGone(/ [CFR] +… /);
  await terminal.seeGone('asking…');
  await expectFrame(t, { terminal, cloud }, 'leaver-identity', [[/read \d+ s ago/g, 'read <n> s ago']]);

  await terminal.press('X');
  // The cluster where the access was removed before is in it too: a token may be left there.
  await terminal.see('3 can be removed · 2 need force · 1 done · 1 refused');
  expectFits(t, terminal);
  await terminal.press('enter');
  await terminal.seeGone('leave everything');
  t.is(cleanings(cloud).size, 0);

  await terminal.press('X');
  await terminal.see('[ leave everything ]');
  await terminal.press('tab', 'enter');
  await terminal.see(/Remove 3 of 7 /);
  await terminal.see('Type tom to go on');
  await terminal.type('tom');
  await terminal.press('enter');
  await terminal.see('3 removed · 3 left');
  t.notRegex(terminal.screen(), /can be removed/);
  await terminal.see('3 identities in 8 clusters');
  await expectFrame(t, { terminal, cloud }, 'leaver-removed', withoutMessage);
  t.deepEqual([...cleanings(cloud).keys()].toSorted(), ['dev-hangzhou', 'ops-less', 'prod-tokyo-batch']);

  await terminal.press('enter', 'esc');
  // The title of the finished run has the same words as the next plan's.
  await terminal.seeGone('Remove the access of tom');
  await terminal.see(/▌! tom .* 3 /);
  await terminal.press('X');
  await terminal.see('2 need force');
  await terminal.press('tab', 'enter');
  await terminal.type('tom');
  await terminal.press('enter');
  await terminal.see('By force · 2');
  // The second name is a separate confirmation: without it nothing is forced.
  await terminal.press('enter');
  await terminal.seeGone('By force');
  t.is(cleanings(cloud).size, 3);
  await terminal.see('2 need force');
  await terminal.press('enter');
  await terminal.type('tom');
  await terminal.press('enter');
  await terminal.see('By force · 2');
  await expectFrame(t, { terminal, cloud }, 'leaver-force', withoutMessage);
  await terminal.type('tom');
  await terminal.press('enter');
  await terminal.see('2 removed · 1 left');
  await terminal.see('removed, by force');

  await terminal.press('enter');
  await terminal.see(/▌! tom .* 1 /);
  await terminal.press('X');
  await terminal.see('0 can be removed · 6 done · 1 refused');
  await terminal.see('the cluster is gone or going');
  t.notRegex(terminal.screen(), /remove \d|force \d/);
  await terminal.press('tab');
  await terminal.see('[ look for tokens ]');
  expectFits(t, terminal);
  await terminal.press('enter');
  await terminal.see('6 clusters are asked whether a token still lets tom in');
  await terminal.type('tom');
  await terminal.press('enter');
  await terminal.see('✓ no token lets them in where it was looked for');
  await terminal.see(/cleaned-already .*was removed before/);
  expectFits(t, terminal);
  await terminal.press('enter', 'b');
  await terminal.see('What can still be restored');
  await terminal.see('tom in edge-lab: removed');
  await terminal.see('3 identities in 8 clusters');
  await expectFrame(t, { terminal, cloud }, 'leaver-bin', withoutMessage);
  await terminal.press('esc', 'q');
  t.is(await terminal.exit(), 0);

  t.deepEqual([...cleanings(cloud).values()], [1, 1, 1, 1, 1]);
  await expectRecords(t, home);
  const person = { cloud, home };
  t.regex((await runCommand(person, 'removed')).text, /tom +ops-less/);
  const again = await runCommand(person, 'clean', '--user', 'tom', '--confirm', 'tom');
  // Only tokens are left to look for, and one cluster has no administrator here, but no add-on either.
  t.is(again.code, 7, again.text);
  t.notRegex(again.text, /a token still gives/);
  t.is((await runCommand(person, 'history', '--check')).code, 0);
  t.deepEqual([...cleanings(cloud).values()], [1, 1, 1, 1, 1]);
});

/** Two runs left two backups, and with the look three reports, all private, the reports without what was held. */
async function expectRecords(t: ExecutionContext, home: string): Promise<void> {
  const state = join(home, '.local', 'state', 'ackring');
  const [backups, reports] = await Promise.all(
    ['access-backups', 'reports'].map((folder) => readdir(join(state, folder))),
  );
  t.is(backups?.length, 2);
  t.is(reports?.filter((name) => name.endsWith('.md')).length, 3);
  t.is(reports?.filter((name) => name.endsWith('.json')).length, 3);
  for (const name of reports ?? []) {
    const path = join(state, 'reports', name);
    t.is((await stat(path)).mode & 0o777, 0o600);
    const text = await readFile(path, 'utf8');
    t.notRegex(text, /PRIVATE KEY|client-key|[A-Za-z0-9+/]{100,}/);
  }
}

const words = {
  en: ['3 identities in 8 clusters', '3 can be removed'],
  ja: ['8 クラスターの 3 ID', '削除できる 3'],
  zh: ['8 个集群中的 3 个身份', '可移除 3'],
} as const;

/** Logs that a slow machine has not read in time are named in the plan: lines that others do not have. */
const withoutRecentUse: readonly Place[] = [
  [/↓ \d\d?/g, '↓ nn'],
  // Between the table and what a removal does; of a scrolled plan, what is left of it at the top.
  [
    /( │ +│\n)(?:.*│ .*\n)*?(.*│ (?:Kubeconfigs and bindings|対象クラスターの kubeconfig|这些集群的 kubeconfig))/,
    '$1<recent use>\n$2',
  ],
  [/^▌│ .*\n(?= │ 这些集群的 kubeconfig)/m, '<recent use>\n'],
  // The box of a longer plan begins higher.
  [/\n{2,}/g, '\n\n'],
];

for (const [language, columns, rows] of [
  ['en', 60, 15],
  ['ja', 60, 15],
  ['zh', 60, 15],
  ['en', 300, 80],
  ['ja', 300, 80],
  ['zh', 300, 80],
] as const) {
  const [held, counts] = words[language];
  test(`the plan can be read to its end in ${language} at ${columns}×${rows}`, async (t) => {
    await using cloud = await startEmulator({ scenario: 'leaver' });
    await using terminal = await openTerminal({ cloud, columns, rows, args: ['--lang', language] });
    await terminal.see('⟳');
    await terminal.press('4');
    await terminal.see(held);
    await terminal.press('X');
    await terminal.see(counts);
    expectFits(t, terminal);
    await expectFrame(t, { terminal, cloud }, `leaver-plan-${language}-${columns}x${rows}`, withoutRecentUse);
    await terminal.press('end');
    await terminal.seeGone(/↓ \d/);
    expectFits(t, terminal);
    await expectFrame(
      t,
      { terminal, cloud },
      `leaver-plan-end-${language}-${columns}x${rows}`,
      withoutRecentUse,
    );
  });
}

test('what has not answered yet is named in the plan, and must not count as clean', async (t) => {
  await using cloud = await startEmulator({ scenario: 'leaver' });
  const release = cloud.faults.add({
    operation: 'ListClusterKubeconfigStates',
    skip: 3,
    effect: { kind: 'delay', ms: 60_000 },
  });
  await using terminal = await openTerminal({ cloud });
  await terminal.see('8 clusters');
  await terminal.press('4');
  await terminal.see('3 of 8 clusters asked');
  release();
  await terminal.see(/▌! tom/);
  await terminal.press('X');
  await terminal.see('Not looked at, and so not in this plan: 5 clusters (not asked for their holders yet)');
  t.pass();
});

test('killed half-way, the next run sees what was done and does the rest', async (t) => {
  await using cloud = await startEmulator({ scenario: 'leaver' });
  const home = await newHome(t);
  cloud.faults.add({ operation: 'CleanUserPermissions', effect: { kind: 'delay', ms: 120_000 } });
  await using first = await openTerminal({ cloud, home });
  await openAccess(first);
  await first.press('X');
  await first.see('[ leave everything ]');
  await first.press('tab', 'enter');
  await first.type('tom');
  await first.press('enter');
  // Its region's task is sent, and the cloud is slow to take it.
  await first.see(/prod-tokyo-batch .*removing…/);
  first.kill('SIGKILL');
  await first.exit();
  cloud.faults.clear();

  const person = { cloud, home };
  await using second = await openTerminal({ cloud, home });
  await openAccess(second);
  await second.press('6');
  await second.see('begun and never ended: remove the permissions of tom in 3 clusters');
  await second.press('4');
  await second.press('X');
  await second.see(/[12] can be removed/);
  await second.press('tab', 'enter');
  await second.type('tom');
  await second.press('enter');
  await second.see('⏎ closes');
  t.deepEqual([...cleanings(cloud).entries()].toSorted(), [
    ['dev-hangzhou', 1],
    ['ops-less', 1],
    ['prod-tokyo-batch', 1],
  ]);
  await second.press('enter', '6');
  await second.see(/✓ .* clean: tom in prod-tokyo-batch: removed/);
  await second.press('q');
  await second.exit();
  const history = await runCommand(person, 'history', '--check');
  t.is(history.code, 0, history.text);

  const journal = join(home, '.local', 'state', 'ackring', 'journal.jsonl');
  await writeFile(journal, (await readFile(journal, 'utf8')).replace('removed', 'rem0ved'));
  await using third = await openTerminal({ cloud, home });
  await third.see('8 clusters');
  await third.press('6');
  await third.see('the journal of changes was tampered with');
});

test('stopped with Esc, what was sent is followed and nothing more is sent', async (t) => {
  await using cloud = await startEmulator({ scenario: 'leaver' });
  await using terminal = await openTerminal({ cloud });
  await openAccess(terminal);
  const release = cloud.faults.add({
    operation: 'CleanClusterUserPermissions',
    effect: { kind: 'delay', ms: 2_000 },
  });
  await terminal.press('X');
  await terminal.see('[ leave everything ]');
  await terminal.press('tab', 'enter');
  await terminal.type('tom');
  await terminal.press('enter');
  await terminal.see('removing…');
  await terminal.press('esc');
  await terminal.see('⏎ closes');
  release();
  const shown = terminal.screen();
  t.regex(shown, /cancelled/);
  for (const [name, count] of cleanings(cloud)) t.is(count, 1, name);
  t.true(cleanings(cloud).size < 3);
});

test('only marked kubeconfigs are cleaned, by all the names, and the list is exported to a new file', async (t) => {
  await using cloud = await startEmulator({
    scenario: {
      identities: [{ name: 'tom', state: 'Deleted' }, { name: 'mei' }],
      clusters: ['a', 'b'].map((name) => ({
        name,
        holders: {
          ops: { daysLeft: 800 },
          tom: { daysLeft: 300, lastSeenDaysAgo: 40 },
          mei: { daysLeft: 200, lastSeenDaysAgo: 40 },
        },
      })),
    },
  });
  const home = await newHome(t);
  await using terminal = await openTerminal({ cloud, home });
  await terminal.see('2 clusters');
  await terminal.press('4', 'tab', 'tab');
  await terminal.see('each kubeconfig');
  await terminal.see(/▌! tom +a /);
  await terminal.see(/mei .*40 d ago/);
  await terminal.type('/tom a');
  await terminal.see('2 of 6 match');
  await terminal.press('enter', 'esc', 'e', 'enter');
  await terminal.see('6 kubeconfigs are in ~/access.csv');
  await terminal.press('e', 'enter');
  await terminal.see('access.csv already exists');
  const csv = await readFile(join(home, 'access.csv'), 'utf8');
  t.is(csv.split('\r\n').filter((line) => line !== '').length, 7);
  t.regex(csv, /"tom","user","deleted","a"/);

  await terminal.press('g', 'space', 'down', 'down', 'space');
  await terminal.see('2 marked');
  await terminal.press('X');
  await terminal.see('2 can be removed');
  await terminal.press('tab', 'enter');
  await terminal.see(/Type (tom,mei|mei,tom) to go on/);
  const [, names = ''] = /Type (\S+) to go on/.exec(terminal.screen()) ?? [];
  await terminal.type('tom');
  await terminal.press('enter');
  await terminal.see('letter for letter');
  await terminal.press('backspace', 'backspace', 'backspace');
  await terminal.paste(names);
  await terminal.press('enter');
  await terminal.see('2 removed');
  t.is(
    [...cleanings(cloud).values()].reduce((sum, count) => sum + count, 0),
    2,
  );
});
