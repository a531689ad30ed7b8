import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { commands } from 'ackring/commands';
import test from 'ava';
import { createAckring, type Run } from './run-ackring.js';

const names = ['old/web', 'old/api', 'new/web'];

const kubeconfig = `apiVersion: v1
kind: Config
clusters:
${names.map((name) => `- {name: ${name}, cluster: {server: "https://127.0.0.1:1"}}\n`).join('')}contexts:
${names.map((name) => `- {name: ${name}, context: {cluster: ${name}, user: ${name}}}\n`).join('')}users:
${names.map((name) => `- {name: ${name}, user: {token: t}}\n`).join('')}`;

/** What goes with the names to make a command tell which contexts it took. */
const beside: Readonly<Record<string, readonly string[]>> = {
  contexts: ['--json'],
  'contexts remove': ['--dry-run', '--json'],
  verify: ['--json'],
  renew: ['--dry-run', '--json'],
};

/** A second name for those that take two. */
const after: Readonly<Record<string, readonly string[]>> = { 'contexts rename': ['other'] };

const taking = (await commands.describeAll()).filter(
  ({ positionals }) => positionals.completes === 'context',
);
const taken = ({ stdout }: Run) => names.filter((name) => stdout.includes(`${name}"`));

for (const { name: command, positionals } of taking) {
  const isMany = positionals.max > 2;
  test(`${command} takes ${isMany ? 'patterns of contexts' : 'one context, and names those like a pattern'}`, async (t) => {
    const ackring = await createAckring(t, null);
    await mkdir(dirname(ackring.kubeconfig), { recursive: true });
    await writeFile(ackring.kubeconfig, kubeconfig, { mode: 0o600 });
    const run = (...asked: string[]) =>
      ackring.runHere([...command.split(' '), ...asked, ...(beside[command] ?? after[command] ?? [])]);
    if (isMany) {
      t.deepEqual(taken(await run('OLD/*')), ['old/web', 'old/api']);
      t.deepEqual(taken(await run('new/web', 'n*')), ['new/web']);
    }
    const odd = await run('web|old');
    if (command !== 'contexts') t.is(odd.code, 3, odd.stderr);
    if (command !== 'contexts') t.regex(odd.stderr, /similar names: old\/web\b(?!,)/);
  });
}
