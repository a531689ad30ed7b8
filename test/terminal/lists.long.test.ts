import test from 'ava';
import { sharedCloud } from '../shared-cloud.js';
import { openTerminal, type Terminal } from './driver.js';

const cloud = await sharedCloud({ scenario: 'fleet' });

/** The names of the clusters in the order of the screen. */
function names(terminal: Terminal): readonly string[] {
  return terminal
    .screen()
    .split('\n')
    .flatMap((line) => /^[▌ ][●◐○✕][› ](\S+)/u.exec(line)?.[1] ?? []);
}

test('the filter is fuzzy, a leading ! inverts it, and Esc clears it', async (t) => {
  await using terminal = await openTerminal({ cloud });
  await terminal.seeFleet();
  await terminal.type('/ptapi');
  await terminal.see('1 of 17 match "ptapi"');
  t.deepEqual(names(terminal), ['prod-tokyo-api']);
  await terminal.press('ctrl-u');
  await terminal.type('!prod');
  // One is tagged with it, and not named so.
  await terminal.see('8 of 17 do not match "prod"');
  t.false(names(terminal).some((name) => name.startsWith('prod')));
  await terminal.press('enter', 'esc');
  await terminal.seeGone('match');
  t.is(names(terminal).length, 17);

  await terminal.type('/zzz');
  await terminal.see('Nothing matches the filter. Esc clears it.');
  await terminal.press('esc');
  await terminal.until(() => names(terminal).length === 17, 'the whole list');

  await terminal.type('/prodtky state:running');
  await terminal.see('2 of 17 match "prodtky state:running"');
  t.deepEqual(names(terminal), ['prod-tokyo-api', 'prod-tokyo-batch']);
  await terminal.press('ctrl-u');
  await terminal.type('stat:running');
  await terminal.see('No field is called "stat" here. Did you mean state?');
  await terminal.press('esc');
  await terminal.until(() => names(terminal).length === 17, 'the whole list');
});

test('capital letters sort, pressed again in reverse, and the selected row stays selected', async (t) => {
  await using terminal = await openTerminal({ cloud });
  await terminal.seeFleet();
  await terminal.press('N');
  await terminal.see('NAME ↑');
  t.deepEqual([names(terminal)[0], names(terminal).at(-1)], ['dev-hangzhou', 'staging-tokyo']);
  await terminal.press('j', 'j');
  await terminal.see(/▌.*edge-lab/);
  await terminal.press('N');
  await terminal.see('NAME ↓');
  t.deepEqual([names(terminal)[0], names(terminal).at(-1)], ['staging-tokyo', 'dev-hangzhou']);
  await terminal.see(/▌.*edge-lab/);
  await terminal.press('V');
  await terminal.see('VERSION ↑');
  t.is(names(terminal)[0], 'old-frankfurt');
});

test('marks of several filters are acted on together, where one of them is in sight', async (t) => {
  await using terminal = await openTerminal({ cloud });
  await terminal.seeFleet();
  await terminal.press('space', 'space', 'space');
  await terminal.see('3 marked');
  await terminal.type('/prod-tokyo-api');
  await terminal.see('3 marked, 2 of them hidden by the filter');
  await terminal.press('enter', 'f');
  await terminal.see('Fetch 3 kubeconfigs');
  await terminal.press('esc');
  // Where it hides them all, keys act on the row under the cursor.
  await terminal.press('/', 'ctrl-u');
  await terminal.type('dev-hangzhou');
  await terminal.press('enter');
  await terminal.see('3 marked, 3 of them hidden by the filter');
  await terminal.press('f');
  await terminal.see('Fetch a kubeconfig · dev-hangzhou');
  // Esc takes the filter away before the marks.
  await terminal.press('esc', 'esc');
  await terminal.seeGone('hidden by the filter');
  await terminal.see('3 marked');
  await terminal.press('esc');
  await terminal.seeGone('marked');
  t.pass();
});

test('screens have a history, back and forth like pages', async (t) => {
  await using terminal = await openTerminal({ cloud });
  await terminal.seeFleet();
  await terminal.press('2', '3', '6');
  await terminal.see('Activity ›');
  await terminal.press('[');
  await terminal.see('Expiry ›');
  await terminal.press('[');
  await terminal.see('Contexts ›');
  await terminal.press(']', ']');
  await terminal.see('Activity ›');
  await terminal.press('-');
  await terminal.see('Expiry ›');
  // Esc takes away what is open, and leaves no screen.
  await terminal.press('/');
  await terminal.type('prod');
  await terminal.press('enter', 'esc', 'esc', 'esc');
  await terminal.see('nothing is open here: [ goes to the screen before');
  await terminal.see('Expiry ›');
  t.pass();
});
