import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { latecomers } from '../latecomers.js';
import { openTerminal, unasked } from './driver.js';

/** Keys, and what shows that they were taken and everything has answered. Sorting by what many share leaves ties. */
const steps: readonly (readonly [keys: readonly string[], seen: string | RegExp, gone?: string | RegExp])[] =
  [
    // The account is asked apart from the fleet.
    [[], /environment \(\d+…\d+\).* 17 clusters/, unasked],
    [['T'], 'KIND ↑'],
    [['S'], 'STATE ↑'],
    [['ctrl-g'], / 1\/\d\d ╮/],
    [['esc', '4'], '7 identities in 16 clusters', / … /],
    [['S'], 'STATE ↑'],
    [['enter'], 'Uid', 'asking…'],
    [['esc', 'tab'], 'by cluster'],
    [['tab'], 'each kubeconfig'],
    [['3'], '7 identities in 16 clusters', 'asking'],
    [['5'], 'plan: 7 to renew'],
  ];

async function seenLists(cloud: Emulator): Promise<Lists> {
  await using terminal = await openTerminal({ cloud, columns: 200, rows: 70 });
  const seen: string[] = [];
  for (const [keys, shown, gone = 'never shown'] of steps) {
    await terminal.press(...keys);
    await terminal.see(/⟳ \d+ s ago/);
    await terminal.see(shown);
    await terminal.seeGone(gone);
    // How long ago depends on the machine alone.
    seen.push(terminal.screen().replace(/⟳ \d+ s ago/g, '⟳'));
  }
  return seen;
}

type Lists = readonly string[];

async function seenBothWays(cloud: Emulator): Promise<readonly [one: Lists, other: Lists]> {
  const seenIn = async (isReversed: boolean) => {
    const inTime = latecomers(cloud, isReversed);
    const lists = await seenLists(cloud);
    inTime();
    return lists;
  };
  return [await seenIn(false), await seenIn(true)];
}

/** Of how many clusters no roles came within the bound that the program gives an API server. */
const rolesUnread = (lists: Lists) => lists.map((each) => /roles of \d+ not/.exec(each)?.[0]).join();

test('no screen depends on the order in which regions and clusters answer', async (t) => {
  await using cloud = await startEmulator({ scenario: 'fleet' });
  let [one, other] = await seenBothWays(cloud);
  // A machine busy enough to meet that bound is asked again: whoever is late then is late in any order.
  for (let again = 0; again < 2 && rolesUnread(one) !== rolesUnread(other); again += 1)
    [one, other] = await seenBothWays(cloud);
  for (const [place, [keys]] of steps.entries()) t.is(other[place], one[place], `after ${keys.join(' ')}`);
});
