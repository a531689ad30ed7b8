import { answeredAs } from '@ackring/testkit/answered';
import { reachedCluster } from '@ackring/testkit/reached-cluster';
import { specimenNow, specimenUid } from '@ackring/testkit/specimen';
import test from 'ava';
import type { CleanOutcome } from '../access/clean/clean-batch.js';
import type { CleanStep } from '../access/clean/clean-plan.js';
import type { CleanRequest } from '../access/clean/clean-survey.js';
import type { CleanRun } from '../access/clean/cleaning.js';
import { readKubeconfig } from '../kubeconfig/read.js';
import { AckringError, type ErrorCode } from '../words/errors.js';
import type { MigratedContext, SwitchPorts } from './context-switch.js';
import type { MigrationStep } from './migration-plan.js';
import { finish, lookAgain, type MigrationApplyPorts, move } from './moving.js';
import type { MigrationRecord } from './record.js';
import { meantObjects, type TokenAccess } from './token-access.js';

// What becomes of a move by what it meets on its way: when it stops, and when it goes on and tells.

const uid = '200000000000000001';
const commonName = `${uid}-1735700000`;
const mapping = { name: `ackring-ram-${uid}`, arn: 'acs:ram::1:user/mei', username: `ram:${uid}` };
const access: TokenAccess = { mapping: { ...mapping, groups: ['system:users'] }, bindings: [] };
const began = new Date('2026-10-01T00:00:00Z');
const failure = (code: ErrorCode, what: string) => new AckringError(code, what, { remedy: 'Look.' });

const record: MigrationRecord = {
  version: 1,
  cluster: { id: 'c1', name: 'prod', region: 'cn-hangzhou' },
  identity: { uid, name: 'mei', type: 'user' },
  ...{ isSelf: false, commonName, access, stage: 'watching', startedAt: began, watchedSince: began },
  ...{ unused: null, quietDays: 35, task: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff' },
};

interface Meeting {
  readonly step?: Partial<MigrationStep>;
  /** What the add-on says of mappings. */
  readonly mappings?: 'true' | 'false';
  /** What a clean would do; null for nothing. */
  readonly planned?: Partial<CleanStep> | null;
  /** What it did; null for nothing that is told. */
  readonly outcome?: Pick<CleanOutcome, 'result' | 'error'> | null;
  readonly notShutOut?: AckringError;
  readonly byCertificateName?: AckringError;
  /** Contexts, each in a file of its own, and those of which the file cannot be written. */
  readonly contexts?: readonly string[];
  readonly locked?: readonly string[];
}

async function meeting(met: Meeting) {
  const { cluster, yaml, ports } = await reachedCluster();
  const { mappings = 'true', planned = {}, outcome = { result: 'removed', error: null } } = met;
  const done: string[] = [];
  const records: MigrationRecord[] = [];
  const edited: string[] = [];
  const identity = { uid, name: 'mei', type: 'user', state: 'active' } as const;
  const inPlan = {
    row: { cluster, identity },
    verdict: 'remove',
    reason: 'Inactive',
    ...planned,
  } as CleanStep;
  const unsaved = (error?: AckringError) => (error === undefined ? [] : [{ step: inPlan, error }]);
  const kubeconfigs = (met.contexts ?? []).map((name) =>
    readKubeconfig(yaml.replaceAll(/kubernetes$|"?\b[0-9]{18}\b[-\w]*"?/gm, name), { file: name }),
  );
  const files: Pick<SwitchPorts['files'], 'readAll' | 'paths'> = {
    paths: met.contexts ?? [],
    readAll: async () => ({ kubeconfigs, texts: new Map(), problems: [], missing: [] }),
  };
  const applied: Partial<CleanRun> = {
    outcomes: outcome === null ? [] : [{ step: inPlan, isForced: false, ...outcome }],
    notShutOut: unsaved(met.notShutOut),
    byCertificateName: unsaved(met.byCertificateName),
  };
  const config = JSON.stringify({ EnableNonBootstrapMapping: mappings });
  const answered = {
    ...ports,
    api: {
      ...ports.api,
      listAddOns: async () => [{ name: 'ack-ram-authenticator', state: 'active' }],
      describeAddOn: async () => ({ version: 'v0.5.0', config }),
    },
    records: {
      read: async () => ({ record: null }),
      write: async (each: MigrationRecord) => void records.push(each),
    },
    objects: () => ({ read: async () => ({ body: meantObjects(access)[0]?.body }) }),
    apiServer: {
      whoAmI: async ({ impersonation }: { readonly impersonation: { readonly user: string } }) =>
        answeredAs(impersonation.user, {
          ...{ shown: 'other', version: '1.34.0' },
          rights: [{ namespace: 'default', seen: 'some', isIncomplete: false, rules: ['get pods'] }],
        }),
    },
    planClean: async ({ fleet = [], pairs }: CleanRequest) => ({
      steps:
        planned !== null && fleet.includes(cluster) && pairs?.has(`${cluster.id}/${uid}`) ? [inPlan] : [],
    }),
    applyClean: async () => {
      done.push('cleaning');
      return applied;
    },
    switching: async () => ({
      files: {
        ...files,
        edit: async (file: string) => {
          if (met.locked?.includes(file)) throw failure('FileLocked', `${file} is locked`);
          edited.push(file);
        },
      },
      program: { command: '/usr/bin/ackring' },
      profile: null,
    }),
  } as unknown as MigrationApplyPorts;
  const contexts = files.paths.map(
    (name): MigratedContext => ({
      ...{ file: name, context: name, user: name, userFile: name },
      ...{ change: 'switch', serial: null, sha256: null },
    }),
  );
  const step: MigrationStep = {
    ...{ cluster, listed: cluster, identity, isSelf: false, stage: 'watching', verdict: 'clean' },
    ...{
      reason: 'Unused',
      obstacle: null,
      error: null,
      commonName,
      notAfter: null,
      access,
      contexts,
      record,
    },
    ...{ use: { kind: 'unused' }, present: null, sinks: [], watchedSince: began, quietDays: 35, quiet: null },
    ...met.step,
  };
  const reach = async (stage: string, details: object = {}) =>
    void done.push([stage, ...Object.values(details)].join(' '));
  return { step, reach, ports: answered, done, records, edited };
}

async function ended(work: Promise<AckringError | null>) {
  const [outcome] = await Promise.allSettled([work]);
  if (outcome.status === 'fulfilled') return ['done', outcome.value?.message ?? null];
  return outcome.reason instanceof AckringError
    ? [outcome.reason.code, outcome.reason.message]
    : ['fault', String(outcome.reason)];
}

const forbidden = failure('Forbidden', 'not yours');
const cut = failure('Unreachable', 'cut off');
const stillIn = failure('DoneInPart', 'still let in');
const stays = (reason: string) => `the certificate of mei in prod is not cleaned: ${reason}`;
const notTaken = 'cluster prod takes no RAM tokens now: ack-ram-authenticator is switched off';
const noPlan = 'mei stays with its certificate in prod: Unused';

const finishes: readonly (readonly [
  what: string,
  met: Meeting,
  code: string,
  message: string | null,
  done: readonly string[],
])[] = [
  ['removed', {}, 'done', null, ['cleaning', 'cleaned']],
  [
    'removed before',
    { outcome: { result: 'alreadyRemoved', error: null } },
    'done',
    null,
    ['cleaning', 'cleaned'],
  ],
  ['removed, and still let in', { notShutOut: stillIn }, 'done', 'still let in', ['cleaning', 'cleaned']],
  [
    'removed, while others have its name',
    { byCertificateName: stillIn },
    'done',
    'still let in',
    ['cleaning', 'cleaned'],
  ],
  ['with its token by the record alone', { step: { access: null } }, 'done', null, ['cleaning', 'cleaned']],
  ['removed by an earlier run', { step: { reason: 'Cleaned', access: null } }, 'done', null, ['cleaned']],
  ['without a record', { step: { record: null } }, 'Refused', noPlan, []],
  ['without its token', { step: { access: null, record: null } }, 'Refused', noPlan, []],
  [
    'refused by the plan',
    { planned: { verdict: 'refused', reason: 'IsCaller' } },
    'Refused',
    stays('IsCaller'),
    [],
  ],
  [
    'seen lately',
    { planned: { verdict: 'needs-force', reason: 'ActiveRecently' } },
    'Refused',
    stays('ActiveRecently'),
    [],
  ],
  ['in no plan', { planned: null }, 'Refused', stays('Unreadable'), []],
  ['where tokens are not taken', { mappings: 'false' }, 'Refused', notTaken, []],
  [
    'of which nobody knows the end',
    { outcome: { result: 'unknown', error: cut } },
    'DoneInPart',
    'what became of mei in prod is not known: cut off',
    ['cleaning'],
  ],
  [
    'that failed',
    { outcome: { result: 'failed', error: forbidden } },
    'Forbidden',
    'not yours',
    ['cleaning'],
  ],
  [
    'refused at the end',
    { outcome: { result: 'refused', error: null } },
    'Refused',
    stays('Inactive'),
    ['cleaning'],
  ],
  ['that is not told of', { outcome: null }, 'Refused', stays('Unreadable'), ['cleaning']],
];

for (const [what, met, code, message, expected] of finishes)
  test(`a certificate ${what}: ${code}${message === null ? '' : `, ${message}`}`, async (t) => {
    const { step, reach, ports, done, records } = await meeting(met);
    t.deepEqual(await ended(finish(step, reach, ports, undefined)), [code, message]);
    t.deepEqual(done, expected);
    t.deepEqual(
      records.map(({ stage }) => stage),
      code === 'done' ? ['cleaned'] : [],
    );
  });

const begun: MigrationRecord = { ...record, stage: 'begun', watchedSince: null };
const areLocked = (...names: readonly string[]) => names.map((name) => `${name} is locked`).join('\n  ');

const moves: readonly (readonly [
  what: string,
  met: Meeting,
  code: string,
  message: string | null,
  /** As recorded, with how many contexts were switched. */
  stages: readonly string[],
  watchedSince: Date | null,
])[] = [
  [
    'nothing of it here',
    { step: { record: null } },
    'done',
    null,
    ['begun', 'proven', 'watching'],
    specimenNow,
  ],
  ['killed before', { step: { record: begun } }, 'done', null, ['begun', 'proven', 'watching'], specimenNow],
  ['watched before', {}, 'done', null, ['watching', 'watching'], began],
  ['a context again', { contexts: ['one'] }, 'done', null, ['watching', 'watching'], specimenNow],
  [
    'one of two that cannot be written',
    { contexts: ['one', 'two'], locked: ['two'] },
    'done',
    areLocked('two'),
    ['watching', 'watching'],
    specimenNow,
  ],
  [
    'two of three that cannot be written',
    { contexts: ['one', 'two', 'three'], locked: ['one', 'two'] },
    'done',
    areLocked('one', 'two'),
    ['watching', 'watching'],
    specimenNow,
  ],
  [
    'none that can be written',
    { step: { record: begun }, contexts: ['one', 'two'], locked: ['one', 'two'] },
    'FileLocked',
    areLocked('one', 'two'),
    ['begun', 'proven'],
    null,
  ],
  ['a name that is not known', { step: { commonName: null } }, 'Refused', noPlan, [], null],
  ['a token without rights', { step: { access: null } }, 'Refused', noPlan, [], null],
];

for (const [what, met, code, message, stages, watchedSince] of moves)
  test(`a move of ${what}: ${code}${message === null ? '' : `, ${message}`}`, async (t) => {
    const { step, reach, ports, done, records, edited } = await meeting(met);
    t.deepEqual(await ended(move(step, reach, ports, undefined)), [code, message]);
    t.deepEqual(
      records.map(({ stage }) => stage),
      stages,
    );
    t.deepEqual(records.at(-1)?.watchedSince ?? null, watchedSince);
    const { contexts = [], locked = [] } = met;
    t.deepEqual(edited, code === 'done' ? contexts.filter((each) => !locked.includes(each)) : []);
    t.is(done.at(-1), code === 'done' ? `watching ${edited.length}` : stages.at(-1));
  });

test('whoever has no name is called by the uid', (t) => {
  const look = (name: string) => lookAgain({ cluster: { name: 'prod' }, identity: { uid: '2', name } });
  t.is(look(''), 'ackring migrate --user 2 --cluster prod --dry-run');
  t.is(look('ops'), 'ackring migrate --user ops --cluster prod --dry-run');
});

test('whose own a move is, is not forgotten when somebody else goes on with it', async (t) => {
  const { step, reach, ports, records } = await meeting({ step: { record: { ...record, isSelf: true } } });
  t.not(specimenUid, uid);
  await move(step, reach, ports, undefined);
  t.deepEqual(new Set(records.map(({ isSelf }) => isSelf)), new Set([true]));
});
