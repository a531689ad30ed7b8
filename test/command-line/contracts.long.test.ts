import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import * as v from 'valibot';
import { writeSettingsFile } from '../settings-file.js';
import { commandContracts } from './command-contracts.js';
import { createAckring } from './run-ackring.js';
import { undocumented } from './undocumented.js';

type Contract = keyof typeof commandContracts;

const rotation = `
regions: [ap-northeast-1]
select: { names: ["prod-*-api"] }
sinks: [{ kind: file, directory: ./keys }]
`;

/** One story in which every command has something to report; `ssh` and `function` have worlds of their own. */
const story: readonly (readonly [Contract, readonly string[], number?])[] = [
  ['--version', ['--version']],
  ['clusters', ['clusters']],
  ['get', ['get', 'prod-tokyo-api', '--long-term']],
  ['get', ['get', 'prod-frankfurt', '--dry-run']],
  ['get A B --confirm', ['get', 'dev-h*', 'old-frankfurt', '--confirm', '2'], 7],
  ['get A B --confirm', ['get', 'prod-*', '--dry-run']],
  ['run', ['run', '--select', 'prod-tokyo-api', '--confirm', '1', '--', 'true']],
  ['contexts', ['contexts']],
  ['contexts prune', ['contexts', 'prune', '--dry-run']],
  ['merge', ['merge', 'leaked.yaml', '--context', 'leaked']],
  ['contexts rename', ['contexts', 'rename', 'leaked', 'handed']],
  ['contexts remove', ['contexts', 'remove', 'handed'], 6],
  ['contexts remove', ['contexts', 'remove', 'handed', '--yes']],
  ['use', ['use', 'ack/ap-northeast-1/prod-tokyo-api', '--namespace', 'kube-system']],
  ['inspect', ['inspect', '--all']],
  ['verify', ['verify', '--all']],
  ['renew', ['renew', 'ack/ap-northeast-1/prod-tokyo-api']],
  ['expiry', ['expiry']],
  ['access', ['access']],
  ['access --record', ['access', '--record']],
  ['access --at', ['access', '--at', new Date(Date.now() + 86_400_000).toISOString()]],
  ['usage', ['usage'], 7],
  ['clean', ['clean', '--user', 'tom'], 6],
  ['clean', ['clean', '--user', 'tom', '--confirm', 'tom'], 7],
  ['removed', ['removed']],
  ['san', ['san', 'prod-tokyo-api']],
  ['leak', ['leak', '.'], 1],
  ['rotate plan', ['rotate', 'plan']],
  ['rotate apply', ['rotate', 'apply']],
  ['rotate simulate', ['rotate', 'simulate']],
  ['function files', ['function', 'files', '--out', 'deploy']],
  ['cronjob files', ['cronjob', 'files', 'prod-tokyo-api', '--dry-run', '--config', 'pod.yaml']],
  ['policy', ['policy']],
  ['undo', ['undo']],
  ['get', ['get', 'prod-tokyo-api', '--long-term']],
  ['revoke', ['revoke', 'prod-tokyo-api'], 6],
  ['revoke', ['revoke', 'prod-tokyo-api', '--confirm', 'prod-tokyo-api']],
  ['history', ['history']],
  ['history --check', ['history', '--check']],
  ['doctor', ['doctor']],
  ['doctor --report', ['doctor', '--report', '--yes']],
];

test('every answer follows its contract, and contains nothing missing from the reference', async (t) => {
  const emulator = await startEmulator();
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const cwd = join(ackring.home, 'work');
  await mkdir(join(cwd, 'deploy'), { recursive: true });
  await writeSettingsFile(ackring.home, 'rotation.yaml', rotation);
  await writeFile(join(cwd, 'pod.yaml'), 'sinks: [{ kind: oss, bucket: my-keys }]\n');
  const leaked = await ackring.run(['get', 'prod-tokyo-api', '--long-term', '--output', 'leaked.yaml'], {
    cwd,
  });
  t.is(leaked.code, 0, leaked.stderr);
  for (const [name, args, code = 0] of story) {
    const run = await ackring.run(['--json', ...args], { cwd });
    t.is(run.code, code, `${args.join(' ')}: ${run.stderr}`);
    const contract: v.GenericSchema = commandContracts[name];
    const kept = v.safeParse(contract, run.json());
    t.true(
      kept.success,
      `${args.join(' ')}: ${kept.issues?.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`)}`,
    );
    t.deepEqual(undocumented(contract, run.json()), [], args.join(' '));
    if (code === 6) t.deepEqual(undocumented(commandContracts.error, JSON.parse(run.stderr)), []);
  }
});
