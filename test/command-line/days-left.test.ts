import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import { makeSpecimen, specimenUid } from '@ackring/testkit/specimen';
import test from 'ava';
import * as v from 'valibot';
import { openTerminal } from '../terminal/driver.js';
import { createAckring } from './run-ackring.js';

const dayMs = 86_400_000;
const withDays = v.array(v.looseObject({ daysLeft: v.number() }));
const issue = v.array(
  v.looseObject({ credential: v.looseObject({ issuedAt: v.string(), notBefore: v.string() }) }),
);

/** A long-term kubeconfig that ends this many days from now. */
async function endingIn(days: number): Promise<string> {
  const lifeMs = 1095 * dayMs;
  const issuedAt = new Date(Date.now() + days * dayMs - lifeMs);
  return (await makeSpecimen({ issuedAt, lifeMs, server: 'https://127.0.0.1:1' })).yaml;
}

// Half a day from the next whole one, so that a slow test gives the same result.
for (const [ends, left, shown] of [
  [-2.5, -3, '−3 d'],
  [-400.5, -401, '−401 d'],
  [12.5, 12, '12 d'],
] as const) {
  test(`a certificate that ends in ${ends} days is ${left} everywhere`, async (t) => {
    await using cloud = await startEmulator({ scenario: { clusters: [{ name: 'prod' }] } });
    const ackring = await createAckring(t, cloud);
    await mkdir(join(ackring.home, '.kube'));
    await writeFile(ackring.kubeconfig, await endingIn(ends), { mode: 0o600 });
    for (const command of ['contexts', 'inspect', 'expiry']) {
      const json = await ackring.runHere([command, '--json']);
      t.deepEqual(
        v.parse(withDays, json.json()).map(({ daysLeft }) => daysLeft),
        [left],
        command,
      );
      const text = await ackring.runHere([command]);
      t.true(text.stdout.includes(shown), `${command}: ${text.stdout}${text.stderr}`);
    }

    await using terminal = await openTerminal({ cloud, home: ackring.home });
    await terminal.press('2');
    await terminal.see(new RegExp(`${specimenUid}.* ${shown}`));
    await terminal.press('enter');
    await terminal.see(new RegExp(`${specimenUid}[\\s\\S]*${shown}`));
  });
}

test('a temporary certificate is shown as issued when it begins, not when its holder’s first one was', async (t) => {
  await using cloud = await startEmulator({
    scenario: { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 900 } } }] },
  });
  const ackring = await createAckring(t, cloud);
  t.is((await ackring.runHere(['get', 'prod', '--temporary', '1h'])).code, 0);
  for (const command of ['contexts', 'inspect']) {
    const [entry] = v.parse(issue, (await ackring.runHere([command, '--json'])).json());
    t.is(entry?.credential.issuedAt, entry?.credential.notBefore, command);
  }
  const shown = await ackring.runHere(['inspect']);
  const issued = /Issued +(.+)/.exec(shown.stdout)?.[1];
  t.truthy(issued);
  t.is(issued, /Not before +(.+)/.exec(shown.stdout)?.[1]);
});
