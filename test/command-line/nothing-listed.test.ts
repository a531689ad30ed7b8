import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { createAckring } from './run-ackring.js';

/** A list of nothing says why it is empty: a mistyped name is not taken for somebody who has nothing. */
const rows: [line: string, told: RegExp][] = [
  ['access nosuch', /none of 2 kubeconfigs matches/],
  ['access --user nosuch', /nothing that was read is of anybody called "nosuch"/],
  ['access --user mei holder:nosuch', /no field is called "holder"/],
  ['access --user mei status:expired', /none of 1 kubeconfigs matches/],
  ['expiry nosuch', /none of 2 kubeconfigs matches/],
  ['usage --user nosuch', /nothing that was read is of anybody called "nosuch"/],
  ['contexts nosuch', /none of 1 contexts matches/],
  ['contexts pro status:expired', /none of 1 contexts matches/],
  ['contexts nofield:<1', /no field is called "nofield"/],
  ['contexts daysLeft:<soon', /daysLeft cannot be compared with "soon"\n.*'daysLeft:<\d/],
  ['expiry notAfter:<30d', /notAfter cannot be compared with "30d"/],
  ['clusters version:<abc', /version cannot be compared with "abc"\n.*'version:<\d/],
  ['clusters nosuch', /0 of 1 cluster in /],
];

for (const [line, told] of rows)
  test(`${line}: that nothing was found is told`, async (t) => {
    await using emulator = await startEmulator({
      scenario: {
        identities: [{ name: 'mei' }],
        clusters: [{ name: 'prod', holders: { ops: { daysLeft: 900 }, mei: { daysLeft: 300 } } }],
      },
    });
    const ackring = await createAckring(t, emulator);
    if (line.startsWith('contexts')) await ackring.runHere(['get', 'prod', '--no-verify']);
    const { stdout, stderr } = await ackring.runHere(line.split(' '));
    t.regex(stderr, told);
    t.notRegex(stdout, /^0 |IDENTITY +CLUSTER/m);
  });
