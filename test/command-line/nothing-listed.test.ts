import { exitCodes } from '@ackring/core/words';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { createAckring } from './run-ackring.js';

/** A list of nothing says why it is empty: a mistyped name is not taken for somebody who has nothing. */
const rows: [line: string, told: RegExp][] = [
  ['access nosuch', /none of 2 kubeconfigs matches/],
  ['access --user nosuch', /nothing that was read is of anybody called "nosuch"/],
  ['access --user mie', /anybody called "mie"; did you mean mei\?; `ackring access` lists/],
  ['access --user mei holder:nosuch', /no field is called "holder"/],
  ['access --user mei status:expired', /none of 1 kubeconfig matches/],
  ['expiry nosuch', /none of 2 kubeconfigs matches/],
  ['usage --user nosuch', /nothing that was read is of anybody called "nosuch"/],
  ['contexts nosuch', /none of 1 context matches/],
  ['contexts pro status:expired', /none of 1 context matches/],
  ['contexts nofield:<1', /no field is called "nofield"/],
  ['contexts nofield:E*', /no field is called "nofield"/],
  ['contexts foo-bar:x', /no field is called "foo-bar"/],
  ['expiry renewedby:rotation', /"renewedby" is asked on the screen only/],
  ['contexts "pro', /the quote in '"pro' does not end/],
  ['contexts merge f.yaml', /did you mean `merge`\?\nremedy: Run `ackring merge f.yaml`/],
  ['accounts rm x', /did you mean `accounts remove`\?\nremedy: Run `ackring accounts remove x`/],
  ['contexts status:', /"status:" asks for nothing/],
  ['clusters version:<', /"version:<" asks for nothing/],
  ['expiry !', /"!" asks for nothing/],
  ['contexts daysLeft:<soon', /daysLeft cannot be compared with "soon"\n.*'daysLeft:<\d/],
  ['expiry notAfter:<30d', /notAfter cannot be compared with "30d"/],
  ['clusters version:<abc', /version cannot be compared with "abc"\n.*'version:<\d/],
  ['contexts remov', /none of 1 context matches; did you mean `ackring contexts remove`\?/],
  ['access gran', /none of 2 kubeconfigs matches; did you mean `ackring access grant`\?/],
  [
    'policy chek',
    /there is no `policy chek`; did you mean `policy check`\?\nremedy: Run `ackring policy check`/,
  ],
  ['help get foo', /there is no `get foo`\nremedy: Run `ackring help get`/],
  ['history foo', /`history` does not take "foo"\nremedy: `\/` finds it on the screen/],
  ['rotate plan foo', /`rotate plan` does not take "foo"\nremedy: `\/` finds it on the screen/],
  [
    'contexts remov prod',
    /there is no `contexts remov`; did you mean `contexts remove`\?\nremedy: Run `ackring contexts remove prod`/,
  ],
  [
    'contexts rm x',
    /there is no `contexts rm`; did you mean `contexts remove`\?\nremedy: Run `ackring contexts remove x`/,
  ],
  ['contexts ls', /there is no `contexts ls`; did you mean `contexts`\?\nremedy: Run `ackring contexts`/],
  [
    'access gran mei',
    /there is no `access gran`; did you mean `access grant`\?\nremedy: Run `ackring access grant mei`/,
  ],
  ['clusters list', /there is no `clusters list`; did you mean `clusters`\?\nremedy: Run `ackring clusters`/],
  ['expiry ls', /there is no `expiry ls`; did you mean `expiry`\?\nremedy: Run `ackring expiry`/],
  ['clusters kind=edge', /Did you mean kind:edge\?/],
  ['clusters none', /none of 1 cluster matches/],
  ['clusters nosuch', /none of 1 cluster matches/],
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
    const { stdout, stderr, code } = await ackring.runHere(line.split(' '));
    t.regex(stderr, told);
    t.is(code === exitCodes.usage, stderr.includes('\nremedy:'), stderr);
    t.notRegex(stdout, /^0 |IDENTITY +CLUSTER|NAME +REGION/m);
  });
