import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onDay, ownOutcome, reportOn } from '@ackring/testkit/rotation/outcomes';
import { callerKey, type RotationWorld, rotationWorld } from '@ackring/testkit/rotation/world';
import test from 'ava';
import { parseFunctionName } from '../cloud/function-compute/api.js';
import { createRateLimiters } from '../cloud/rate-limit.js';
import { AckringError, readOnlyRefusal } from '../words/errors.js';
import { parseRotationConfiguration } from './configuration/configuration.js';
import { fold } from './ledger/fold.js';
import { noStandings } from './ledger/standing.js';
import { emptyLedger, writeLedger } from './ledger/stored-ledger.js';
import { storesOf } from './report/kept-runs.js';
import { createRotating, openConfiguredSinks } from './rotating.js';
import { openSinks } from './run/ports.js';

const texts: readonly (readonly [title: string, text: string | null])[] = [
  ['no configuration', null],
  ['one that names no sink', 'regions: [cn-hangzhou]\n'],
];

for (const [title, text] of texts) {
  test(`with ${title} there are no sinks, and nobody is signed in for them`, async (t) => {
    const settingsFolder = await mkdtemp(join(tmpdir(), 'ackring-rotating-'));
    t.teardown(() => rm(settingsFolder, { recursive: true, force: true }));
    if (text !== null) await writeFile(join(settingsFolder, 'rotation.yaml'), text);
    const open = () => Promise.reject(new Error('it was opened'));
    t.deepEqual(await openConfiguredSinks(null, { settingsFolder, open }), { sinks: [], holders: [] });
  });
}

for (const yaml of ['', '# later', 'regions: [cn-hangzhou]', 'sinks: []']) {
  test(`nothing is renewed to be thrown away: apply refuses before it signs in, with ${yaml || 'nothing'}`, async (t) => {
    const rotating = createRotating({
      settingsFolder: '/nowhere',
      open: () => Promise.reject(new Error('it was opened')),
      origin: async () => ({ accountId: null, region: null }),
      journal: () => Promise.reject(new Error('it was recorded')),
      refuseWhenReadOnly: async () => undefined,
    });
    const configuration = parseRotationConfiguration(yaml, 'test');
    const asked = { configuration, file: null };
    const error = await t.throwsAsync(rotating.apply(asked), { code: 'ConfigurationInvalid' });
    t.is((await rotating.noSink(asked))?.message, error?.message);
    await t.throwsAsync(rotating.plan({ configuration }), { message: 'it was opened' });
  });
}

for (const [what, named, text, told] of [
  ['there is none', null, null, /^there is no \S+\/settings\/rotation\.yaml, and so no sink/],
  [
    'the one in the settings folder has none',
    null,
    'sinks: []',
    /^\S+\/settings\/rotation\.yaml names no sink/,
  ],
  ['a named one has none', 'own.yaml', 'sinks: []', /^\S+\/settings\/own\.yaml names no sink/],
] as const)
  test(`a run without a sink names the file that was read, or looked for: ${what}`, async (t) => {
    const settingsFolder = join(await mkdtemp(join(tmpdir(), 'ackring-rotating-')), 'settings');
    t.teardown(() => rm(dirname(settingsFolder), { recursive: true, force: true }));
    await mkdir(settingsFolder);
    if (text !== null) await writeFile(join(settingsFolder, named ?? 'rotation.yaml'), text);
    const rotating = createRotating({
      settingsFolder,
      open: () => Promise.reject(new Error('it was opened')),
      origin: async () => unknown,
      journal: () => Promise.reject(new Error('it was recorded')),
      refuseWhenReadOnly: async () => undefined,
    });
    const file = named === null ? null : join(settingsFolder, named);
    const configuration = await rotating.configuration(file);
    const error = await t.throwsAsync(rotating.apply({ configuration, file }), { message: told });
    t.regex(error instanceof AckringError ? error.remedy : '', /sink/);
  });

test('what nobody renews is dismissed in the ledger and the journal; its plan writes nothing, and is no change', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'ackring-rotating-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  const configuration = parseRotationConfiguration(`sinks: [{kind: file, directory: ${directory}}]`, 'test');
  const clock = { now: () => onDay(51), sleep: async () => undefined };
  const ports = { environment: { HOME: directory }, clock, limiterOf: createRateLimiters(clock) };
  const credentials = { get: () => Promise.reject(new Error('it was signed')) };
  const open = async () => ({ ...ports, configuration, region: 'cn-hangzhou', credentials });
  const recorded: string[] = [];
  let isReadOnly = false;
  const rotating = createRotating({
    settingsFolder: directory,
    open,
    origin: async () => ({ accountId: null, region: null }),
    journal: async () => ({ record: async ({ action, phase }) => void recorded.push(`${action} ${phase}`) }),
    refuseWhenReadOnly: async (what) => {
      if (isReadOnly) throw readOnlyRefusal(what);
    },
  });
  const excluded = ownOutcome(50, 60, { decision: { kind: 'skip', reason: 'ClusterExcluded' } });
  const { standings } = [ownOutcome(49, 60), excluded].reduce(
    (before, outcome, index) => fold(reportOn(49 + index, [outcome]), before.standings),
    { standings: noStandings },
  );
  await writeLedger(storesOf(await openSinks(await open())), standings, {
    read: emptyLedger,
    now: onDay(50),
  });
  const dismissal = async () => (await rotating.standings({ configuration })).get('c1/self')?.dismissed;
  const asked = { configuration, name: 'c1/self', reason: 'moved' };
  isReadOnly = true;
  t.is((await rotating.dismiss({ ...asked, mode: 'plan' })).standing.dismissed?.reason, 'moved');
  await t.throwsAsync(rotating.dismiss(asked), { code: 'ReadOnly' });
  t.deepEqual([await dismissal(), recorded], [null, []]);
  isReadOnly = false;
  await rotating.dismiss(asked);
  t.like(await dismissal(), { reason: 'moved' });
  t.deepEqual(recorded, ['rotate dismiss started', 'rotate dismiss done']);
});

/** In a cloud; `recorded` are the phases in the journal. */
function rotatingIn({ clock, directory, emulator }: RotationWorld) {
  const recorded: string[] = [];
  const rotating = createRotating({
    settingsFolder: directory,
    open: async (configuration) => ({
      configuration,
      environment: { ...emulator.environment, HOME: directory },
      clock,
      limiterOf: createRateLimiters(clock),
      region: 'cn-hangzhou',
      credentials: { get: async () => callerKey(emulator) },
    }),
    origin: async () => unknown,
    journal: async () => ({ record: async ({ phase }) => void recorded.push(phase) }),
    refuseWhenReadOnly: async () => undefined,
  });
  return { rotating, recorded };
}

const fleet = {
  clusters: ['cn-hangzhou', 'us-west-1'].map((region) => {
    return { name: region, region, holders: { ops: { daysLeft: 365 } } };
  }),
};

const faults: readonly (readonly [what: string, operation: string | null, phase: string])[] = [
  ['that does its work', null, 'done'],
  ['in which a credential fails', 'DescribeClusterUserKubeconfig', 'failed'],
  ['in which a region fails', 'DescribeClustersForRegion', 'failed'],
];
for (const [what, operation, phase] of faults)
  test(`the journal has a run ${what} as ${phase}`, async (t) => {
    const settings =
      'regions: [cn-hangzhou, us-west-1]\nsinks: [{kind: file, directory: "{directory}/keys"}]';
    await using world = await rotationWorld(fleet, settings);
    const { rotating, recorded } = rotatingIn(world);
    if (operation !== null)
      world.emulator.faults.add({
        operation,
        times: 1,
        effect: { kind: 'error', status: 403, code: 'Forbidden' },
      });
    const { counts, failures } = await rotating.apply({ file: null, configuration: world.configuration });
    t.is(counts.failed + failures.length, operation === null ? 0 : 1);
    t.deepEqual(recorded, ['started', phase]);
  });

test('the calendar is of the next three years, from now on', async (t) => {
  await using world = await rotationWorld(fleet, '{}');
  const { configuration } = world;
  const { rotating, recorded } = rotatingIn(world);
  const { from, until, failures } = await rotating.simulate({ configuration });
  t.deepEqual([failures, recorded], [[], []]);
  t.is((until.getTime() - from.getTime()) / 86_400_000, 1_095);
});

type Origin = { readonly accountId: string | null; readonly region: string | null };
const unknown = { accountId: null, region: null };
const log = { project: 'p', logstore: 'l' };
const policies: readonly (readonly [origin: Origin | null, asked: object, resources: readonly string[]])[] = [
  [null, {}, ['acs:fc:cn-hangzhou:*:functions/f', 'acs:log:cn-hangzhou:*:project/ackring-*/logstore/rotate']],
  [
    unknown,
    {},
    ['acs:fc:cn-hangzhou:*:functions/f', 'acs:log:cn-hangzhou:*:project/ackring-*/logstore/rotate'],
  ],
  [
    { accountId: '1', region: 'cn-beijing' },
    {},
    ['acs:fc:cn-beijing:1:functions/f', 'acs:log:cn-beijing:1:project/ackring-1/logstore/rotate'],
  ],
  [
    { accountId: '1', region: 'cn-beijing' },
    { accountId: '2', region: 'us-west-1', logs: log },
    ['acs:fc:us-west-1:2:functions/f', 'acs:log:us-west-1:2:project/p/logstore/l'],
  ],
];
for (const [origin, asked, resources] of policies)
  test(`with ${JSON.stringify(origin)} a policy for ${JSON.stringify(asked)} is of ${resources[0]}`, async (t) => {
    const rotating = createRotating({
      settingsFolder: '/nowhere',
      open: () => Promise.reject(new Error('it was opened')),
      origin: async () => origin ?? Promise.reject(new Error('no credentials')),
      journal: () => Promise.reject(new Error('it was recorded')),
      refuseWhenReadOnly: async () => undefined,
    });
    const configuration = parseRotationConfiguration('', 'test');
    const own = { configuration, region: null, accountId: null, logs: null };
    const { Statement } = await rotating.operatorPolicy({
      ...own,
      function: parseFunctionName('f'),
      ...asked,
    });
    const named = Statement.flatMap(({ Resource }) => Resource);
    for (const resource of resources) t.true(named.includes(resource), named.join(' '));
  });

const rightsOn = 'rights: true\nsinks: [{kind: kms}]\n';
/** What the folder of settings and the named file hold; the path that is said, or why it is refused. */
const ledgers: readonly (readonly [
  what: string,
  own: string | null,
  named: string | null,
  said: 'own' | 'named' | null | RegExp,
])[] = [
  ['nothing is configured', null, null, null],
  ['the settings take back none', 'sinks: [{kind: kms}]', null, null],
  ['the settings take them back', rightsOn, null, 'own'],
  ['a named file takes them back', null, rightsOn, 'named'],
  ['a named file does, and the settings do not', 'sinks: []', rightsOn, 'named'],
  ['a named file takes back none', rightsOn, 'sinks: [{kind: kms}]', /named\.yaml takes back no rights/],
  ['a named file has nowhere to keep them', rightsOn, 'rights: true', /named\.yaml names no sink/],
  ['the settings have nowhere to keep them', 'rights: true', null, /rotation\.yaml names no sink/],
  ['a named file is none', rightsOn, 'rights: 7', /sub\/\.\.\/named\.yaml/],
  ['the settings are none', 'rights: 7', null, /rotation\.yaml/],
];
for (const [what, own, named, said] of ledgers)
  test(`where ${what}, rights that end are ${said instanceof RegExp ? 'refused' : `kept ${said === null ? 'nowhere' : `by the ${said} file`}`}`, async (t) => {
    const settingsFolder = await mkdtemp(join(tmpdir(), 'ackring-rotating-'));
    t.teardown(() => rm(settingsFolder, { recursive: true, force: true }));
    const files = { own: join(settingsFolder, 'rotation.yaml'), named: join(settingsFolder, 'named.yaml') };
    if (own !== null) await writeFile(files.own, own);
    if (named !== null) await writeFile(files.named, named);
    const rotating = createRotating({
      settingsFolder,
      open: () => Promise.reject(new Error('it was opened')),
      origin: async () => unknown,
      journal: () => Promise.reject(new Error('it was recorded')),
      refuseWhenReadOnly: async () => undefined,
    });
    // As it was typed.
    const asked = rotating.rightsLedger(named === null ? null : `${settingsFolder}/sub/../named.yaml`);
    if (said instanceof RegExp) await t.throwsAsync(asked, { code: 'ConfigurationInvalid', message: said });
    else t.is(await asked, said === null ? null : files[said]);
  });
