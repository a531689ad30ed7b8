import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import { commands } from 'ackring/commands';
import test from 'ava';
import { writeSettingsFile } from '../settings-file.js';
import { assistant } from './assistant.js';
import { apart, lines } from './every-command.js';
import { type Ackring, createAckring } from './run-ackring.js';

/** Read-only mode is a world that can do no more: whatever a command or a tool asks for, over every configuration. */

test('the table has every command', (t) => {
  t.deepEqual([...Object.keys(lines), ...apart].toSorted(), commands.names.toSorted());
});

const changing =
  /^(?:Describe(?:Cluster|Subaccount\w*)User\w*[Cc]onfig|Revoke|Clean|Grant|Update|Modify|Put|Create|Delete|Upload|Invoke|Add)/;

type Hub = (clusterId: string) => string;

const configurations: Readonly<Record<string, Hub>> = {
  'a hub in the fleet': (id) => `sinks: [{kind: kubernetesSecret, cluster: ${id}, namespace: default}]`,
  'a hub that a program signs in to': () =>
    'sinks: [{kind: kubernetesSecret, context: plugged, namespace: default}]',
  'KMS, OSS and files': () =>
    'sinks: [{kind: kms, prefix: "ackring/"}, {kind: oss, bucket: ackring, prefix: a/}, {kind: file, directory: keys}]',
  'another identity, a notifier and a heartbeat': () =>
    'identities: [self, {uid: "20000"}]\nnotify: [{kind: cloudMonitor}]\nheartbeat: "kms:beat"',
};

async function world(t: { teardown(undo: () => unknown): void }, configuration: Hub) {
  const emulator = await startEmulator({
    scenario: {
      identities: [{ name: 'mei' }],
      clusters: [{ name: 'prod', holders: { ops: { daysLeft: 90 }, mei: { daysLeft: 20 } } }],
    },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const fetched = await ackring.run(['get', 'prod', '--long-term', '--context', 'held', '--no-verify']);
  if (fetched.code !== 0) throw new Error(fetched.stderr);
  await addPlugIns(ackring);
  const id = emulator.world.clusters.named('prod')?.id ?? '';
  const config = join(ackring.home, 'fleet.yaml');
  await writeFile(config, configuration(id));
  await writeSettingsFile(ackring.home, 'rotation.yaml', configuration(id));
  const words: Readonly<Record<string, string>> = {
    CONFIG: config,
    FILE: config,
    RULES: config,
    TOKEN: config,
    FOLDER: join(ackring.home, '.kube'),
    CLUSTER: id,
  };
  return { emulator, ackring, filled: (line: readonly string[]) => line.map((word) => words[word] ?? word) };
}

/** A context whose user is a program, and one with a program beside its certificate: each leaves a mark when it runs. */
async function addPlugIns({ home, kubeconfig }: Ackring): Promise<void> {
  const plugin = join(home, 'plugin');
  await writeFile(plugin, `#!/bin/sh\ntouch '${home}/ran'\nexit 1\n`);
  await chmod(plugin, 0o700);
  const text = await readFile(kubeconfig, 'utf8');
  const exec = `exec: {apiVersion: client.authentication.k8s.io/v1, command: ${plugin}, interactiveMode: Never}`;
  const user = /user: (\S+)/.exec(text)?.[1] ?? '';
  const cluster = /cluster: (\S+)/.exec(text.slice(text.indexOf('contexts:')))?.[1] ?? '';
  const plugged = text
    .replace(/^contexts:\n/m, `contexts:\n- context: {cluster: ${cluster}, user: plugged}\n  name: plugged\n`)
    .replace(/^users:\n/m, `users:\n- name: plugged\n  user:\n    ${exec}\n`);
  if (plugged === text || user === '') throw new Error(text);
  await writeFile(kubeconfig, plugged, { mode: 0o600 });
}

/** Files with a key in them, and the mark of a program that ran. */
async function told({ home }: Ackring): Promise<readonly string[]> {
  const files = await readdir(home, { recursive: true, withFileTypes: true });
  const found = files
    .filter((file) => file.isFile())
    .map(async (file) => {
      const path = join(file.parentPath, file.name);
      const text = await readFile(path, 'utf8');
      return /PRIVATE KEY|client-key-data|LS0tLS1CRUdJTi|k8s-ack-v2/.test(text) || file.name === 'ran'
        ? [path]
        : [];
    });
  return (await Promise.all(found)).flat().toSorted();
}

/** The calls that changed something or had a key issued. */
function changes(emulator: Emulator, from: number): readonly string[] {
  const asked = emulator.requests.all().slice(from);
  return asked.map(({ operation }) => operation).filter((operation) => changing.test(operation));
}

for (const [what, configuration] of Object.entries(configurations)) {
  test(`in read-only mode no command issues, runs or keeps anything: ${what}`, async (t) => {
    const { emulator, ackring, filled } = await world(t, configuration);
    const before = await told(ackring);
    t.true(before.length > 0);
    const from = emulator.requests.all().length;
    for (const line of Object.values(lines)) {
      const { stdout, stderr } = await ackring.runHere(['--read-only', ...filled(line)]);
      t.notRegex(stderr, /ackring help/, line.join(' '));
      t.deepEqual(changes(emulator, from), [], line.join(' '));
      t.deepEqual(await told(ackring), before, line.join(' '));
      t.notRegex(stdout + stderr, /PRIVATE KEY|LS0tLS1CRUdJTi/, line.join(' '));
    }
  });

  test(`an assistant has nothing issued, run or kept: ${what}`, async (t) => {
    const { emulator, ackring } = await world(t, configuration);
    const before = await told(ackring);
    const from = emulator.requests.all().length;
    const tools = await assistant(t, ackring);
    const inputs: Readonly<Record<string, readonly object[]>> = {
      explain_refusal: [{ context: 'plugged' }, { context: 'held' }],
      kubeconfig_usage: [{ cluster: 'prod' }],
      read_cluster: [{ contexts: ['plugged', 'held'], resource: 'pods' }],
    };
    for (const name of tools.names) {
      for (const input of inputs[name] ?? [{}]) {
        t.regex(await tools.call(name, input), /"structuredContent"/, name);
        t.deepEqual(changes(emulator, from), [], name);
        t.deepEqual(await told(ackring), before, name);
      }
    }
  });
}
