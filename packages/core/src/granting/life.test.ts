import { specimenHolding } from '@ackring/testkit/holding';
import test from 'ava';
import type { KubeconfigState } from '../cloud/ack/api.js';
import type { JournalDraft } from '../journal/journal.js';
import type { Cluster } from '../words/cluster.js';
import { dayMs, hourMs } from '../words/duration.js';
import type { Identity } from '../words/identity.js';
import { createLives } from './life.js';

const cluster = { id: 'c1', name: 'prod', region: 'cn-hangzhou' } as Cluster;
const mei: Identity = { uid: '200000000000000001', name: 'mei', type: 'user', state: 'active' };
const tom: Identity = { ...mei, uid: '200000000000000002', name: 'tom' };
const root: Identity = { uid: '1234567890123456', name: 'root', type: 'root', state: 'active' };
const ends = new Date('2027-01-01T00:00:00Z');

/** What the account root is told of a life in hours, and what is sent and recorded once it is confirmed. */
function place(type: 'root' | 'user' = 'root', held: Partial<KubeconfigState> = {}) {
  const sent: (readonly [string, number])[] = [];
  const drafts: JournalDraft[] = [];
  const states = [tom, mei, root].map((identity) => specimenHolding({ cluster, identity, notAfter: ends }));
  const lives = createLives({
    ack: {
      listKubeconfigStates: async () =>
        states.map((each) => (each.identity === mei ? { ...each, ...held } : each)),
    },
    api: { setKubeconfigLife: async (_, uid, hours) => void sent.push([uid, hours]) },
    caller: async () => ({ uid: root.uid, type }),
    knownHolders: async () => [],
    journal: { record: async (draft) => void drafts.push(draft) },
    refuseWhenReadOnly: async () => undefined,
  });
  const plan = (hours: number, user = 'mei') => lives.planLife({ user, hours, cluster: async () => cluster });
  return { lives, plan, sent, drafts };
}

for (const [hours, isRenewed, renewedBeforeMs] of [
  [1, false, hourMs / 3],
  [72, false, dayMs],
  [73, true, (73 * hourMs) / 3],
  [876_000, true, 180 * dayMs],
] as const)
  test(`certificates of ${hours} h ${isRenewed ? 'are renewed' : 'are fetched anew'}`, async (t) => {
    const { plan } = place();
    t.deepEqual(await plan(hours), {
      ...{ cluster, identity: mei, hours, notAfter: ends, renewedBeforeMs, isRenewed },
    });
  });

for (const [what, code, planned] of [
  ['of no hour', 'UsageInvalid', () => place().plan(0)],
  ['of too many hours', 'UsageInvalid', () => place().plan(876_001)],
  ['of half an hour', 'UsageInvalid', () => place().plan(1.5)],
  ['that a RAM user sets', 'Forbidden', () => place('user').plan(24)],
  ['of the account root’s own', 'Refused', () => place().plan(24, 'root')],
] as const)
  test(`a life ${what}: ${code}`, async (t) => {
    await t.throwsAsync(planned, { code });
  });

for (const [held, notAfter] of [
  [{}, ends],
  [{ certificateState: 'expired' }, null],
  [{ notAfter: null }, null],
] as const satisfies readonly (readonly [Partial<KubeconfigState>, Date | null])[])
  test(`a life is set once it is confirmed, and recorded beside ${JSON.stringify(held)}`, async (t) => {
    const { lives, plan, sent, drafts } = place('root', held);
    const planned = await plan(24);
    await t.throwsAsync(lives.applyLife(planned, { confirm: null }), { code: 'ConfirmationMissing' });
    t.deepEqual([sent, drafts], [[], []]);
    await lives.applyLife(planned, { confirm: 'prod' });
    t.deepEqual(sent, [[mei.uid, 24]]);
    t.deepEqual(
      drafts.map(({ phase, details }) => [phase, details?.['notAfter']]),
      ['started', 'done'].map((phase) => [phase, notAfter?.toISOString() ?? null]),
    );
  });
