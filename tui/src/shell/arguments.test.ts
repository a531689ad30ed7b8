import { AckringError } from '@ackring/core/internal/words/errors';
import test from 'ava';
import { commands } from '../commands.js';
import { checkPositionals, findWords, readArguments, strayOption } from './arguments.js';

const get = await commands.load('get');

test('options of the command and of the program are parsed together', (t) => {
  const read = readArguments(
    ['prod', '--temporary', '8h', '--json', '--region', 'a', '--region=b', '-q', '--use'],
    get,
  );
  t.deepEqual(read.positionals, ['prod']);
  t.is(read.options['temporary'], '8h');
  t.is(read.options['use'], true);
  t.is(read.options['dry-run'], false);
  t.is(read.options['context'], undefined);
  t.true(read.global.json);
  t.true(read.global.quiet);
  t.deepEqual(read.global.regions, ['a', 'b']);
  t.is(read.global.profile, null);
});

test('the command is found after options of the program, whose values are not words', (t) => {
  t.deepEqual(findWords(['--profile', 'work', '--json', 'rotate', 'plan']), [
    { word: 'rotate', index: 3 },
    { word: 'plan', index: 4 },
  ]);
});

const strays: readonly (readonly [argv: string[], said: RegExp | null])[] = [
  [['--skin', 'dark', 'contexts'], /^--skin before a command is no option of ackring; those of a command /],
  [['--profil', 'work', 'contexts'], /^there is no option --profil; did you mean --profile\?$/],
  [['--profile', 'work', 'contexst'], null],
  [['--json', 'contexst'], null],
  [['contexst', '--skin'], null],
  [['dark', '--skin', 'contexst'], null],
];
for (const [argv, said] of strays) {
  test(`an option before a command, and the word behind it: ${argv.join(' ')}`, (t) => {
    const error = strayOption(argv, findWords(argv)[0]?.index ?? 0);
    if (said === null) t.is(error, null);
    else t.regex(error?.message ?? '', said);
  });
}

const isRefused = test.macro<[string[], RegExp]>({
  exec(t, argv, message) {
    const error = t.throws(() => readArguments(argv, get), { instanceOf: AckringError });
    t.is(error?.code, 'UsageInvalid');
    t.is(error?.exitCode, 2);
    t.regex(error?.message ?? '', message);
  },
  title: (_, argv) => `\`get ${argv.join(' ')}\` is a usage error`,
});

test(isRefused, ['--acces', 'public'], /did you mean --access\?/);
test(isRefused, ['--tem'], /did you mean --temporary\?/);
test(isRefused, ['--temp', '8h'], /did you mean --temporary\?/);
test(isRefused, ['--xyzzy'], /^there is no option --xyzzy for `get`$/);
test(isRefused, ['--use=yes'], /takes no value/);
test(isRefused, ['--temporary'], /needs a value/);
test(isRefused, ['--temporary', '--json'], /needs a value/);
test(isRefused, ['--access', 'secret'], /private, public, auto/);
test(isRefused, ['--__proto__', 'x'], /there is no option/);

for (const [name, option, told] of [
  ['get', '--duration', '; did you mean --temporary?'],
  ['get', '--for', '; did you mean --temporary?'],
  ['get', '--ttl', '; did you mean --temporary?'],
  ['get', '--TemporaryDurationMinutes', '; did you mean --temporary?'],
  ['get', '--PrivateIpAddress', '; did you mean --access private?'],
  ['get', '--alias', '; did you mean --context?'],
  ['get', '--ClusterId', '; the name stands alone: `ackring get CLUSTER`'],
  ['shell', '--ttl', '; did you mean --for?'],
  ['shell', '--temporary', '; did you mean --for?'],
  ['shell', '--ns', '; did you mean --namespace?'],
  ['usage', '--cluster', '; the name stands alone: `ackring usage CLUSTER`'],
  ['use', '--context', '; the name stands alone: `ackring use CONTEXT`'],
  ['use', '--cluster', '; the name stands alone: `ackring use CONTEXT`'],
  ['access withdraw', '--user', '; the name stands alone: `ackring access withdraw USER`'],
  ['access grant', '--uid', '; the name stands alone: `ackring access grant USER`'],
  ['access withdraw', '--cluster-id', '; did you mean --cluster?'],
  ['merge', '--filename', '; the name stands alone: `ackring merge FILE`'],
  ['run', '--selector', '; did you mean --tag?'],
  ['clusters', '--RegionId', '; did you mean --region?'],
  ['clusters', '-o', '; did you mean --json?'],
  ['clusters', '--verbose', '; did you mean --debug?'],
  ['clusters', '--readonly', '; did you mean --read-only?'],
  ['clusters', '--context', ''],
  ['contexts rename', '--context', ''],
  ['undo', '--list', '; `ackring history` does that'],
  ['undo', '--lst', '; `ackring history` does that'],
  ['clean', '--apply', '; did you mean --confirm?'],
] as const)
  test(`by another tool's habit, \`${name} ${option}\` is told${told || ' nothing'}`, async (t) => {
    const command = await commands.load(name);
    const error = t.throws(() => readArguments([option, 'x'], command));
    t.is(error?.message, `there is no option ${option} for \`${name}\`${told}`);
  });

for (const [name, argv, told] of [
  ['clusters', ['--tag', 'foo=bar'], 'tag:foo=bar'],
  ['clusters', ['-l', 'foo=bar'], 'tag:foo=bar'],
  ['clusters', ['--state=running'], 'state:running'],
  ['clusters', ['--Kind', 'managed'], 'kind:managed'],
  ['contexts', ['--server', 'a b'], `'server:"a b"'`],
  ['expiry', ['--status'], 'status:VALUE'],
] as const)
  test(`an option that is called as a field is told as a filter: ${name} ${argv.join(' ')}`, async (t) => {
    const command = await commands.load(name);
    const error = t.throws(() => readArguments(argv, command), { instanceOf: AckringError });
    t.true(error?.message.endsWith(`; as a filter: \`${told}\``), error?.message);
  });

test('every command that takes a filter says of which fields', async (t) => {
  for (const name of commands.names) {
    const { usage, filters = [] } = await commands.load(name);
    t.is(usage.includes('FILTER'), filters.length > 0, name);
  }
});

test('who asks for a dry run is told how each command that has a plan shows it', async (t) => {
  const planned: string[] = [];
  for (const name of commands.names) {
    const command = await commands.load(name);
    if ('dry-run' in command.options || command.passesThrough === true) continue;
    const { message = '' } = t.throws(() => readArguments(['--dry-run'], command)) ?? {};
    t.regex(message, /^there is no option --dry-run for /);
    if (/ shows? its plan$/.test(message)) planned.push(name);
    else t.false('confirm' in command.options && command.runsAnother !== true, message);
  }
  t.true(planned.includes('rotate apply') && planned.includes('revoke'), planned.join());
});

test('no option takes the name of a stream for a file', async (t) => {
  const named: string[] = [];
  for (const name of commands.names) {
    const command = await commands.load(name);
    if (command.passesThrough === true) continue;
    for (const [option, { completes }] of Object.entries(command.options)) {
      if (completes !== 'file') continue;
      named.push(`${name} --${option}`);
      const refused = t.throws<AckringError>(
        () => readArguments([`--${option}`, '-'], command),
        undefined,
        name,
      );
      t.is(refused?.message, `--${option} takes a file, and \`-\` is none`);
    }
  }
  t.true(named.includes('get --output') && named.includes('expiry --ics'), named.join());
  const merge = await commands.load('merge');
  t.deepEqual(readArguments(['-'], merge).positionals, ['-']);
});

test('too few and too many arguments are refused', async (t) => {
  const revoke = await commands.load('revoke');
  const refused = t.throws<AckringError>(() => checkPositionals([], revoke));
  t.regex(refused.message, /needs CLUSTER/);
  t.is(refused.remedy, 'Such as `ackring revoke prod`; `ackring help revoke` shows the usage.');
  const extra = t.throws<AckringError>(() => checkPositionals(['a', 'b'], revoke));
  t.is(extra.message, '`revoke` takes CLUSTER: "b" is one too many');
  t.regex(extra.remedy, /^Such as `ackring revoke prod --\S.*`; `ackring help revoke` shows the usage\.$/);
  const grant = await commands.load('access grant');
  const positional = t.throws<AckringError>(() => checkPositionals(['mei', 'prod', 'dev'], grant));
  t.regex(positional.remedy, /^Such as `ackring access grant \S+ --cluster \S+ --role \S+/);
  const use = await commands.load('use');
  t.throws(() => checkPositionals(['a', '-'], use), { message: /`use` takes .*-.*: "-" is one too many$/ });
  const clean = await commands.load('clean');
  const ofUser = t.throws<AckringError>(() => checkPositionals(['a b'], clean));
  t.regex(ofUser.remedy, /^Such as `ackring clean --user 'a b'`; /);
  const history = await commands.load('history');
  const found = t.throws<AckringError>(() => checkPositionals(['a'], history));
  t.is(found?.message, '`history` does not take "a"');
  t.regex(
    found?.remedy ?? '',
    /^`\/` finds it on the screen: `ackring --screen activity`; `ackring help history` /,
  );
});

for (const [argv, line] of [
  [['prod', '--user', 'tom'], 'ackring clean --user tom --cluster prod'],
  [['--user', 'tom', 'prod'], 'ackring clean --user tom --cluster prod'],
  [['prod', '--user=a b'], "ackring clean --user 'a b' --cluster prod"],
  [['--user'], 'ackring clean --user USER --cluster CLUSTER'],
] as const)
  test(`who would revoke the access of somebody else is led to clean: ${argv.join(' ')}`, async (t) => {
    const revoke = await commands.load('revoke');
    const error = t.throws(() => readArguments(argv, revoke), { instanceOf: AckringError });
    t.true(error?.message.endsWith(`of somebody else: \`${line}\``), error?.message);
  });
