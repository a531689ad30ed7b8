import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import { commands } from 'ackring/commands';
import test from 'ava';
import { apart, lines } from '../command-line/every-command.js';
import { createAckring } from '../command-line/run-ackring.js';

// Whoever does what a remedy says, and is told the same again, has been sent in a circle.

type Fault = Parameters<Emulator['faults']['add']>[0];

/** What the cloud does to every request, or to those about one cluster. */
const weathers: Readonly<Record<string, Fault | null>> = {
  'does as it should': null,
  forbids: { effect: { kind: 'error', status: 403, code: 'StatusForbidden' } },
  'cuts off': { effect: { kind: 'reset' } },
  'has deleted the cluster': {
    path: '/clusters/',
    effect: { kind: 'error', status: 404, code: 'ErrorClusterNotFound' },
  },
  'is broken': { effect: { kind: 'html', status: 502 } },
};

test.before('the table has every command', (t) => {
  t.deepEqual([...Object.keys(lines), ...apart].toSorted(), commands.names.toSorted());
});

for (const [what, fault] of Object.entries(weathers)) {
  test(`no remedy is the command just typed, nor has an id for a name, where the cloud ${what}`, async (t) => {
    t.timeout(600_000);
    await using emulator = await startEmulator({
      scenario: {
        identities: [{ name: 'mei' }],
        clusters: [{ name: 'prod', holders: { ops: { daysLeft: 90 }, mei: { daysLeft: 20 } } }],
      },
    });
    const ackring = await createAckring(t, emulator);
    t.is((await ackring.runHere(['clusters'])).code, 0);
    t.is((await ackring.runHere(['get', 'prod', '--long-term', '--no-verify'])).code, 0);
    const config = join(ackring.home, 'fleet.yaml');
    await writeFile(config, `sinks: [{kind: file, directory: ${ackring.home}/keys}]\n`);
    const { id = '' } = emulator.world.clusters.named('prod') ?? {};
    const [context = ''] = (await ackring.runHere(['contexts'])).stdout.match(/ack\/\S+/) ?? [];
    const words: Readonly<Record<string, string>> = {
      ...{ CONFIG: config, FILE: ackring.kubeconfig, RULES: config, TOKEN: config, CLUSTER: id },
      ...{ FOLDER: join(ackring.home, '.kube'), plugged: context },
    };
    if (fault !== null) emulator.faults.add(fault);
    const wrong: string[] = [];
    for (const line of Object.values(lines)) {
      for (const form of [line, misnamed(line)]) {
        const typed = form.map((word) => words[word] ?? word);
        const { stdout, stderr } = await ackring.runHere(typed);
        for (const remedy of `${stdout}\n${stderr}`.matchAll(/^ *remedy: (.*)$/gm)) {
          const [, text = ''] = remedy;
          if (isCircular(text, typed)) wrong.push(`${typed.join(' ')}: ${text}`);
          if (commandsIn(text).some((command) => command.includes(id)) && !typed.includes(id))
            wrong.push(`${typed.join(' ')} names an id: ${text}`);
        }
      }
    }
    t.deepEqual(wrong, []);
  });
}

/** What is typed, by the remedy of each: where it names a cluster that it could overwrite, hold or reveal. */
const typed: readonly (readonly string[])[] = [
  ['get', 'CLUSTER', '--output', 'OTHER'],
  ['access', 'unbind', '--user', 'mei', '--cluster', 'CLUSTER', '--confirm', 'mei'],
  ['leak', 'KUBECONFIG'],
];

test('a remedy calls a cluster by its name, and one of two namesakes by its id', async (t) => {
  t.timeout(120_000);
  const holders = { ops: { daysLeft: 90 }, mei: { daysLeft: 20 } };
  await using emulator = await startEmulator({
    scenario: {
      identities: [{ name: 'mei' }],
      clusters: [
        { name: 'prod', region: 'cn-hangzhou', holders },
        { name: 'twin', region: 'cn-hangzhou', holders },
        { name: 'twin', region: 'cn-beijing', holders },
      ],
    },
  });
  const ackring = await createAckring(t, emulator);
  const other = join(ackring.home, 'other.yaml');
  await writeFile(other, '{kind: Config, contexts: [{name: a, context: {cluster: a, user: a}}]}\n');
  const { id: twin = '' } = emulator.world.clusters.named('twin') ?? {};
  for (const [cluster, called] of [
    ['prod', 'prod'],
    [emulator.world.clusters.named('prod')?.id ?? '', 'prod'],
    [twin, twin],
  ] as const) {
    const kubeconfig = join(ackring.home, `${called}.yaml`);
    const fetched = ['get', cluster, '--long-term', '--no-verify', '--kubeconfig', kubeconfig];
    t.is((await ackring.runHere(fetched)).code, 0);
    const words: Readonly<Record<string, string>> = {
      CLUSTER: cluster,
      OTHER: other,
      KUBECONFIG: kubeconfig,
    };
    for (const line of typed) {
      const { stdout, stderr } = await ackring.runHere(line.map((word) => words[word] ?? word));
      const command = `${stdout}\n${stderr}`.match(/ackring (get|clean|revoke) [^`\n]*/)?.[0] ?? '';
      t.true(command.split(/\s+/).includes(called), `${line.join(' ')} of ${cluster}: ${stdout}${stderr}`);
    }
  }
});

function commandsIn(remedy: string): readonly string[] {
  return remedy.match(/`[^`]*`/g) ?? [];
}

/** The same about a cluster, a context or a person that does not exist. */
function misnamed(line: readonly string[]): readonly string[] {
  return line.map((word) => (['prod', 'plugged', 'mei'].includes(word) ? 'nobody' : word));
}

/** Whether the first thing to do is what was just done. */
function isCircular(remedy: string, typed: readonly string[]): boolean {
  const [, first = ''] = remedy.match(/`ackring ([^`]*)`/) ?? [];
  return first.replaceAll("'", '') === typed.join(' ');
}
