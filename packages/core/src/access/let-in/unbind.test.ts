import { specimenCluster } from '@ackring/testkit/cluster';
import { specimenHolding } from '@ackring/testkit/holding';
import test from 'ava';
import { proven } from '../../claims/claim.js';
import type { KubeconfigState } from '../../cloud/ack/api.js';
import type { JournalDraft } from '../../journal/journal.js';
import type { AccessObjects, StoredObject } from '../../machine/api-server/access-objects.js';
import { throwIfCancelled } from '../../machine/retry.js';
import { AckringError, toAckringError } from '../../words/errors.js';
import { targetByCertificate } from '../../words/target.js';
import type { LetIn } from './look.js';
import { createUnbinding, type UnbindingPorts, type Unbound } from './unbind.js';

// What becomes of each binding that names a former certificate, by what the cluster has by then.

const cluster = specimenCluster();
const asked = { cluster, uid: '42', name: 'tom' };
const user = (name: string) => ({ kind: 'User', name });
const binding: LetIn['bindings'][number] = {
  kind: 'RoleBinding',
  name: 'by-hand',
  namespace: 'shop',
  role: { kind: 'Role', name: 'reader' },
  subjects: [{ ...user('42-1'), namespace: null }],
};
const letIn: LetIn = {
  ...{ claim: proven('NothingLeft'), names: ['42', '42-1'], callersName: null },
  ...{ bindings: [binding], namespaces: [], problem: null },
};
const silent = new AckringError('Unreachable', 'no answer', { remedy: 'Wait.' });
const forbidden = new AckringError('Forbidden', 'not yours', { remedy: 'Wait.' });

type OwnList = KubeconfigState['certificateState'] | 'elsewhere' | AckringError;

/** A cluster with one object, and what was done in it. */
function place(
  {
    subjects = null,
    writes = 'done',
    holds = null,
    own = null,
    caller = '1',
  }: {
    readonly subjects?: unknown;
    /** `cutOff`: done, and nobody hears of it; `lost`: never done. */
    readonly writes?: 'done' | 'gone' | 'changed' | 'refused' | 'cutOff' | 'lost';
    readonly holds?: { readonly uid: string; readonly state: KubeconfigState['certificateState'] } | null;
    /** What the holder's own list tells. */
    readonly own?: OwnList | null;
    readonly caller?: string;
  } = {},
  change = (ports: UnbindingPorts): UnbindingPorts => ports,
) {
  const [done, kept, noted]: [string[], string[], JournalDraft[]] = [[], [], []];
  let stored: StoredObject | null =
    subjects === null ? null : { uid: 'u', version: '7', body: { kind: 'RoleBinding', subjects } };
  const write = async <Done extends string>(as: Done, what: string, left: StoredObject | null) => {
    if (writes === 'refused') throw forbidden;
    done.push(what);
    if (writes === 'cutOff') stored = left;
    if (writes === 'cutOff' || writes === 'lost') throw silent;
    return writes === 'done' ? as : writes;
  };
  const objects: Pick<AccessObjects, 'read' | 'remove' | 'replace'> = {
    read: async () => stored,
    remove: ({ name }) => write('removed', `remove ${name}`, null),
    replace: ({ name }, body) =>
      write('replaced', `replace ${name} ${JSON.stringify(body)}`, { uid: 'u', version: '8', body }),
  };
  const target = targetByCertificate({
    ...{
      server: 'https://127.0.0.1:1',
      certificateAuthority: null,
      clientCertificate: null,
      clientKey: null,
    },
  });
  const ports: UnbindingPorts = {
    api: {
      listKubeconfigStates: async () =>
        holds === null ? [] : [specimenHolding({ cluster, uid: holds.uid, certificateState: holds.state })],
      listUserKubeconfigStates: async (uid) => {
        if (own instanceof AckringError) throw own;
        if (own === null) return [];
        if (own === 'elsewhere') return [specimenHolding({ cluster: specimenCluster({ id: 'other' }), uid })];
        return [specimenHolding({ cluster, uid, certificateState: own })];
      },
    },
    caller: async () => ({ uid: caller }),
    lookWhoIsLetIn: async () => letIn,
    reach: async () => ({ target, commonName: '1-1' }),
    objects: () => objects as AccessObjects,
    journal: { record: async (draft) => void noted.push(draft) },
    keep: async (folder, name, text) => {
      kept.push(text);
      return `${folder}/${name}`;
    },
    refuseWhenReadOnly: async () => undefined,
  };
  return { unbinding: createUnbinding(change(ports)), done, kept, noted };
}

const others = { kind: 'Group', name: '42-1' };
const rows: [
  what: string,
  world: Parameters<typeof place>[0],
  result: Unbound['result'],
  done: string[],
  phase: JournalDraft['phase'],
][] = [
  ['gone', {}, 'gone', [], 'done'],
  ['only its own', { subjects: [user('42'), user('42-1')] }, 'removed', ['remove by-hand'], 'done'],
  ['nobody’s any more', { subjects: 'nobody' }, 'removed', ['remove by-hand'], 'done'],
  [
    'another’s too',
    { subjects: [user('43'), user('42-1'), others, null] },
    'removed',
    [
      `replace by-hand {"kind":"RoleBinding","subjects":[{"kind":"User","name":"43"},${JSON.stringify(others)},null]}`,
    ],
    'done',
  ],
  ['changed meanwhile', { subjects: [], writes: 'changed' }, 'changed', ['remove by-hand'], 'failed'],
  [
    'another’s too, and changed meanwhile',
    { subjects: [others, user('42-1')], writes: 'changed' },
    'changed',
    [`replace by-hand {"kind":"RoleBinding","subjects":[${JSON.stringify(others)}]}`],
    'failed',
  ],
  ['gone meanwhile', { subjects: [], writes: 'gone' }, 'gone', ['remove by-hand'], 'done'],
  [
    'only its own, where the answer was lost',
    { subjects: [], writes: 'cutOff' },
    'removed',
    ['remove by-hand'],
    'done',
  ],
  [
    'another’s too, where the answer was lost',
    { subjects: [others, user('42-1')], writes: 'cutOff' },
    'removed',
    [`replace by-hand {"kind":"RoleBinding","subjects":[${JSON.stringify(others)}]}`],
    'done',
  ],
  [
    'only its own, where the request was lost',
    { subjects: [], writes: 'lost' },
    'unknown',
    ['remove by-hand'],
    'failed',
  ],
  [
    'another’s too, where the request was lost',
    { subjects: [others, user('42-1')], writes: 'lost' },
    'unknown',
    [`replace by-hand {"kind":"RoleBinding","subjects":[${JSON.stringify(others)}]}`],
    'failed',
  ],
  ['not the caller’s to remove', { subjects: [], writes: 'refused' }, 'failed', [], 'failed'],
];

for (const [what, world, result, done, phase] of rows)
  test(`a binding that is ${what}: ${result}`, async (t) => {
    const at = place(world);
    const plan = await at.unbinding.planUnbind(asked);
    const { unbound, backup } = await at.unbinding.applyUnbind(plan, { confirm: 'tom' });
    const [{ error = null } = {}] = unbound;
    t.deepEqual(unbound, [{ binding, result, error }]);
    t.is(error?.code, result === 'failed' ? 'Forbidden' : result === 'unknown' ? 'DoneInPart' : undefined);
    t.deepEqual(at.done, done);
    t.deepEqual(
      at.noted.map((each) => each.phase),
      ['started', phase],
    );
    t.is(at.noted[0]?.details?.['backup'], backup);
    t.like(JSON.parse(at.kept.join()), { kind: 'List', items: [{ metadata: { name: 'by-hand' } }] });
    t.regex(at.kept.join(), /^ {2}"kind"/m);
  });

for (const stopAt of ['caller', 'kept', 'removed'] as const)
  test(`stopped at ${stopAt}, it says whether a binding was removed`, async (t) => {
    const stop = new AbortController();
    const reach = (step: string): void => {
      if (step === stopAt) stop.abort();
    };
    const at = place({ subjects: [user('42')] }, (ports) => ({
      ...ports,
      caller: async (signal) => {
        reach('caller');
        return ports.caller(signal);
      },
      keep: async (...given) => {
        reach('kept');
        return ports.keep(...given);
      },
      objects: (target, signal) => {
        const objects = ports.objects(target, signal);
        return {
          ...objects,
          remove: async (...given) => {
            const done = await objects.remove(...given);
            reach('removed');
            throwIfCancelled(signal);
            return done;
          },
        };
      },
      lookWhoIsLetIn: async (former, signal) => {
        throwIfCancelled(signal);
        return ports.lookWhoIsLetIn(former, signal);
      },
    }));
    const plan = { ...asked, letIn };
    const options = { confirm: 'tom', signal: stop.signal };
    const told = await at.unbinding.applyUnbind(plan, options).catch(toAckringError);
    t.true(stop.signal.aborted);
    t.deepEqual(at.done, stopAt === 'removed' ? ['remove by-hand'] : []);
    if (told instanceof AckringError) t.is(told.code, 'Cancelled');
    t.is(told instanceof AckringError ? 0 : told.unbound.length, at.done.length);
  });

const holders: [
  uid: string,
  state: KubeconfigState['certificateState'],
  caller: string,
  isRefused: boolean,
][] = [
  ['42', 'unexpired', '1', true],
  ['42', 'expired', '1', true],
  ['42', 'removed', '1', false],
  ['42', 'unissued', '1', false],
  ['43', 'unexpired', '1', false],
  ['42', 'unexpired', '42', false],
];

for (const [uid, state, caller, isRefused] of holders)
  test(`${caller} unbinds 42 while ${uid} has one that is ${state}: ${isRefused ? 'refused' : 'done'}`, async (t) => {
    const at = place({ holds: { uid, state }, caller });
    const plan = { ...asked, letIn };
    for (const work of [
      () => at.unbinding.planUnbind(asked),
      () => at.unbinding.applyUnbind(plan, { confirm: '42' }),
    ])
      if (isRefused) await t.throwsAsync(work(), { code: 'Refused', message: /what names it is in force/ });
      else await t.notThrowsAsync(work());
    t.is(at.noted.length, isRefused ? 0 : 2);
  });

const unknownUser = new AckringError('ResourceNotFound', 'no such user', { remedy: 'Wait.' });
const ownLists: [own: OwnList, code: string | null][] = [
  ['unexpired', 'Refused'],
  ['expired', 'Refused'],
  ['unknown', 'Refused'],
  ['removed', null],
  ['unissued', null],
  ['elsewhere', null],
  [unknownUser, null],
  [forbidden, 'Forbidden'],
  [silent, 'Unreachable'],
];

for (const [own, code] of ownLists)
  test(`42’s own list tells ${own instanceof AckringError ? own.code : own}: ${code ?? 'unbound'}`, async (t) => {
    const at = place({ own });
    const plan = { ...asked, letIn };
    for (const work of [
      () => at.unbinding.planUnbind(asked),
      () => at.unbinding.applyUnbind(plan, { confirm: '42' }),
    ])
      if (code === null) await t.notThrowsAsync(work());
      else await t.throwsAsync(work(), { code });
    t.is(at.noted.length, code === null ? 2 : 0);
  });

test('without the name nothing is kept, noted or removed', async (t) => {
  const at = place({ subjects: [] });
  const plan = await at.unbinding.planUnbind(asked);
  await t.throwsAsync(at.unbinding.applyUnbind(plan, { confirm: null }), { code: 'ConfirmationMissing' });
  t.deepEqual([at.kept, at.noted, at.done], [[], [], []]);
});
