import { findCluster } from '@ackring/core/internal/fleet/find-cluster';
import { contextNamed } from '@ackring/core/internal/kubeconfig/context-names';
import { AckringError } from '@ackring/core/internal/words/errors';
import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import { commands } from '../commands.js';
import { refuseAsMember } from './commands.js';
import { withArguments, withMeant } from './meant.js';

const rows: readonly (readonly [names: readonly string[], argv: readonly string[], told: string | null])[] = [
  [['prod'], ['get', 'prd'], 'ackring get prod'],
  [['prod'], ['--lang', 'ja', 'get', 'prd', '--json'], 'ackring get prod --json'],
  [['prod'], ['get', 'prd', '--lang=ja', '--', '--lang', 'x'], 'ackring get prod -- --lang x'],
  [['prod', '-rd'], ['get', 'prd', '--json'], 'ackring get prod --json'],
  [['-prd'], ['get', 'prd'], null],
  [['-prd'], ['get', '--', 'prd'], 'ackring get -- -prd'],
  [['a prod'], ['get', 'a prd'], "ackring get 'a prod'"],
];

for (const [names, argv, told] of rows) {
  test(`a name that is similar is told as it can be typed: ${argv.join(' ')}, of ${names.join(', ')}`, (t) => {
    const clusters = names.map((name) => specimenCluster({ name, id: name }));
    const typed = argv.find((word) => word.includes('prd')) ?? '';
    const error = t.throws(() => findCluster(clusters, typed), { instanceOf: AckringError });
    if (error === undefined) return;
    const { remedy } = withMeant(error, argv);
    t.is(remedy, told === null ? error.remedy : `Did you mean \`${told}\`? ${error.remedy}`);
  });
}

for (const [argv, told] of [
  [['use', 'prod-tokyo-apii'], 'ackring use ack/ap-northeast-1/prod-tokyo-api'],
  [['contexts', 'remove', 'dve'], 'ackring contexts remove dev'],
  [['use', 'nothing-like-it'], null],
] as const)
  test(`a context that is similar is told as it can be typed: ${argv.join(' ')}`, (t) => {
    const names = ['ack/ap-northeast-1/prod-tokyo-api', 'dev'];
    const error = t.throws(() => contextNamed(argv.at(-1) ?? '', names), { instanceOf: AckringError });
    if (error === undefined) return;
    const all = 'Run `ackring contexts` for all of them.';
    t.is(withMeant(error, argv).remedy, told === null ? all : `Did you mean \`${told}\`? ${all}`);
  });

test('of many names that are similar the first are told as they can be typed', (t) => {
  const clusters = ['a', 'b', 'c', 'd'].map((end) => specimenCluster({ name: `prod-${end}`, id: end }));
  const error = t.throws(() => findCluster(clusters, 'prod-x'), { instanceOf: AckringError });
  if (error === undefined) return;
  const { remedy } = withMeant(error, ['get', 'prod-x']);
  t.regex(remedy, /^Did you mean `ackring get prod-a`, `ackring get prod-b`, `ackring get prod-c`\? /);
});

for (const [argv, at, remedy] of [
  [['rename', 'a b', 'b', '--dry-run'], 0, "Run `ackring contexts rename 'a b' b --dry-run`."],
  [['--json', 'remove', 'old'], 1, 'Run `ackring --json contexts remove old`.'],
  [['namespace', 'web'], 0, 'Run `ackring use --namespace web`.'],
  [['contxts', 'tokyo'], 0, 'Run `ackring contexts tokyo`.'],
  [['plan'], 0, 'Run `ackring rotate plan`.'],
  [['rotation', 'plan', '--json'], 0, 'Run `ackring rotate plan --json`.'],
  [['grant', 'tom'], 0, 'Run `ackring access grant tom`.'],
  [['status'], 0, 'Run `ackring doctor`.'],
  [['weather'], 0, 'Run `ackring help` for all of them.'],
  [['clu'], 0, 'Run `ackring clusters`.'],
  [['prune'], 0, 'Run `ackring contexts prune`.'],
  [['clutsers'], 0, 'Run `ackring clusters`.'],
  [['lst'], 0, 'Run `ackring clusters`.'],
  [['helpp'], 0, 'Run `ackring help`.'],
  [['ns'], 0, 'Run `ackring use --namespace NAME`.'],
  [['--json', 'ls'], 1, 'Run `ackring --json clusters`.'],
  [['nothing-like-it', 'x'], 0, 'Run `ackring help` for all of them.'],
  [['rotate', 'pln'], 0, 'Run `ackring rotate plan`.'],
  [['--lang', 'ja', 'rotat', 'plan'], 2, 'Run `ackring rotate plan`.'],
] as const)
  test(`a command that is not there is told with its arguments: ${argv.join(' ')}`, (t) => {
    const error = t.throws(() => commands.find(argv.slice(at)), { instanceOf: AckringError });
    if (error !== undefined) t.is(withArguments(error, argv, at).remedy, remedy);
  });

for (const [words, remedy] of [
  [['clutsers'], 'Run `ackring help clusters`.'],
  [['namespace'], 'Run `ackring help use`.'],
  [['plan'], 'Run `ackring help rotate plan`.'],
  [['nothing-like-it'], 'Run `ackring help` for all of them.'],
  [['get', 'foo'], 'Run `ackring help get`.'],
  [['policy', 'chek'], 'Run `ackring help policy check`.'],
  [['contexts', 'nothing-like-it'], 'Run `ackring help contexts`.'],
] as const)
  test(`help for what is no command leads to the nearest topic: ${words.join(' ')}`, async (t) => {
    const { run } = await commands.load('help');
    const asked = {
      positionals: words,
      commands,
      language: 'en',
      output: { write: () => undefined, columns: 0 },
    };
    const error = await t.throwsAsync(run(asked as never), { instanceOf: AckringError });
    t.is(error?.remedy, remedy);
    t.is(error?.code, 'UsageInvalid');
  });

for (const [name, words, told] of [
  ['policy', ['chek'], 'there is no `policy chek`; did you mean `policy check`? Run `ackring policy check`.'],
  [
    'accounts',
    ['ad', 'a b'],
    "there is no `accounts ad`; did you mean `accounts add`? Run `ackring accounts add 'a b'`.",
  ],
  ['accounts', ['nothing-like-it'], null],
  ['contexts', ['renam'], null],
  ['history', ['x'], null],
] as const)
  test(`what a command does not take may be meant as its subcommand: ${name} ${words.join(' ')}`, async (t) => {
    const command = await commands.load(name);
    let refused: string | null = null;
    try {
      refuseAsMember({ commands, positionals: words }, command);
    } catch (error) {
      if (error instanceof AckringError) refused = `${error.message} ${error.remedy}`;
    }
    t.is(refused, told);
  });
