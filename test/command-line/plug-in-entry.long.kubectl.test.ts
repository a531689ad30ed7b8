import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Scenario } from '@ackring/emulator/world/scenario';
import { node20 } from '@ackring/testkit/rotation/function-world';
import test from 'ava';
import { parse, stringify } from 'yaml';
import { kubectlWorld } from './kubectl-world.js';
import { createAckring } from './run-ackring.js';

// The entry that `get --exec` and `get --token` write, as kubectl meets it: with another Node first in its PATH, beside
// another cluster, and as earlier versions wrote it.

const addons = ['ack-ram-authenticator'];
const holders = { ops: { daysLeft: 900, mapped: true } };
const scenario: Scenario = { clusters: ['prod', 'stage'].map((name) => ({ name, addons, holders })) };
const program = fileURLToPath(new URL('../../../tui/dist/ackring.js', import.meta.url));
const namespaces = ['get', 'namespaces', '-o', 'name'];

/** A PATH as cron, systemd and desktops have it: with a Node that is too old, and without this program. */
async function oldPath(home: string): Promise<string> {
  const bin = join(home, 'old');
  await mkdir(bin);
  await symlink(node20, join(bin, 'node'));
  return `${bin}:${process.env['PATH']}`;
}

for (const flag of ['--exec', '--token']) {
  test(`kubectl starts an entry of ${flag} with Node 20 first in its PATH, and ✓ was said of that`, async (t) => {
    const { ackring, kubectl } = await kubectlWorld(t, scenario);
    const environment = { PATH: await oldPath(ackring.home) };
    const got = await ackring.run(['get', 'prod', flag, '--use', '--json'], { environment });
    t.like(got.json(), { verified: true }, got.stderr);
    t.regex(await kubectl(namespaces, environment), /^namespace\/default$/m);
    t.regex(await kubectl(namespaces, { PATH: '/usr/bin:/bin' }), /^namespace\/default$/m);
  });
}

test('an entry as earlier versions wrote it works on, is seen as kubectl sees it, and is renewed in place', async (t) => {
  const { ackring, kubectl } = await kubectlWorld(t, scenario);
  t.is((await ackring.run(['get', 'prod', '--exec', '--use'])).code, 0);
  const now = parse(await readFile(ackring.kubeconfig, 'utf8'));
  const [user] = now.users;
  const at = user.user.exec.args.indexOf('--server');
  const exec = {
    ...user.user.exec,
    command: program,
    args: user.user.exec.args.slice(1, at),
    provideClusterInfo: false,
  };
  const earlier = { ...now, users: [{ ...user, user: { ...user.user, exec } }] };
  await writeFile(ackring.kubeconfig, stringify(earlier));
  const good = { PATH: `${process.execPath.replace(/\/node$/, '')}:${process.env['PATH']}` };
  t.regex(await kubectl(namespaces, good), /^namespace\/default$/m);
  const old = { PATH: await oldPath(ackring.home) };
  await t.throwsAsync(kubectl(namespaces, old));
  const verify = async (environment: { readonly PATH: string }) =>
    (await ackring.run(['verify', '--json'], { environment })).json();
  t.like(await verify(good), [{ verdict: 'ok' }]);
  t.like(await verify(old), [{ verdict: 'failed', cause: 'execPluginFailed' }]);
  t.is((await ackring.run(['get', 'prod', '--exec'], { environment: old })).code, 0);
  t.deepEqual(parse(await readFile(ackring.kubeconfig, 'utf8')), now);
});

test('what kubectl cannot start is no ✓: a program that lies in a package runner’s cache alone', async (t) => {
  const { emulator } = await kubectlWorld(t, scenario);
  const bin = join((await createAckring(t, emulator)).home, '_npx/1/node_modules/.bin');
  await mkdir(bin, { recursive: true });
  await symlink(program, join(bin, 'ackring'));
  const ackring = await createAckring(t, emulator, [process.execPath, join(bin, 'ackring')]);
  const environment = { PATH: `${bin}:/usr/bin:/bin`, npm_config_user_agent: 'npm/11' };
  const got = await ackring.run(['get', 'prod', '--exec', '--json'], { environment });
  t.is(got.code, 1);
  t.like(got.json(), { verified: false });
  t.regex(got.stderr, /ackring, which is not installed here/);
});

for (const flag of ['--exec', '--token']) {
  test(`an entry of ${flag} beside another cluster hands kubectl nothing, and says whose it is`, async (t) => {
    const { ackring, emulator, kubectl } = await kubectlWorld(t, scenario);
    for (const name of ['prod', 'stage'])
      t.is((await ackring.run(['get', name, flag, '--context', name])).code, 0);
    const [id] = [...emulator.world.clusters.all()].flatMap((each) =>
      each.name === 'prod' ? [each.id] : [],
    );
    const entries: readonly { name: string; context: { cluster: string; user: string } }[] = parse(
      await readFile(ackring.kubeconfig, 'utf8'),
    ).contexts;
    const [{ user } = {}, { cluster } = {}] = ['prod', 'stage'].map(
      (name) => entries.find((each) => each.name === name)?.context,
    );
    await kubectl(['config', 'set-context', 'mixed', `--cluster=${cluster}`, `--user=${user}`]);
    const mixed = await t.throwsAsync(kubectl(['--context', 'mixed', ...namespaces]));
    t.regex(String(mixed), new RegExp(`under another authority than that of cluster ${id}`));
    t.regex(String(mixed), new RegExp(`ackring get ${id} ${flag}`));
    t.regex(await kubectl(['--context', 'prod', ...namespaces]), /^namespace\/default$/m);
    const elsewhere = ['--context', 'prod', '--server', 'https://198.51.100.7:6443', ...namespaces];
    t.regex(
      String(await t.throwsAsync(kubectl(elsewhere))),
      /198\.51\.100\.7:6443, which is no server of cluster/,
    );
  });
}
