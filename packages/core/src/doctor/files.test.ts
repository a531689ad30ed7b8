import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'ava';
import type { ContextInventory } from '../contexts/local-contexts.js';
import { AckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import { shell } from '../words/shell-word.js';
import { fileFindings, keyFileFindings, stateFolderFinding } from './files.js';
import { type Finding, findingToJson } from './finding.js';

async function temporary() {
  const path = await mkdtemp(join(tmpdir(), 'ackring-doctor-'));
  const put = async (name: string, mode: number): Promise<string> => {
    const file = join(path, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, '');
    await chmod(file, mode);
    return file;
  };
  return { path, put, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

function inventory(change: object): ContextInventory {
  return { files: [], entries: [], problems: [], ...change } as unknown as ContextInventory;
}

const told = (findings: readonly Pick<Finding, 'check' | 'level'>[]) =>
  findings.map(({ check, level }) => `${check} ${level}`);

test('complete contexts in a private file are fine', async (t) => {
  await using folder = await temporary();
  const files = [await folder.put('config', 0o600)];
  const entries = [{ context: 'prod', warnings: [], status: 'fresh' }];
  const [finding, ...others] = (await fileFindings(inventory({ files, entries }))).map(findingToJson);
  t.like(finding, { check: 'kubeconfig', level: 'ok', detail: 'contexts: 1, all complete' });
  t.deepEqual(others, []);
});

test('readable by others, locked, broken, unusual and expired files are reported, each with its remedy', async (t) => {
  await using folder = await temporary();
  const file = await folder.put('config', 0o604);
  await folder.put('config.lock', 0o600);
  const error = new AckringError('KubeconfigInvalid', 'it is no YAML', { remedy: 'Correct it.' });
  const entries = [
    { context: 'odd', warnings: [say('names no user')], status: 'unknown' },
    { context: 'old', warnings: [], status: 'expired' },
    { context: 'young', warnings: [], status: 'fresh' },
  ];
  const all = await fileFindings(inventory({ files: [file], entries, problems: [{ file, error }] }));
  const findings = all.map(findingToJson);
  t.deepEqual(told(findings), [
    'kubeconfig failed',
    'kubeconfig warning',
    'lock warning',
    'kubeconfig warning',
    'kubeconfig warning',
  ]);
  t.is(findings[1]?.remedy, shell`chmod 600 ${file}`);
  t.is(findings[3]?.detail, 'odd: names no user');
  t.is(findings[4]?.detail, 'expired: old');
});

test('a current context that is in no file is told of', async (t) => {
  const currentMissing = say(
    'the current context, "{context}", is in no file: kubectl refuses without another',
    {
      context: 'lab',
    },
  );
  const [finding] = (await fileFindings(inventory({ currentMissing }))).map(findingToJson);
  t.regex(finding?.detail ?? '', /"lab", is in no file/);
  t.like(finding, {
    level: 'warning',
    remedy: 'Choose another: `ackring use`.',
  });
});

test('a single finding is not taken for none', async (t) => {
  await using folder = await temporary();
  const files = [await folder.put('config', 0o604)];
  t.deepEqual(told((await fileFindings(inventory({ files }))).map(findingToJson)), ['kubeconfig warning']);
});

test('the state folder is fine when it is absent or private', async (t) => {
  await using folder = await temporary();
  const finding = async (path: string) => findingToJson(await stateFolderFinding(path));
  const none = join(folder.path, 'none');
  t.like(await finding(none), { level: 'ok', detail: `${none} does not exist yet` });
  await chmod(folder.path, 0o700);
  t.like(await finding(folder.path), { level: 'ok', detail: `only you can open ${folder.path}` });
  await chmod(folder.path, 0o710);
  const open = findingToJson(await stateFolderFinding(folder.path));
  t.like(open, { level: 'warning', remedy: shell`chmod 700 ${folder.path}` });
});

test('files with access keys that others can read are reported', async (t) => {
  await using folder = await temporary();
  t.deepEqual(await keyFileFindings(folder.path), []);
  await folder.put('.aliyun/config.json', 0o600);
  const lax = await folder.put('.alibabacloud/credentials', 0o640);
  const findings = (await keyFileFindings(folder.path)).map(findingToJson);
  t.deepEqual(told(findings), ['credentials warning']);
  t.is(findings[0]?.remedy, shell`chmod 600 ${lax}`);
});
