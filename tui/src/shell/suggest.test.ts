import test from 'ava';
import { commands } from '../commands.js';
import type { Completes } from './command.js';
import { command, suggest } from './complete.js';

const namesOf = async (kind: Completes) => [{ value: `<${kind}>`, summary: '' }];

async function valuesFor(line: string): Promise<readonly string[]> {
  return (await suggest(commands, line.split(' ').slice(1), namesOf)).map(({ value }) => value);
}

test('the first word is a command, and hidden ones are not suggested', async (t) => {
  const values = await valuesFor('ackring ');
  t.true(values.includes('clusters') && values.includes('get'));
  t.false(values.includes('complete'));
});

test('an argument is completed by its kind', async (t) => {
  t.deepEqual(await valuesFor('ackring get '), ['<cluster>']);
  t.deepEqual(await valuesFor('ackring --json verify a '), ['<context>']);
  t.deepEqual(await valuesFor('ackring clusters '), []);
});

test('help is asked of a command, by its one or two words', async (t) => {
  const first = await valuesFor('ackring help re');
  for (const name of ['renew', 'revoke', 'removed', 'rotate']) t.true(first.includes(name), name);
  t.true((await valuesFor('ackring help rotate pl')).includes('plan'));
  t.deepEqual(await valuesFor('ackring help get '), []);
});

test('options are those of the command and of the program', async (t) => {
  const values = await valuesFor('ackring get prod --');
  t.true(values.includes('--temporary') && values.includes('--json'));
});

test("an option's value is completed by its kind", async (t) => {
  t.deepEqual(await valuesFor('ackring get --access '), ['private', 'public', 'auto']);
  t.deepEqual(await valuesFor('ackring get --access=p'), [
    '--access=private',
    '--access=public',
    '--access=auto',
  ]);
  t.deepEqual(await valuesFor('ackring get --output '), ['<file>']);
  t.deepEqual(await valuesFor('ackring get --region '), ['<region>']);
  for (const option of ['--namespace ', '-n '])
    t.deepEqual(await valuesFor(`ackring use prod ${option}`), ['<namespace>']);
});

test('a word that is a command and a group suggests the group’s commands and its own arguments', async (t) => {
  t.deepEqual(await valuesFor('ackring contexts '), ['rename', 'remove', 'prune', '<context>']);
  t.deepEqual(await valuesFor('ackring contexts remove '), ['<context>']);
  t.deepEqual(await valuesFor('ackring use '), ['<context>']);
  const values = await valuesFor('ackring ');
  t.is(values.filter((value) => value === 'contexts').length, 1);
});

test('the initial screen is suggested, and its name is not taken for a command', async (t) => {
  t.deepEqual((await valuesFor('ackring --screen ')).slice(0, 2), ['clusters', 'contexts']);
  t.true((await valuesFor('ackring --')).includes('--screen'));
});

test('what follows -- is another program’s', async (t) => {
  t.deepEqual(await valuesFor('ackring shell '), ['<cluster>']);
  t.deepEqual(await valuesFor('ackring shell prod -- kubectl --'), ['<file>']);
  t.deepEqual(await valuesFor('ackring run --select '), ['<cluster>']);
});

/** Of a machine with these contexts, as the shell asks for them. */
async function contextsFor(typed: string, ...contexts: readonly string[]): Promise<string> {
  const written: string[] = [];
  await command.run({
    positionals: ['use', typed],
    commands,
    services: {
      contexts: async () => ({ entries: contexts.map((context) => ({ context, status: 'valid' })) }),
    },
    output: { write: (text: string) => written.push(text) },
  } as unknown as Parameters<typeof command.run>[0]);
  const lines = written.join('\n').split('\n');
  return lines.map((line) => line.split('\t')[0]).join(' ');
}

const held = [
  'ack/cn/prod-vpc',
  'ack/cn/prod-tokyo-api',
  'ack/jp/prod-tokyo-api',
  'ack/jp/lab-tokyo',
  'minikube',
];

const rows: [typed: string, offered: string][] = [
  ['', held.join(' ')],
  ['ack/', held.join(' ')],
  ['prod-v', 'prod-vpc'],
  ['prod-', 'ack/cn/prod-vpc ack/cn/prod-tokyo-api ack/jp/prod-tokyo-api'],
  ['lab', 'lab-tokyo'],
  ['tokyo', 'ack/cn/prod-tokyo-api ack/jp/prod-tokyo-api ack/jp/lab-tokyo'],
  ['PROD-V', 'ack/cn/prod-vpc'],
  ['prod-*', 'ack/cn/prod-vpc ack/cn/prod-tokyo-api ack/jp/prod-tokyo-api'],
  ['*-tokyo', 'ack/jp/lab-tokyo'],
  ['kube', 'minikube'],
  ['frankfurt', ''],
];

for (const [typed, offered] of rows)
  test(`of the contexts, "${typed}" is completed with: ${offered || 'nothing'}`, async (t) => {
    t.is(await contextsFor(typed, ...held), offered);
  });
