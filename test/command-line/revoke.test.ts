import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { parse } from 'yaml';
import { openTerminal } from '../terminal/driver.js';
import { undoContract } from './kubeconfig-contracts.js';
import { rawKubeconfig } from './misissued.js';
import { type Ackring, createAckring } from './run-ackring.js';

const dayMs = 86_400_000;

/** The cloud starts two days ago, when what is due today by this machine's clock was not yet. */
async function world(t: ExecutionContext) {
  const emulator = await startEmulator({
    now: new Date(Date.now() - 2 * dayMs),
    scenario: {
      clusters: [
        { name: 'own', holders: { ops: { daysLeft: 181 } } },
        { name: 'other', holders: { ops: { daysLeft: 900 } } },
      ],
    },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const plugin = (name: string) => {
    const { id, region } = emulator.world.clusters.named(name) ?? { id: '', region: '' };
    return ackring.runHere(['exec-credential', '--cluster', id, '--region', region]);
  };
  return { emulator, ackring, plugin };
}

/** The kubeconfig as the cloud issues it, with certificate and key in files beside it. */
async function layWithFiles({ kubeconfig }: Ackring, text: string) {
  const folder = dirname(kubeconfig);
  await mkdir(folder, { recursive: true });
  const [{ user }] = parse(text).users;
  for (const [field, file] of [
    ['client-certificate', 'own.crt'],
    ['client-key', 'own.key'],
  ] as const) {
    await writeFile(join(folder, file), Buffer.from(user[`${field}-data`], 'base64'), { mode: 0o600 });
  }
  const linked = text
    .replace(/client-certificate-data: .*/, 'client-certificate: own.crt')
    .replace(/client-key-data: .*/, 'client-key: own.key');
  await writeFile(kubeconfig, linked, { mode: 0o600 });
  return { certificate: () => readFile(join(folder, 'own.crt'), 'utf8') };
}

test('a context with its certificate in a file gets the new one too, and undo restores the dead one nowhere', async (t) => {
  const { emulator, ackring } = await world(t);
  const files = await layWithFiles(ackring, await rawKubeconfig(emulator, 'own'));
  const old = await files.certificate();
  const dead = (await ackring.runHere(['contexts', '--json'])).json();
  const revoked = await ackring.runHere(['revoke', 'own', '--confirm', 'own', '--json']);
  t.is(revoked.code, 0, revoked.stdout + revoked.stderr);
  const verified = await ackring.runHere(['verify', '--json']);
  t.is(verified.code, 0, verified.stdout);
  const after = await readFile(ackring.kubeconfig, 'utf8');
  t.notRegex(after, /client-(certificate|key): /);
  t.is(
    (await ackring.runHere(['contexts'])).stderr,
    '',
    'nothing is said against what has come in its place',
  );
  t.notDeepEqual((await ackring.runHere(['contexts', '--json'])).json(), dead);
  t.is(await files.certificate(), old, 'what else uses the file is not ours to change');

  const undone = await ackring.runHere(['undo', '--json']);
  t.is(undone.code, 6, undone.stdout);
  t.regex(JSON.parse(undone.stderr).error.message, /would be put back into /);
  t.is(await readFile(ackring.kubeconfig, 'utf8'), after);
});

test('what was revoked from here is shown as revoked wherever it still lies, though nobody asks its server', async (t) => {
  const { emulator, ackring } = await world(t);
  await emulator.clock.advance(2 * dayMs);
  await mkdir(dirname(ackring.kubeconfig), { recursive: true });
  await writeFile(ackring.kubeconfig, await rawKubeconfig(emulator, 'other'), { mode: 0o600 });
  const backup = join(ackring.home, 'backup.yaml');
  await writeFile(backup, await rawKubeconfig(emulator, 'own'), { mode: 0o600 });
  const revoked = await ackring.runHere(['revoke', 'own', '--confirm', 'own', '--json']);
  t.is(revoked.code, 0, revoked.stdout + revoked.stderr);

  const both = ['--kubeconfig', ackring.kubeconfig, '--kubeconfig', backup];
  const listed = await ackring.runHere(['contexts', ...both, '--json']);
  t.deepEqual(statusesIn(listed.json()), { [ackring.kubeconfig]: 'fresh', [backup]: 'revoked' });
  t.regex((await ackring.runHere(['contexts', ...both])).stderr, /revoked at .*, by the journal/);
  const found = await ackring.runHere(['contexts', ...both, 'status:revoked', '--json']);
  t.deepEqual(statusesIn(found.json()), { [backup]: 'revoked' });
  const environment = { KUBECONFIG: [ackring.kubeconfig, backup].join(delimiter) };
  const ends = v.parse(
    v.array(v.object({ status: v.string(), file: v.nullable(v.string()) })),
    (await ackring.runHere(['expiry', '--json'], { environment })).json(),
  );
  t.deepEqual(
    ends.filter(({ file }) => file === backup).map(({ status }) => status),
    ['revoked'],
  );
  await using terminal = await openTerminal({ cloud: emulator, home: ackring.home, environment });
  await terminal.seeFleet();
  await terminal.press('2');
  await terminal.see(/revoked X/);
  // What is fetched for it is what it was; in its place, but not where that is another's entry for kubectl.
  await terminal.press('f');
  await terminal.see(/◉ long-term/);
  await terminal.seeGone('working out the change');
  await terminal.see('ack/ap-northeast-1/own');
  await terminal.press('esc');
});

test('f on what was revoked from here fetches another of its life in its place', async (t) => {
  const { emulator, ackring } = await world(t);
  await emulator.clock.advance(2 * dayMs);
  await ackring.runHere(['get', 'other', '--long-term', '--context', 'mine', '--no-verify']);
  const dead = await readFile(ackring.kubeconfig, 'utf8');
  const revoked = await ackring.runHere(['revoke', 'other', '--confirm', 'other', '--json']);
  t.is(revoked.code, 0, revoked.stdout + revoked.stderr);
  await writeFile(ackring.kubeconfig, dead);
  await using terminal = await openTerminal({ cloud: emulator, home: ackring.home });
  await terminal.seeFleet();
  await terminal.press('2');
  await terminal.see(/revoked X/);
  await terminal.press('f');
  await terminal.see(/◉ long-term/);
  await terminal.see(/As +mine/);
  await terminal.see(/\? user +mine/);
  await terminal.press('enter');
  await terminal.seeGone(/revoked X/);
  t.deepEqual(statusesIn((await ackring.runHere(['contexts', '--json'])).json()), {
    [ackring.kubeconfig]: 'fresh',
  });
});

function statusesIn(json: unknown) {
  const listed = v.parse(v.array(v.object({ status: v.string(), file: v.string() })), json);
  return Object.fromEntries(listed.map(({ file, status }) => [file, status]));
}

test("contexts with a plug-in are in the plan, and revoke, renew and get --exec empty their cluster's cache", async (t) => {
  const { emulator, ackring, plugin } = await world(t);
  await ackring.runHere(['get', 'own', '--exec', '--context', 'by-plugin', '--no-verify']);
  await ackring.runHere(['get', 'own', '--long-term', '--context', 'long', '--no-verify']);
  await emulator.clock.advance(2 * dayMs);
  const keeps = async (name: string): Promise<void> => {
    const before = emulator.requests.count('DescribeClusterUserKubeconfig');
    t.is((await plugin(name)).code, 0);
    t.is(emulator.requests.count('DescribeClusterUserKubeconfig'), before, `${name} is kept`);
  };
  const forgot = async (what: string): Promise<void> => {
    t.is((await kept(ackring)).length, 1, `${what} leaves the other cluster's alone`);
    await keeps('other');
    await plugin('own');
    t.is((await kept(ackring)).length, 2);
  };
  await plugin('other');
  await plugin('own');
  await keeps('own');
  const renewed = await ackring.runHere(['renew', 'long', '--json']);
  t.is(renewed.code, 0, renewed.stdout + renewed.stderr);
  await forgot('renew');
  await ackring.runHere(['get', 'own', '--exec', '--context', 'by-plugin', '--no-verify']);
  await forgot('get --exec');

  const planned = v.parse(
    v.object({ plan: v.array(v.object({ plugins: v.array(v.object({ context: v.string() })) })) }),
    (await ackring.runHere(['revoke', 'own', '--json'])).json(),
  );
  t.deepEqual(planned.plan[0]?.plugins, [{ context: 'by-plugin' }]);
  await keeps('own');
  const revoked = await ackring.runHere(['revoke', 'own', '--confirm', 'own', '--json']);
  t.is(revoked.code, 0, revoked.stdout + revoked.stderr);
  await forgot('revoke');
  const verified = await ackring.runHere(['verify', 'long']);
  t.is(verified.code, 0, verified.stdout + verified.stderr);
});

test('an undo that would put back what was revoked says so, and needs a yes', async (t) => {
  const { ackring, emulator } = await world(t);
  await emulator.clock.advance(2 * dayMs);
  await ackring.runHere(['get', 'other', '--long-term', '--context', 'mine', '--no-verify']);
  const plugged = await ackring.runHere(['get', 'other', '--exec', '--context', 'mine', '--no-verify']);
  t.is(plugged.code, 0, plugged.stderr);
  const revoked = await ackring.runHere(['revoke', 'other', '--confirm', 'other', '--json']);
  t.is(revoked.code, 0, revoked.stdout + revoked.stderr);
  const before = await readFile(ackring.kubeconfig, 'utf8');
  const refused = await ackring.runHere(['undo']);
  t.is(refused.code, 6, refused.stdout + refused.stderr);
  t.regex(refused.stderr, /nothing was undone: mine would get a dead certificate/);
  t.regex(refused.stderr, /that comes back for mine was revoked at \d{4}-/);
  t.regex(refused.stderr, /`ackring undo --yes`/);
  const read = await ackring.runHere(['undo', '--json']);
  t.is(read.code, 6, read.stderr);
  t.like(v.parse(undoContract, read.json()), { dead: [{ context: 'mine' }], applied: false });
  t.is(await readFile(ackring.kubeconfig, 'utf8'), before);
  const undone = await ackring.runHere(['undo', '--yes', '--json']);
  t.is(undone.code, 0, undone.stderr);
  t.like(undone.json(), { dead: [{ context: 'mine', cause: 'revoked' }], applied: true });
  t.regex(await readFile(ackring.kubeconfig, 'utf8'), /client-certificate-data/);
});

async function kept({ home }: Ackring): Promise<string[]> {
  return readdir(join(home, '.local', 'state', 'ackring', 'exec-credentials')).catch(() => []);
}
