import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { openTerminal, temporaryHome } from '../terminal/driver.js';
import { type Ackring, createAckring } from './run-ackring.js';
import { runContract } from './session-contracts.js';

let emulator: Emulator;
test.before(async () => {
  const holders = { ops: { daysLeft: 900 } };
  emulator = await startEmulator({
    scenario: {
      clusters: [
        { name: 'prod-b', region: 'cn-hangzhou', tags: { env: 'prod', tier: 'web' }, holders },
        { name: 'prod-a', region: 'ap-northeast-1', tags: { env: 'prod' }, holders },
        { name: 'prod-gone', region: 'cn-hangzhou', tags: { env: 'prod' }, state: 'deleting', holders },
        { name: 'test-a', region: 'ap-northeast-1', tags: { env: 'test' }, holders },
      ],
    },
  });
});
test.after.always(() => emulator?.stop());

const world = async (t: ExecutionContext) => createAckring(t, emulator);

const stateOf = ({ home }: Pick<Ackring, 'home'>) => join(home, '.local', 'state', 'ackring');

async function leavesNothing(t: ExecutionContext, ackring: Pick<Ackring, 'home'>): Promise<void> {
  t.deepEqual(await readdir(join(stateOf(ackring), 'sessions')).catch(() => []), []);
}

const tells = [
  'sh',
  '-c',
  'echo "$ACKRING_CLUSTER_NAME"; echo aside >&2; test "$ACKRING_CLUSTER_NAME" != test-a',
];

test('outcomes are listed in the order of the selection, and partial success is exit 7', async (t) => {
  const ackring = await world(t);
  const run = await ackring.runHere(['run', '--select', '*', '--confirm', '4', '--json', '--', ...tells]);
  t.is(run.code, 7, run.stderr);
  const outcomes = v.parse(runContract, run.json());
  t.deepEqual(
    outcomes.map(({ cluster, exit, stdout, stderr, error }) => [
      cluster.name,
      exit,
      stdout,
      stderr,
      error?.code,
    ]),
    [
      ['prod-a', 0, 'prod-a\n', 'aside\n', undefined],
      ['test-a', 1, 'test-a\n', 'aside\n', undefined],
      ['prod-b', 0, 'prod-b\n', 'aside\n', undefined],
      ['prod-gone', null, '', '', 'ClusterNotServing'],
    ],
  );
  t.is(run.stderr, '');
  await leavesNothing(t, ackring);
});

test('for people each line names its cluster, and failures the reason', async (t) => {
  const ackring = await world(t);
  const run = await ackring.runHere([
    'run',
    '--select',
    'prod-*',
    '--confirm',
    '3',
    '--quiet',
    '--',
    ...tells,
  ]);
  t.is(run.code, 7);
  t.deepEqual(run.stdout.trim().split('\n').toSorted(), ['prod-a: prod-a', 'prod-b: prod-b']);
  t.regex(run.stderr, /^prod-b: aside$/m);
  t.regex(run.stderr, /^prod-gone: error: cluster prod-gone is deleting/m);
});

/** What kubectl writes of a server that does not answer. */
const discovery = `for n in 1 2 3 4 5; do echo "E1129 03:12:11.00000$n   12345 memcache.go:265] try $n" >&2; done`;

for (const [what, words, mostLines] of [
  ['line by line', ['sh', '-c'], 2],
  ['as a table', ['kubectl', 'get', 'nodes'], 2],
] as const)
  test(`the log of what kubectl could not discover is left out where it says what is wrong: ${what}`, async (t) => {
    const ackring = await world(t);
    const programs = join(ackring.home, 'bin');
    await mkdir(programs);
    const run = async (script: string, ...flags: string[]) => {
      await writeFile(join(programs, 'kubectl'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      const command = words[0] === 'sh' ? [...words, script] : words;
      const args = ['run', 'prod-a', '--confirm', '1', ...flags, '--', ...command];
      const environment = { PATH: `${programs}:${process.env['PATH']}` };
      return ackring.runHere(args, { environment });
    };
    const refused = await run(`${discovery}; echo 'The connection was refused' >&2; exit 1`);
    const told = refused.stderr.split('\n').filter((line) => /refused|memcache|left out/.test(line));
    t.is(told.length, mostLines, refused.stderr);
    t.regex(refused.stderr, /^prod-a: The connection was refused$/m);
    t.regex(refused.stderr, /5 lines of its log left out/);
    const silent = await run(`${discovery}; exit 1`);
    t.deepEqual(silent.stderr.match(/try \d/g), ['try 5']);
    const done = await run(`${discovery}; echo 'a warning' >&2`);
    t.is(done.stderr.match(/try \d/g)?.length, 5);
    t.regex(done.stderr, /^prod-a: a warning$/m);
    const whole = await run(`${discovery}; exit 1`, '--json');
    t.is(whole.stdout.match(/try \d/g)?.length, 5);
  });

const selections: readonly (readonly [args: readonly string[], names: readonly string[]])[] = [
  [
    ['--select', 'prod-?'],
    ['prod-a', 'prod-b'],
  ],
  [
    ['--select', '*-a', '--select', 'prod-b'],
    ['prod-a', 'test-a', 'prod-b'],
  ],
  [['--tag', 'env=prod', '--tag', 'tier=web'], ['prod-b']],
  [
    ['--region', 'ap-northeast-1'],
    ['prod-a', 'test-a'],
  ],
  [['--region', 'cn-hangzhou', '--select', '*b'], ['prod-b']],
  [
    ['*-a', 'prod-b'],
    ['prod-a', 'test-a', 'prod-b'],
  ],
  [['prod-?', '--tag', 'tier=web'], ['prod-b']],
];
test('clusters are selected by name, tag and region', async (t) => {
  const ackring = await world(t);
  for (const [args, names] of selections) {
    const confirm = ['--confirm', String(names.length)];
    const run = await ackring.runHere(['run', ...args, ...confirm, '--json', '--', 'true']);
    t.is(run.code, 0, run.stderr);
    t.deepEqual(
      v.parse(runContract, run.json()).map(({ cluster }) => cluster.name),
      names,
    );
  }
});

test('an empty selection, no work, and invalid input have codes of their own', async (t) => {
  const ackring = await world(t);
  const cases: readonly (readonly [args: readonly string[], code: number])[] = [
    [['--select', 'nowhere-*', '--', 'true'], 3],
    [['--select', 'prod-?', '--confirm', '2', '--', 'false'], 1],
    [['--select', 'prod-?', '--confirm', '2', '--', 'no-such-command'], 3],
    [['--', 'true'], 2],
    [['nowhere', '--', 'true'], 3],
    [['kubectl', 'get', 'nodes'], 2],
    [['--select', 'prod-?'], 2],
    [['--select', 'prod-?', '--tag', 'env', '--', 'true'], 2],
    [['--select', 'prod-?', '--concurrency', '0', '--', 'true'], 2],
  ];
  for (const [args, code] of cases)
    t.is((await ackring.runHere(['run', ...args])).code, code, args.join(' '));
});

test('a command not known to read requests no certificate without the exact number, and is recorded by name', async (t) => {
  const own = await startEmulator({ scenario: { clusters: [{ name: 'a' }, { name: 'b' }] } });
  t.teardown(() => own.stop());
  const ackring = await createAckring(t, own);
  const issued = () => own.requests.count('DescribeClusterUserKubeconfig');
  const command = ['kubectl', 'delete', 'secret', 'a-secret-word'];
  for (const confirm of [[], ['--confirm', '3'], ['--confirm', 'all'], ['--yes']]) {
    const run = await ackring.runHere(['run', '--select', '*', ...confirm, '--json', '--', ...command]);
    t.is(run.code, 6, confirm.join(' '));
    t.is(JSON.parse(run.stderr).error.code, 'ConfirmationMissing');
    t.deepEqual(
      v.parse(runContract, run.json()).map(({ exit, error }) => [exit, error]),
      [
        [null, null],
        [null, null],
      ],
    );
  }
  const readOnly = await ackring.runHere([
    'run',
    '--select',
    '*',
    '--confirm',
    '2',
    '--read-only',
    '--',
    ...command,
  ]);
  t.is(readOnly.code, 6);
  t.regex(readOnly.stderr, /read-only mode does not allow this: run kubectl delete in 2 clusters/);
  t.is(issued(), 0);
  await ackring.runHere([
    'run',
    '--select',
    '*',
    '--confirm',
    '2',
    '--',
    'sh',
    '-c',
    'exit 1',
    'a-secret-word',
  ]);
  t.is(issued(), 2);
  const journal = await readFile(join(stateOf(ackring), 'journal.jsonl'), 'utf8');
  t.notRegex(journal, /a-secret-word|exit 1/);
  t.deepEqual(
    journal
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .map(({ phase, summary }) => [phase, summary]),
    [
      ['started', 'sh in 2 clusters'],
      ['failed', 'sh in 2 clusters'],
    ],
  );
});

test('no more run at once than requested', async (t) => {
  const ackring = await world(t);
  const places = join(ackring.home, 'places');
  await mkdir(places);
  const script = `cd '${places}'; mkdir $$; ls | wc -l; sleep 0.3; rmdir $$`;
  const args = ['--select', 'prod-?', '--select', 'test-a', '--confirm', '3', '--concurrency', '1'];
  const run = await ackring.runHere(['run', ...args, '--json', '--', 'sh', '-c', script]);
  t.deepEqual(
    v.parse(runContract, run.json()).map(({ stdout }) => stdout.trim()),
    ['1', '1', '1'],
  );
});

test('when interrupted, running commands are ended and reported, others not started, and nothing is left', async (t) => {
  const ackring = await world(t);
  const script = 'trap "exit 9" INT; echo begun >&2; while :; do sleep 0.05; done';
  const args = ['--select', 'prod-?', '--confirm', '2', '--concurrency', '1'];
  const child = ackring.start(['run', ...args, '--', 'sh', '-c', script]);
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  while (!said.includes('begun')) await once(child.stderr, 'data');
  child.kill('SIGINT');
  const [code] = await once(child, 'close');
  t.is(code, 130);
  t.regex(said, /^prod-a: error: /m);
  t.regex(said, /^prod-b: error: /m);
  t.regex(said, /^done in 0 of 2 clusters$/m);
  await leavesNothing(t, ackring);
});

test('on a terminal the number is typed, below the names', async (t) => {
  await using folder = await temporaryHome();
  const open = () =>
    openTerminal({
      cloud: emulator,
      home: folder.home,
      args: ['run', '--select', 'prod-?', '--', 'echo', 'was', 'run'],
    });
  await using refused = await open();
  await refused.see('prod-b (cn-hangzhou)');
  await refused.see('Type 2 to run it');
  await refused.type('yes');
  await refused.press('enter');
  await refused.see('that is not "2"');
  await refused.press('enter');
  t.is(await refused.exit(), 6);
  t.notRegex(refused.output(), /prod-a: was run/);
  await using confirmed = await open();
  await confirmed.see('Type 2 to run it');
  await confirmed.type('2');
  await confirmed.press('enter');
  t.is(await confirmed.exit(), 0);
  t.regex(confirmed.output(), /prod-a: was run/);
  await leavesNothing(t, folder);
});
