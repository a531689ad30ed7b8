import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import { hostileNames } from '@ackring/testkit/hostile-texts';
import { commands } from 'ackring/commands';
import test from 'ava';
import { assistant } from '../command-line/assistant.js';
import { apart, lines } from '../command-line/every-command.js';
import { createAckring } from '../command-line/run-ackring.js';

// Whoever names a cluster, tags it, calls themselves something or calls an API server with an odd client speaks to
// whoever reads any of our outputs. They may be quoted, in one line and without what a terminal obeys.

const names = Object.values(hostileNames);

async function hostileWorld(t: { teardown(undo: () => unknown): void }) {
  const emulator = await startEmulator({
    scenario: {
      identities: names.map((name, index) => ({ name: `${index}${name}`, displayName: name })),
      clusters: names.map((name, index) => ({
        name,
        tags: { [name]: name, env: name },
        auditLog: true,
        extraSans: [name],
        holders: {
          ops: {
            daysLeft: 90,
            uses: [{ daysAgo: 1, address: name, agent: name, namespace: name, resource: name }],
          },
          [`${index}${name}`]: { daysLeft: 20, roles: ['admin'], mapped: true },
        },
      })),
    },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const config = join(ackring.home, 'fleet.yaml');
  const sink = `{kind: file, directory: ${ackring.home}/keys}`;
  await writeFile(
    config,
    `sinks: [${sink}]\nnotify: [{kind: cloudMonitor}, {kind: webhook, url: "${emulator.services.webhook.url('/')}"}]\n`,
  );
  return { emulator, ackring, config };
}

/** What moves a cursor, hides, or turns text round: nothing of it belongs into a line of ours. */
const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;

/** What their names would begin a line with. */
const ownLine = /^(?:BEGIN:|ACTION:|ackring_evil|--- !!js|'sy )/;

test.before('the table has every command', (t) => {
  t.deepEqual([...Object.keys(lines), ...apart].toSorted(), commands.names.toSorted());
});

for (const [what, name] of Object.entries(hostileNames)) {
  test(`no output holds more than a text of a name for ${what}`, async (t) => {
    t.timeout(1_800_000);
    const { emulator, ackring, config } = await hostileWorld(t);
    const { id = '' } = emulator.world.clusters.named(name) ?? {};
    const user = `${names.indexOf(name)}${name}`;
    const got = await ackring.runHere(['get', id, '--long-term', '--no-verify']);
    t.is(got.code, 0, got.stderr);
    const words: Readonly<Record<string, string>> = {
      ...{ prod: id, mei: user, CONFIG: config, FILE: ackring.kubeconfig, RULES: config, TOKEN: config },
      ...{ FOLDER: join(ackring.home, '.kube'), CLUSTER: id, plugged: '-' },
    };
    const wrong: string[] = [];
    for (const line of Object.values(lines)) {
      const filled = line.map((word) => words[word] ?? word);
      for (const form of [[], ['--json', '--debug']]) {
        const { stdout, stderr } = await ackring.runHere([...form, ...filled]);
        const found = [...wrongIn(stdout), ...wrongIn(stderr)].map((each) => JSON.stringify(each));
        wrong.push(...found.map((each) => `${form.join(' ')} ${line.join(' ')}: ${each}`));
      }
    }
    const tools = await assistant(t, ackring);
    const inputs: Readonly<Record<string, object>> = {
      explain_refusal: { message: name },
      kubeconfig_usage: { cluster: id },
      read_cluster: { contexts: [name], resource: 'pods' },
    };
    for (const tool of tools.names) {
      const answer = await tools.call(tool, inputs[tool] ?? {});
      t.regex(answer, /"structuredContent"/, tool);
      wrong.push(...wrongIn(answer).map(() => `mcp ${tool}: ${answer}`));
    }
    t.deepEqual(wrong, []);
    const { webhook, cms } = emulator.services;
    const sent = JSON.stringify([webhook.deliveries.map(({ json }) => json), cms.events]);
    t.notRegex(sent, obeyed);
  });
}

/** Lines that say more than a text. */
function wrongIn(output: string): readonly string[] {
  return output.split('\n').filter((line) => obeyed.test(line) || ownLine.test(line));
}
