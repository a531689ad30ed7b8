import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { makeSpecimen, specimenClusterId, specimenNow, specimenUid } from '@ackring/testkit/specimen';
import test, { type ExecutionContext } from 'ava';
import { createJournal, type JournalDraft } from '../journal/journal.js';
import { systemClock } from '../machine/clock.js';
import { resolveTarget } from '../machine/files/file-target.js';
import { createKubeconfigFiles } from '../machine/kubeconfig-file/kubeconfig-file.js';
import { dayMs } from '../words/duration.js';
import { AckringError } from '../words/errors.js';
import { quoted, toText } from '../words/say.js';
import { localContexts } from './local-contexts.js';
import { type DeadCertificate, deadAfterUndo, deadUndoProblem } from './undoing.js';

const dayAfter = (days: number) => new Date(specimenNow.getTime() + days * dayMs);
const minuteAfter = (minutes: number) => new Date(specimenNow.getTime() + minutes * 60_000);
const [clusterId, otherId] = [specimenClusterId(1), specimenClusterId(2)];

/** A write took the certificate of one cluster out of the file, as `removed` says. */
async function place(
  t: ExecutionContext,
  { removed = 'token' }: { removed?: 'token' | 'gone' | 'expired' | 'nothing' },
) {
  const home = await mkdtemp(join(tmpdir(), 'ackring-undoing-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  const time = { now: specimenNow };
  const clock = { now: () => time.now, sleep: async () => undefined };
  const file = join(home, 'config');
  const files = createKubeconfigFiles({
    environment: { KUBECONFIG: file },
    home,
    stateDirectory: join(home, 'state'),
    clock,
    lockWaitMs: 50,
  });
  const journal = createJournal({ folder: join(home, 'state'), clock });
  const { yaml } = await makeSpecimen();
  const old = await makeSpecimen({ issuedAt: dayAfter(-1200), keyNumber: 1 });
  await writeFile(file, yaml, { mode: 0o600 });
  const withToken = yaml
    .replace(/client-certificate-data: .*/, 'token: t')
    .replace(/\n.*client-key-data: .*/, '');
  const next = {
    token: withToken,
    gone: 'apiVersion: v1\nkind: Config\n',
    expired: old.yaml,
    nothing: `# mine\n${yaml}`,
  }[removed];
  await files.edit(file, () => next);
  const local = localContexts({
    files,
    recent: { read: () => [], used: async () => undefined, renamed: async () => undefined },
    tidying: async () => Promise.reject(new Error('not asked')),
    checkJournal: journal.check,
    hasJournal: () => existsSync(journal.path),
    now: clock.now,
    refuseWhenReadOnly: async () => undefined,
  });
  const note = async (at: Date, draft: Partial<JournalDraft>) => {
    time.now = at;
    await journal.record({ action: 'clean', phase: 'done', runId: 'r', summary: 's', ...draft });
  };
  const dead = async (at: Date) => {
    time.now = at;
    return (await local.planUndo()).dead;
  };
  return { home, files, file, yaml, next, journal, local, note, dead };
}

const brief = (dead: readonly DeadCertificate[]) =>
  dead.map(({ cause, since, replaces }) => [cause, since.toISOString().slice(0, 10), replaces]);

const details = { uid: specimenUid, clusterId, result: 'removed' };

const ownName = `${specimenUid}-${Math.floor(specimenNow.getTime() / 1000)}`;
const revokedSince = (commonName: string): Partial<JournalDraft> => ({
  action: 'revoke',
  details: { uid: specimenUid, clusterId, commonName },
});

const lines: readonly (readonly [
  what: string,
  at: Date,
  draft: Partial<JournalDraft>,
  cause: string | null,
])[] = [
  ['a clean', dayAfter(5), { details }, 'cleaned'],
  [
    'a clean that found it removed',
    dayAfter(5),
    { details: { ...details, result: 'alreadyRemoved' } },
    'cleaned',
  ],
  ['a revoke', dayAfter(5), { action: 'revoke', details: { uid: specimenUid, clusterId } }, 'revoked'],
  [
    'a clean that the list did not confirm',
    dayAfter(5),
    { details: { ...details, result: 'unconfirmed' } },
    null,
  ],
  ['a clean that failed', dayAfter(5), { phase: 'failed', details: { ...details, result: 'failed' } }, null],
  ['a revoke that only began', dayAfter(5), { action: 'revoke', phase: 'started', details }, null],
  ['a revoke that failed', dayAfter(5), { action: 'revoke', phase: 'failed', details }, null],
  ["another cluster's clean", dayAfter(5), { details: { ...details, clusterId: otherId } }, null],
  ["somebody else's clean", dayAfter(5), { details: { ...details, uid: '9' } }, null],
  ['a clean before it was issued', dayAfter(-1), { details }, null],
  ['a revoke in the very minutes of its issue', minuteAfter(2), { action: 'revoke', details }, 'unknown'],
  ['a revoke since which its name was issued', minuteAfter(2), revokedSince(ownName), null],
  ['a revoke since which another name was issued', minuteAfter(2), revokedSince('1-2'), 'unknown'],
  [
    'a revoke since which its name was issued, by clocks that differ',
    dayAfter(5),
    revokedSince(ownName),
    null,
  ],
  ['a revoke since which another was, long after it', dayAfter(5), revokedSince('1-2'), 'revoked'],
  ['a clean by a clock that may be behind', minuteAfter(-10), { details }, 'unknown'],
  ['a clean before any clock could err', minuteAfter(-10.1), { details }, null],
  ['a clean by a clock that may be ahead', minuteAfter(10), { details }, 'unknown'],
  ['a clean after any clock could err', minuteAfter(10.1), { details }, 'cleaned'],
  ['a clean a little later than it is now', minuteAfter(10 * 1440 + 15), { details }, 'cleaned'],
  ['a clean by a clock that was ahead', minuteAfter(10 * 1440 + 15.1), { details }, null],
  ['another change', dayAfter(5), { action: 'life', details }, null],
];

const recorded: Readonly<Record<string, RegExp>> = {
  revoked: /^its certificate was revoked at .*, by the journal$/,
  cleaned: /^its certificate lost its access at .*, by the journal$/,
  unknown: /^its certificate was issued within minutes of /,
  none: /^$/,
};

for (const [what, at, draft, cause] of lines) {
  test(`what an undo brings back, by the journal of ${what}: ${cause ?? 'nothing is called dead'}`, async (t) => {
    const { note, dead, local, file, next, yaml } = await place(t, {});
    await note(at, draft);
    const day = at.toISOString().slice(0, 10);
    t.deepEqual(brief(await dead(dayAfter(10))), cause === null ? [] : [[cause, day, true]]);
    // The same of the certificate wherever it lies: nobody has to be asked.
    await writeFile(join(dirname(file), 'kept'), yaml);
    const { entries } = await local.contexts([join(dirname(file), 'kept')]);
    const [judged] = await local.judgedByRecord(entries);
    t.is(judged?.status, cause === 'revoked' ? 'revoked' : 'fresh');
    t.regex(
      judged?.warnings.map((each) => toText(each)).join('') ?? '',
      recorded[cause ?? 'none'] ?? /never/,
    );
    if (cause === null) {
      await local.undo();
      t.is(await readFile(file, 'utf8'), yaml);
      return;
    }
    const refusal = await t.throwsAsync(local.undo(), { instanceOf: AckringError });
    t.is(refusal?.code, 'ConfirmationMissing');
    t.regex(refusal?.remedy ?? '', /`ackring undo --yes`\.$/);
    t.is(await readFile(file, 'utf8'), next);
    const { writes } = await local.planUndo();
    await local.undo(writes, { evenDead: true });
    t.is(await readFile(file, 'utf8'), yaml);
  });
}

test('what expired meanwhile is told as that, and only where it comes back', async (t) => {
  const { dead, local } = await place(t, {});
  const [{ since: notAfter } = t.fail()] = await dead(dayAfter(1096));
  t.deepEqual(await dead(notAfter), []);
  t.deepEqual(brief(await dead(new Date(notAfter.getTime() + 1))), [
    ['expired', dayAfter(1095).toISOString().slice(0, 10), true],
  ]);
  await t.throwsAsync(local.undo(), { code: 'ConfirmationMissing' });
});

test('what comes back where nothing is, or another dead one, is told and stops nobody', async (t) => {
  const gone = await place(t, { removed: 'gone' });
  await gone.note(dayAfter(5), { details });
  t.deepEqual(
    (await gone.dead(dayAfter(10))).map(({ replaces }) => replaces),
    [false],
  );
  await gone.local.undo();
  t.is(await readFile(gone.file, 'utf8'), gone.yaml);

  const expired = await place(t, { removed: 'expired' });
  await expired.note(dayAfter(5), { details });
  t.deepEqual(
    (await expired.dead(dayAfter(10))).map(({ replaces }) => replaces),
    [false],
  );
});

for (const text of ['no: kubeconfig: {', 'a note', '[1,2']) {
  test(`what was no kubeconfig before comes back too: ${text}`, async (t) => {
    const { file, local, files } = await place(t, {});
    await writeFile(file, text, 'latin1');
    await files.edit(file, () => 'apiVersion: v1\nkind: Config\n');
    t.deepEqual((await local.planUndo()).dead, []);
    await local.undo();
    t.is(await readFile(file, 'latin1'), text);
  });
}

test('a dead one that was there all along does not come back', async (t) => {
  const { note, dead } = await place(t, { removed: 'nothing' });
  await note(dayAfter(5), { details });
  t.deepEqual(await dead(dayAfter(10)), []);
});

test('what another file of KUBECONFIG covers does not come back', async (t) => {
  const { home, file, next, yaml } = await place(t, {});
  const paths = [join(home, 'first'), file, join(home, 'missing')];
  await writeFile(join(home, 'first'), next);
  const files = createKubeconfigFiles({
    environment: { KUBECONFIG: paths.join(delimiter) },
    ...{ home, stateDirectory: join(home, 'state'), clock: systemClock },
  });
  const ports = {
    files,
    checkJournal: async () => Promise.reject(new Error('none')),
    now: () => dayAfter(1200),
  };
  const restoredIn = async (path: string) =>
    deadAfterUndo({ restored: new Map([[await resolveTarget(path), yaml]]) }, ports);
  t.deepEqual(await restoredIn(file), []);
  t.is((await restoredIn(join(home, 'first'))).length, 1);
});

test('the remedy of a refused undo is of the same file', (t) => {
  const death = { file: 'f', context: 'c', serial: '1', cause: 'revoked', since: specimenNow } as const;
  const dead = [{ ...death, clusterId: null, replaces: true, said: quoted('dead') }];
  t.regex(deadUndoProblem({ dead })?.remedy ?? '', /`ackring undo --yes`\.$/);
  t.regex(
    deadUndoProblem({ dead }, 'ci/deploy.yaml')?.remedy ?? '',
    /`ackring undo ci\/deploy\.yaml --yes`\.$/,
  );
});

test('an altered journal proves nothing', async (t) => {
  const { note, dead, journal } = await place(t, {});
  await note(dayAfter(5), { details: { ...details, result: 'refused' } });
  await note(dayAfter(6), {});
  await writeFile(journal.path, (await readFile(journal.path, 'utf8')).replace('"refused"', '"removed"'));
  t.deepEqual(await dead(dayAfter(10)), []);
});

test('an undo names what was done elsewhere since, which it leaves', async (t) => {
  const { local, note } = await place(t, {});
  await note(dayAfter(1), { action: 'grant', summary: 'give mei the role ops in prod' });
  await note(dayAfter(2), { action: 'grant', phase: 'started', summary: 'give tom the role ops in prod' });
  await note(dayAfter(3), { action: 'write', summary: 'a file' });
  await note(dayAfter(4), { action: 'shell', summary: 'shell in prod' });
  const { stays } = await local.planUndo();
  t.deepEqual(
    stays.map(({ summary }) => summary),
    ['give mei the role ops in prod'],
  );
});

const journals: readonly [string, (path: string) => Promise<unknown>, string | null, number][] = [
  ['one that is whole tells all', async () => undefined, null, 1],
  ['one that never was tells all', (path) => rm(path).then(() => rm(headOf(path))), null, 0],
  ['what a crash cut off hides nothing', (path) => appendFile(path, '{"sequence":'), null, 1],
  [
    'an altered one may lack a line',
    async (path) => writeFile(path, (await readFile(path, 'utf8')).replace('mei', 'tom')),
    'altered',
    1,
  ],
  ['so may one that was cut', async (path) => writeFile(path, ''), 'altered', 0],
  ['one that cannot be read tells nothing', (path) => rm(path).then(() => mkdir(path)), 'journal.jsonl', 0],
];

for (const [title, harm, unknown, stays] of journals) {
  test(`what an undo leaves, by the journal: ${title}`, async (t) => {
    const { local, note, journal } = await place(t, {});
    await note(dayAfter(1), { action: 'grant', summary: 'give mei the role ops in prod' });
    await harm(journal.path);
    const plan = await local.planUndo();
    t.is(plan.stays.length, stays);
    if (unknown === null) t.is(plan.unknown, null);
    else t.true(plan.unknown !== null && toText(plan.unknown).includes(unknown));
  });
}

const headOf = (path: string) => path.replace('.jsonl', '.head');
