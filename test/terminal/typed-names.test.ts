import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import { openTerminal } from './driver.js';

// At a terminal the omitted name is asked for, after the plan; without one only the plan is printed.

async function cloudOf(t: ExecutionContext): Promise<Emulator> {
  const emulator = await startEmulator({
    scenario: {
      identities: [{ name: 'tom' }],
      clusters: [
        {
          name: 'prod',
          auditLog: true,
          holders: { ops: { daysLeft: 900 }, tom: { daysLeft: 300, lastSeenDaysAgo: 40 } },
        },
      ],
    },
  });
  t.teardown(() => emulator.stop());
  return emulator;
}

const removals = (cloud: Emulator): number => cloud.requests.of('CleanClusterUserPermissions').length;

const timesOver = (text: string, times: number): RegExp => new RegExp(Array(times).fill(text).join('[^]*'));

const size = { columns: 120, rows: 40 };

test('clean removes for the typed name, and for no other, which is asked for three times', async (t) => {
  const cloud = await cloudOf(t);
  const args = ['clean', '--user', 'tom'];
  await using other = await openTerminal({ cloud, args, ...size });
  for (const tries of [1, 2, 3]) {
    await other.see(timesOver('Type tom', tries));
    await other.type('Tom');
    await other.press('enter');
  }
  t.is(await other.exit(), 6);
  t.regex(other.screen(), /--confirm tom/);
  t.is(removals(cloud), 0);
  await using own = await openTerminal({ cloud, args, ...size });
  await own.see('Type tom');
  await own.type('Tom');
  await own.press('enter');
  await own.see('that is not "tom", letter for letter');
  await own.see(timesOver('Type tom', 2));
  await own.type('tom');
  await own.press('enter');
  t.is(await own.exit(), 0);
  t.is(removals(cloud), 1);
});

test("revoke is aborted by Enter alone, and asks in the reader's language", async (t) => {
  const cloud = await cloudOf(t);
  await using terminal = await openTerminal({ cloud, args: ['revoke', 'prod', '--lang', 'ja'], ...size });
  await terminal.see('失効させるには prod');
  await terminal.press('enter');
  t.is(await terminal.exit(), 6);
  t.is(cloud.requests.of('RevokeK8sClusterKubeConfig').length, 0);
});

test('nothing is asked if nothing could be done anyway', async (t) => {
  const cloud = await cloudOf(t);
  await using terminal = await openTerminal({ cloud, args: ['revoke', 'prod', '--read-only'], ...size });
  t.is(await terminal.exit(), 6);
  t.notRegex(terminal.screen(), /Type prod/);
});
