import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import { until } from '@ackring/testkit/until';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { parse } from 'yaml';
import { oneAddress } from '../command-line/one-address.js';
import { writeSettingsFile } from '../settings-file.js';
import { openTerminal, temporaryHome } from './driver.js';

const people = ['ops', 'mei'] as const;

/** Two accounts whose clusters have the same name, region and id, with a profile each; both make the fleet. */
async function twins(t: ExecutionContext, home: string) {
  const clouds = await Promise.all(
    people.map((caller) => {
      const holders = { [caller]: { daysLeft: 900 } };
      const clusters = [{ name: 'prod', holders }, ...(caller === 'mei' ? [{ name: 'dev', holders }] : [])];
      return startEmulator({
        scenario: { account: `account of ${caller}`, caller, identities: [{ name: 'mei' }], clusters },
      });
    }),
  );
  for (const cloud of clouds) t.teardown(() => cloud.stop());
  const [one, other] = clouds.map(
    ({ world }) => [...world.clusters.all()].find(({ name }) => name === 'prod')?.id,
  );
  t.is(one, other);
  const withSecrets = async (secretOf: (at: number) => string | undefined) => {
    const profiles = clouds.map(({ identities }, at) => ({
      ...{ name: `p${at}`, mode: 'AK', access_key_id: identities[people[at] ?? '']?.accessKeyId },
      access_key_secret: secretOf(at),
    }));
    await writeFile(join(home, '.aliyun/config.json'), JSON.stringify({ current: 'p0', profiles }));
  };
  const secretOf = (at: number) => clouds[at]?.identities[people[at] ?? '']?.accessKeySecret;
  await mkdir(join(home, '.aliyun'));
  await withSecrets(secretOf);
  await writeSettingsFile(home, 'config.json', JSON.stringify({ accounts: ['p0', 'p1'] }));
  return { clouds, environment: await oneAddress(t, clouds), withSecrets, secretOf };
}

const kubeconfig = v.object({
  clusters: v.array(
    v.object({
      name: v.string(),
      cluster: v.object({ server: v.string(), 'certificate-authority-data': v.string() }),
    }),
  ),
  users: v.array(v.object({ name: v.string(), user: v.object({ 'client-certificate-data': v.string() }) })),
  contexts: v.array(
    v.object({ name: v.string(), context: v.object({ cluster: v.string(), user: v.string() }) }),
  ),
});

/** Whose certificate a context holds, and whether the authority of its cluster issued it. */
function held(text: string, name: string) {
  const { clusters, users, contexts } = v.parse(kubeconfig, parse(text));
  const { cluster, user } = contexts.find((each) => each.name === name)?.context ?? {};
  const pem = (base64 = '') => new X509Certificate(Buffer.from(base64, 'base64'));
  const place = clusters.find((each) => each.name === cluster)?.cluster;
  const certificate = pem(users.find((each) => each.name === user)?.user['client-certificate-data']);
  return {
    isOfAuthority: certificate.checkIssued(pem(place?.['certificate-authority-data'])),
    subject: certificate.subject,
    server: place?.server,
  };
}

test('clusters of two accounts with equal names and ids are two rows, and each is fetched from its own', async (t) => {
  await using folder = await temporaryHome();
  const { home } = folder;
  const { clouds, environment, withSecrets, secretOf } = await twins(t, home);
  {
    await using terminal = await openTerminal({ home, environment });
    await terminal.see(/2 accounts.*p0 \+ p1/);
    await terminal.see(/NAME +ACCOUNT +REGION/);
    await terminal.see(/● prod +p0 [\s\S]*● prod +p1 /);
    await terminal.press('down', 'f');
    await terminal.see('Fetch a kubeconfig · prod');
    await terminal.see(/\+ context +ack\/ap-northeast-1\/prod\s/);
    await terminal.press('enter');
    await terminal.see(/✓ ack\/ap-northeast-1\/prod answers as/);
    await terminal.press('down', 'f');
    await terminal.see(/\+ context +ack\/ap-northeast-1\/prod\/p1\s/);
    await terminal.press('enter');
    await terminal.see(/✓ ack\/ap-northeast-1\/prod\/p1 answers as/);
    const text = await readFile(join(home, '.kube/config'), 'utf8');
    const names = ['ack/ap-northeast-1/prod', 'ack/ap-northeast-1/prod/p1'];
    const found = names.map((name) => held(text, name));
    for (const [at, { isOfAuthority, subject }] of found.entries()) {
      t.true(isOfAuthority);
      t.true(subject.includes(clouds[at]?.identities[people[at] ?? '']?.uid ?? 'nobody'), subject);
    }
    t.not(found[0]?.server, found[1]?.server);
    await terminal.type('/source:p1');
    await terminal.see('2 of 3 match');
    await terminal.press('esc');
    await terminal.type(':group source');
    await terminal.press('enter');
    await terminal.see(/▾ p0 +1[\s\S]*▾ p1 +2/);
    await terminal.press('q');
    t.is(await terminal.exit(), 0);
  }
  await withSecrets((at) => (at === 1 ? 'withdrawn' : secretOf(at)));
  await using terminal = await openTerminal({ home, environment });
  await terminal.see(/! p1 {2}/);
  await terminal.see(/● prod +p0 /);
  // As last seen.
  await terminal.see(/● dev +p1 /);
  await terminal.press('G', 'enter');
  await terminal.see(/╭ p1 .*[\s\S]*What to do/);
  await terminal.press('esc', '5', 'p');
  await terminal.see('it is of one account: look through that one alone, ctrl-p');
  await terminal.press('1', 'ctrl-p');
  await terminal.see(/◉ p1/);
  await terminal.press('down', 'space');
  await terminal.see(/○ p1/);
  await terminal.press('enter');
  await terminal.see(/ackring {3}p0 /);
  await terminal.seeGone(/● dev +p1 /);
  // Saved behind the screen.
  const saved = await until(async () => {
    const text = await readFile(join(home, '.config/ackring/config.json'), 'utf8');
    const { accounts } = v.parse(v.object({ accounts: v.array(v.string()) }), JSON.parse(text));
    return accounts.length === 1 ? accounts : null;
  });
  t.deepEqual(saved, ['p0']);
});
