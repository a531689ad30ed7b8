import { chmod, cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { kubeconfigPlace, modeOf, rejection } from '@ackring/testkit/kubeconfig-place';
import test from 'ava';
import { toText } from '../../words/say.js';
import type { Clock } from '../clock.js';
import { createKubeconfigFiles } from './kubeconfig-file.js';

// What was before, and the way back.

test('a write makes a file private, and its backups too', async (t) => {
  const { files, file, home, stateDirectory } = await kubeconfigPlace(t);
  await mkdir(join(home, '.kube'));
  await writeFile(file, 'a: b\n');
  await chmod(file, 0o666);
  await files.edit(file, (text) => `${text}c: d\n`);
  t.is(await modeOf(file), 0o600);
  const [ring = ''] = await readdir(join(stateDirectory, 'kubeconfig-backups'));
  t.is(await modeOf(join(stateDirectory, 'kubeconfig-backups', ring)), 0o700);
  const kept = await readdir(join(stateDirectory, 'kubeconfig-backups', ring));
  for (const name of kept) t.is(await modeOf(join(stateDirectory, 'kubeconfig-backups', ring, name)), 0o600);
});

test('undo goes back step by step, to the exact bytes and to no file at all', async (t) => {
  const { files, file, home } = await kubeconfigPlace(t);
  await mkdir(join(home, '.kube'));
  const contents = ['\uFEFFa: b\r\n', 'a: c\n', 'a: d\n'];
  for (const content of contents)
    await files.edit(file, () => content, { summary: `wrote ${content.trim()}` });
  t.deepEqual(
    (await files.history()).map((each) => each.undoable),
    [true, false, false],
  );
  t.is((await files.undo()).summary, 'wrote a: d');
  t.is(await readFile(file, 'utf8'), 'a: c\n');
  await files.undo();
  t.deepEqual(await readFile(file), Buffer.from(contents[0] ?? ''));
  t.is(await modeOf(file), 0o600);
  await files.undo();
  t.deepEqual(await readdir(join(home, '.kube')), []);
  t.is((await rejection(t, files.undo())).code, 'ResourceNotFound');
});

test("the plan of an undo lists each entry's change, without secrets, and changes nothing", async (t) => {
  let reads = 0;
  const now = (): Date => {
    reads += 1;
    return new Date(reads * 1000);
  };
  const clock: Clock = { now, sleep: async () => {} };
  const { files, file, home } = await kubeconfigPlace(t, { clock });
  const user = 'users:\n- {name: kept, user: {token: secret-1}}\n';
  const before = `${user}contexts:\n- {name: old, context: {user: kept}}\ncurrent-context: old\n`;
  const after = `${user}contexts:\n- {name: new, context: {user: kept, namespace: a}}\n`;
  await files.edit(file, () => before, { summary: 'wrote it' });
  await files.edit(file, () => after, { summary: 'changed it', task: 'both' });
  const other = join(home, 'other');
  await files.edit(other, () => user, { summary: 'and the other', task: 'both' });
  const plan = await files.planUndo();
  t.is(plan.summary, 'changed it');
  const told = plan.files.map(({ file, goes, changes }) => [
    file,
    goes,
    ...changes.map(({ path, change, detail }) => [path, change, toText(detail)]),
  ]);
  t.deepEqual(told, [
    [
      file,
      false,
      ['contexts/new', 'remove', 'user kept, namespace a'],
      ['contexts/old', 'add', 'user kept'],
      ['current-context', 'add', 'old'],
    ],
    [other, true, ['users/kept', 'remove', 'no certificate']],
  ]);
  t.false(JSON.stringify(plan).includes('secret-1'));
  t.is(await readFile(file, 'utf8'), after);
  t.deepEqual((await files.undo(undefined, plan.writes)).files, [file, other]);
  t.is(await readFile(file, 'utf8'), before);
});

test('a planned undo reverts nothing else', async (t) => {
  const { files, file } = await kubeconfigPlace(t);
  await files.edit(file, () => 'a: 1\n');
  const { writes } = await files.planUndo();
  await files.edit(file, () => 'a: 2\n');
  t.is((await rejection(t, files.undo(undefined, writes))).code, 'Conflict');
  t.is(await readFile(file, 'utf8'), 'a: 2\n');
  await files.undo();
  t.is(await readFile(file, 'utf8'), 'a: 1\n');
});

test('the plan of an undo refuses what the undo would refuse', async (t) => {
  const { files, file } = await kubeconfigPlace(t);
  t.is((await rejection(t, files.planUndo())).code, 'ResourceNotFound');
  await files.edit(file, () => 'a: 1\n');
  await writeFile(file, 'a: 1\nmine: 1\n');
  t.is((await rejection(t, files.planUndo())).code, 'Refused');
});

test('after an undo, a new write can be undone too', async (t) => {
  const { files, file } = await kubeconfigPlace(t);
  await files.edit(file, () => 'a: 1\n');
  await files.edit(file, () => 'a: 2\n');
  await files.undo();
  await files.edit(file, () => 'a: 3\n');
  await files.undo();
  t.is(await readFile(file, 'utf8'), 'a: 1\n');
  t.deepEqual(
    (await files.history()).map((each) => each.undoneAt !== null),
    [true, true, false],
  );
});

test('undo refuses if somebody changed the file since, and says where the copy is', async (t) => {
  const { files, file } = await kubeconfigPlace(t);
  await files.edit(file, () => 'a: 1\n');
  await files.edit(file, () => 'a: 2\n');
  await writeFile(file, 'a: 2\nmine: 1\n');
  t.deepEqual(
    (await files.history()).map((each) => each.undoable),
    [false, false],
  );
  const error = await rejection(t, files.undo());
  t.is(error.code, 'Refused');
  t.is(await readFile(file, 'utf8'), 'a: 2\nmine: 1\n');
  const copy = /the earlier copy, (\/[^,]+),/.exec(error.remedy)?.[1] ?? '';
  t.is(await readFile(copy, 'utf8'), 'a: 1\n');
});

test('undo refuses if the copy from before is damaged', async (t) => {
  const { files, file } = await kubeconfigPlace(t);
  await files.edit(file, () => 'a: 1\n');
  await files.edit(file, () => 'a: 2\n');
  const [last] = await files.history();
  await writeFile(last?.backup ?? '', 'a: 0\n');
  t.is((await rejection(t, files.undo())).code, 'Refused');
  t.is(await readFile(file, 'utf8'), 'a: 2\n');
});

test('ten backups per file are kept, the oldest are removed', async (t) => {
  const { files, file, home } = await kubeconfigPlace(t);
  for (let number = 1; number <= 14; number += 1) await files.edit(file, () => `a: ${number}\n`);
  await files.edit(join(home, 'other'), () => 'b: 1\n');
  const history = await files.history();
  t.is(history.filter((each) => each.file === file).length, 10);
  t.is(history.length, 11);
  for (let back = 0; back < 10; back += 1) await files.undo(file);
  t.is(await readFile(file, 'utf8'), 'a: 4\n');
});

test('leftovers of a killed write among the backups are removed by the next one', async (t) => {
  const { files, file, stateDirectory } = await kubeconfigPlace(t);
  await files.edit(file, () => 'a: 1\n');
  await files.edit(file, () => 'a: 2\n');
  const [ring = ''] = await readdir(join(stateDirectory, 'kubeconfig-backups'));
  const folder = join(stateDirectory, 'kubeconfig-backups', ring);
  for (const name of ['00000009.json', '00000009.kubeconfig', '.00000003.json.ackring-1-x.new']) {
    await writeFile(join(folder, name), '{"number": 9, "at"');
  }
  await files.edit(file, () => 'a: 3\n');
  t.deepEqual((await readdir(folder)).sort(), [
    '00000001.json',
    '00000002.json',
    '00000002.kubeconfig',
    '00000003.json',
    '00000003.kubeconfig',
  ]);
  await files.undo();
  t.is(await readFile(file, 'utf8'), 'a: 2\n');
});

test('undo never restores a revoked credential, and says where the copy is', async (t) => {
  const { files, file } = await kubeconfigPlace(t);
  await files.edit(file, () => 'a: 1\n');
  await files.edit(file, () => 'a: 2\n', { summary: 'after a revoke', replacesRevoked: true });
  await files.edit(file, () => 'a: 3\n');
  await files.undo();
  t.deepEqual(
    (await files.history()).map((each) => each.undoable),
    [false, false, false],
  );
  const error = await rejection(t, files.undo());
  t.is(error.code, 'Refused');
  t.regex(error.message, /would be put back into .*: undoing "after a revoke" of /);
  t.is(await readFile(file, 'utf8'), 'a: 2\n');
  t.regex(error.remedy, /^Its earlier writes cannot be taken back either\./);
  const copy = /file is in (.+)\.$/.exec(error.remedy)?.[1] ?? '';
  t.is(await readFile(copy, 'utf8'), 'a: 1\n');
});

/** A second later each time. */
function tickingClock(): Clock {
  let nowMs = Date.parse('2026-11-24T08:00:00Z');
  return {
    now: () => {
      nowMs += 1000;
      return new Date(nowMs);
    },
    sleep: async () => {},
  };
}

test('foreign files among the backups stop neither a write nor its undo, and stay', async (t) => {
  const { files, file, stateDirectory } = await kubeconfigPlace(t);
  await files.edit(file, () => 'a: b\n');
  const backups = join(stateDirectory, 'kubeconfig-backups');
  const [ring = ''] = await readdir(backups);
  await writeFile(join(backups, '.DS_Store'), '');
  await writeFile(join(backups, ring, 'notes.txt'), '');
  await mkdir(join(backups, ring, 'folder'));
  await mkdir(join(backups, ring, '00000007.json'));
  await symlink('nowhere', join(backups, 'link'));
  await symlink('nowhere', join(backups, ring, 'link'));
  await symlink('00000009.json', join(backups, ring, '00000009.json'));
  await files.edit(file, () => 'c: d\n');
  await files.undo();
  t.is(await readFile(file, 'utf8'), 'a: b\n');
  t.deepEqual((await readdir(backups)).sort(), ['.DS_Store', 'link', ring].sort());
  const left = await readdir(join(backups, ring));
  for (const name of ['notes.txt', 'folder', 'link']) t.true(left.includes(name), name);
});

test('a copy of the backups under another name is ignored: undo reverts each write once', async (t) => {
  const { files, file, stateDirectory } = await kubeconfigPlace(t);
  for (const text of ['a: 1\n', 'a: 2\n', 'a: 3\n']) await files.edit(file, () => text, { task: text });
  const backups = join(stateDirectory, 'kubeconfig-backups');
  const [ring = ''] = await readdir(backups);
  await cp(join(backups, ring), join(backups, `${ring} copy`), { recursive: true });
  t.is((await files.history()).length, 3);
  await files.undo();
  t.is(await readFile(file, 'utf8'), 'a: 2\n');
  await files.undo();
  t.is(await readFile(file, 'utf8'), 'a: 1\n');
});

test('the writes of one task are undone together, all or none', async (t) => {
  const { files, file, home } = await kubeconfigPlace(t, { clock: tickingClock() });
  const other = join(home, 'other');
  await files.edit(file, () => 'a: 1\n');
  await files.edit(file, () => 'a: 2\n', { task: 'one', summary: 'entries' });
  await files.edit(other, () => 'b: 1\n', { task: 'one', summary: 'current-context' });
  await writeFile(file, 'a: mine\n');
  t.is((await rejection(t, files.undo())).code, 'Refused');
  t.is(await readFile(other, 'utf8'), 'b: 1\n');
  await writeFile(file, 'a: 2\n');
  t.like(await files.undo(), { file, summary: 'entries', files: [file, other] });
  t.is(await readFile(file, 'utf8'), 'a: 1\n');
  await t.throwsAsync(readFile(other), { code: 'ENOENT' });
});

test('an undo of two files that was killed after the first continues with the second', async (t) => {
  const clock = tickingClock();
  const { files, file, home, stateDirectory } = await kubeconfigPlace(t, { clock });
  const other = join(home, 'other');
  await files.edit(file, () => 'a: 1\n');
  await files.edit(file, () => 'a: 2\n', { task: 'one' });
  await files.edit(other, () => 'b: 1\n', { task: 'one' });
  let reads = 0;
  const killed = createKubeconfigFiles({
    environment: {},
    home,
    stateDirectory,
    clock,
    onStep: (step) => {
      if (step === 'read') reads += 1;
      if (reads === 2) throw new Error('killed');
    },
  });
  // The last write is undone first: that of the file that did not exist.
  await t.throwsAsync(killed.undo());
  await t.throwsAsync(readFile(other), { code: 'ENOENT' });
  t.is(await readFile(file, 'utf8'), 'a: 2\n');
  await files.undo();
  t.is(await readFile(file, 'utf8'), 'a: 1\n');
});

test('after the clock was set back the last write is undone first, and nothing of an earlier task with it', async (t) => {
  let atMs = Date.parse('2026-11-24T08:00:00Z');
  const clock: Clock = { now: () => new Date(atMs), sleep: async () => undefined };
  const { files, file, home } = await kubeconfigPlace(t, { clock });
  const other = join(home, 'other');
  for (const each of [file, other])
    await files.edit(each, () => 'a: 1\n', { task: 'both', summary: 'first' });
  atMs -= 30 * 86_400_000;
  await files.edit(file, () => 'a: 2\n', { summary: 'second' });
  t.is((await files.undo(file)).summary, 'second');
  t.deepEqual([await readFile(file, 'utf8'), await readFile(other, 'utf8')], ['a: 1\n', 'a: 1\n']);
  t.deepEqual((await files.undo()).files.toSorted(), [file, other].toSorted());
});

test('the last write of one file is planned and undone alone, whatever was written since elsewhere', async (t) => {
  const { files, file, home } = await kubeconfigPlace(t);
  const other = join(home, 'other');
  for (const each of [file, other]) await files.edit(each, () => 'a: 1\n');
  const plan = await files.planUndo(file);
  t.deepEqual(
    plan.files.map((each) => each.file),
    [file],
  );
  t.deepEqual((await files.undo(file, plan.writes)).files, [file]);
  t.is((await rejection(t, files.planUndo(file))).message, `there is no kubeconfig write of ${file} to undo`);
  t.deepEqual((await files.undo()).files, [other]);
});

test('a task is not undone while one of its files has a later write', async (t) => {
  const { files, file, home } = await kubeconfigPlace(t);
  const other = join(home, 'other');
  for (const each of [file, other]) await files.edit(each, () => 'a: 1\n', { task: 'both' });
  await files.edit(file, () => 'a: 2\n');
  t.is((await rejection(t, files.undo(other))).code, 'Refused');
  t.deepEqual([await readFile(file, 'utf8'), await readFile(other, 'utf8')], ['a: 2\n', 'a: 1\n']);
  await files.undo(file);
  await files.undo(other);
  t.deepEqual(await files.history().then((all) => all.filter(({ undoneAt }) => undoneAt === null)), []);
});

test('a task that wrote one file twice is undone as a whole', async (t) => {
  const { files, file } = await kubeconfigPlace(t);
  for (const text of ['a: 1\n', 'a: 2\n', 'a: 3\n'])
    await files.edit(file, () => text, { task: text === 'a: 1\n' ? 'before' : 'twice' });
  const plan = await files.planUndo();
  t.deepEqual([plan.writes.length, plan.files.length, plan.restored.get(file)], [2, 1, 'a: 1\n']);
  t.deepEqual((await files.undo(undefined, plan.writes)).files, [file]);
  t.is(await readFile(file, 'utf8'), 'a: 1\n');
});

test('a task of many writes takes two copies, and is undone as a whole, however often its process was killed', async (t) => {
  const place = await kubeconfigPlace(t, { clock: tickingClock() });
  const { files, file, home, stateDirectory } = place;
  let isKilled = false;
  const killed = createKubeconfigFiles({
    environment: {},
    home,
    stateDirectory,
    clock: tickingClock(),
    onStep: (step) => {
      if (isKilled && step === 'recorded') throw new Error('killed');
    },
  });
  await files.edit(file, () => 'a: 0\n', { task: 'before', summary: 'earlier' });
  for (let write = 1; write <= 30; write += 1) {
    const next = () => `a: ${write}\n`;
    isKilled = write % 7 === 3;
    const options = { task: 'many', summary: `write ${write}` };
    const edit = killed.edit(file, next, options);
    if (isKilled) await t.throwsAsync(edit);
    else await edit;
  }
  const folder = join(stateDirectory, 'kubeconfig-backups');
  const [ring = ''] = await readdir(folder);
  t.is((await readdir(join(folder, ring))).length, 5, 'two records with a copy each, and one of no file');
  const history = await files.history();
  t.deepEqual(
    history.map(({ summary }) => summary),
    ['write 30', 'write 1, and 24 more of that task', 'earlier'],
  );
  const [told, earlier] = await files.tasks();
  t.like(told, { summary: 'write 1, and 25 more of that task', undoable: true, undoneAt: null });
  t.deepEqual(await files.writtenChanges(told?.id ?? ''), []);
  const { summary, at } = await files.planUndo();
  t.deepEqual({ summary, at }, { summary: told?.summary, at: told?.at });
  const undone = await files.undo();
  t.is(undone.summary, summary);
  t.like((await files.tasks())[0], {
    summary,
    undoable: false,
    undoneAt: undone && (await files.history())[1]?.undoneAt,
  });
  t.is((await files.tasks())[1]?.id, earlier?.id);
  t.is(await readFile(file, 'utf8'), 'a: 0\n');
  await files.undo();
  await t.throwsAsync(readFile(file), { code: 'ENOENT' });
});

test('a write that was joined with those before it, and not yet removed, does not count twice', async (t) => {
  const { files, file, stateDirectory } = await kubeconfigPlace(t, { clock: tickingClock() });
  const write = (number: number) => files.edit(file, () => `a: ${number}\n`, { task: 'many' });
  await files.edit(file, () => 'a: 0\n');
  for (const number of [1, 2, 3]) await write(number);
  const folder = join(stateDirectory, 'kubeconfig-backups');
  const kept = `${folder} kept`;
  await cp(folder, kept, { recursive: true });
  await write(4);
  await cp(kept, folder, { recursive: true, force: false });
  await files.undo();
  t.is(await readFile(file, 'utf8'), 'a: 0\n');
});
