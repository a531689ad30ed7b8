import { withoutSinks } from '@ackring/core/internal/rotation/configuration/configuration';
import type { IdentityState } from '@ackring/core/internal/words/identity';
import type { ContextEntry } from '@ackring/core/kubeconfig';
import { AckringError, dayMs } from '@ackring/core/words';
import { specimenCluster } from '@ackring/testkit/cluster';
import { specimenContext, specimenFacts } from '@ackring/testkit/context-entry';
import { specimenHolding } from '@ackring/testkit/holding';
import test from 'ava';
import { loadLanguage, messagesIn } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import { lineText, widthOf } from '../../screen/drawing/line.js';
import { linesOf, opened } from '../../testkit.js';
import { noKubeconfigs, withInventory } from '../context/kubeconfigs.js';
import { withHolders } from '../holding/holders.js';
import { nextEndLine } from './next-end.js';

const now = new Date('2027-01-01T00:00:00Z');
const inDays = (days: number): Date => new Date(now.getTime() + days * dayMs);
const cluster = specimenCluster({ id: 'c1', name: 'prod-beijing-core', region: 'cn-beijing' });

/** My context in a file, with so many days left of a life. */
function mine(daysLeft: number, life = 1_095): ContextEntry {
  return specimenContext({
    context: 'my-prod',
    credential: { kind: 'certificate', ...specimenFacts(inDays(daysLeft), { life }) },
    ...{ status: 'renewable', daysLeft, renewableFrom: now },
    ack: { clusterId: 'c1', region: 'cn-beijing', access: 'public', identity: null, source: 'owned' },
  });
}

/** By a plan made here, with a sink or without, watched alone, or by the function under its own role. */
type Rotated = 'plan' | 'noSink' | 'watched' | 'function';

interface Seen {
  readonly here?: readonly ContextEntry[];
  readonly held?: readonly { readonly name: string; readonly days: number; readonly state?: IdentityState }[];
  readonly unanswered?: number;
  /** Another cluster is known, and was not asked. */
  readonly isPart?: boolean;
  readonly rotated?: Rotated;
  readonly accounts?: readonly string[];
}

/** The Clusters screen, with what was read of files and clusters; without a word of holders nobody was asked. */
function seen({ here = [], held, unanswered = 0, isPart = false, rotated, accounts = [] }: Seen): AppState {
  const start = opened({ columns: 100, rows: 24, now });
  const states = held?.map(({ name, days, state = 'active' }) => {
    const identity = { uid: name === 'me' ? '2001' : `uid-${name}`, name, type: 'user', state } as const;
    return specimenHolding({ cluster, identity, notAfter: inDays(days) });
  });
  const failed = Array.from({ length: unanswered }, (_, at) => ({
    ...{ kind: 'failed', cluster: { ...cluster, id: `dead-${at}` } },
    error: new AckringError('Timeout' as never, 'no answer' as never, { remedy: 'again' as never }),
  }));
  const heard = [...(states === undefined ? [] : [{ kind: 'states', cluster, states }]), ...failed];
  return {
    ...start,
    watched: accounts,
    kubeconfigs: withInventory(noKubeconfigs, {
      entries: here,
      problems: [],
      orphans: [],
      currentContext: null,
    } as never),
    holders: withHolders(start.holders, heard as never, now),
    access: { ...start.access, callers: new Set(['2001']) },
    fleet: {
      ...start.fleet,
      clusters: new Map(isPart ? [['c2', { ...cluster, id: 'c2' }]] : []),
      owners: new Map([['c1', accounts[0] ?? null]]),
    },
    rotation: rotationOf(start.rotation, rotated),
  };
}

function rotationOf(rotation: AppState['rotation'], rotated: Rotated | undefined): AppState['rotation'] {
  if (rotated === undefined) return rotation;
  const decision = { kind: rotated === 'watched' ? 'notify' : 'keep' };
  if (rotated !== 'function') {
    const outcomes = new Map([['c1/monitor', { decision } as never]]);
    return { ...rotation, noSink: rotated === 'noSink' ? withoutSinks('rotation.yaml') : null, outcomes };
  }
  const latest = { outcomes: [{ decision, cluster, identity: 'self' }] };
  const status = { role: 'acs:ram::1:role/monitor' };
  return {
    ...rotation,
    runs: { ...rotation.runs, value: { latest } as never },
    function: { ...rotation.function, value: { status } as never },
  };
}

const said = test.macro<[string, Seen, string]>({
  exec: (t, _, what, text) => t.is(lineText(nextEndLine(seen(what), 0, messagesIn('en'))).trim(), text),
  title: (_, what) => what,
});

test(said, 'nothing was seen yet', {}, '· what ends next is not known yet: 3 asks every cluster');
test(
  said,
  'of files alone, and the clusters were not asked',
  { here: [mine(12)] },
  '◐ next long-term end in your files: my-prod, in 12 d · yours to renew · 3 asks every cluster',
);
test(
  said,
  'a temporary one ends as it should',
  { here: [mine(0.2, 0.3)] },
  '· what ends next is not known yet: 3 asks every cluster',
);
test(
  said,
  'the soonest of all, and how many have ended',
  {
    here: [mine(-3)],
    held: [
      { name: 'mei', days: 20 },
      { name: 'me', days: -3 },
    ],
  },
  '▲ next long-term end: mei at prod-beijing-core, in 20 d · its holder’s to renew · 1 expired',
);
test(
  said,
  'one of mine',
  { held: [{ name: 'me', days: 20 }] },
  '▲ next long-term end: me at prod-beijing-core, in 20 d · yours to fetch anew',
);
for (const [rotated, who] of [
  ['plan', 'the rotation renews it'],
  ['function', 'the rotation renews it'],
  ['noSink', 'its holder’s to renew'],
  ['watched', 'its holder’s to renew'],
] as const)
  test(
    said,
    `one in a rotation: ${rotated}`,
    { held: [{ name: 'monitor', days: 100 }], rotated },
    `◐ next long-term end: monitor at prod-beijing-core, in 100 d · ${who}`,
  );
test(
  said,
  'one whose holder cannot sign in',
  { held: [{ name: 'tom', days: 100, state: 'deleted' }] },
  '! next long-term end: tom (deleted) at prod-beijing-core, in 100 d · nobody renews it',
);
test(
  said,
  'of a fleet that did not answer whole',
  { held: [{ name: 'mei', days: 20 }], unanswered: 2 },
  '▲ next known long-term end: mei at prod-beijing-core, in 20 d · its holder’s to renew',
);
test(
  said,
  'of a fleet of which one page was opened',
  { held: [{ name: 'mei', days: 20 }], isPart: true },
  '▲ next known long-term end: mei at prod-beijing-core, in 20 d · its holder’s to renew',
);
test(
  said,
  'of several accounts, by name',
  { held: [{ name: 'mei', days: 20 }], accounts: ['work', 'lab'] },
  '▲ next long-term end: mei at prod-beijing-core (work), in 20 d · its holder’s to renew',
);
test(said, 'all have ended', { held: [{ name: 'mei', days: -20 }] }, '· 1 expired');

test(
  said,
  'what its API server calls revoked ends no more',
  { here: [{ ...mine(12), status: 'revoked' }, mine(40)] },
  '◐ next long-term end in your files: my-prod, in 40 d · yours to renew · 3 asks every cluster',
);

test('nothing is said before the files are read', (t) => {
  const state = seen({ held: [{ name: 'mei', days: 20 }] });
  const kubeconfigs = { ...state.kubeconfigs, inventory: null };
  t.deepEqual(nextEndLine({ ...state, kubeconfigs }, 0, messagesIn('en')), []);
});

test('in every window and language it says what ends, when and whose it is, in one line that fits', async (t) => {
  const state = seen({ held: [{ name: 'a-role-with-a-long-name', days: 20 }], accounts: ['work', 'lab'] });
  for (const language of ['en', 'ja', 'zh'] as const) {
    await loadLanguage(language);
    for (const [columns, rows] of [
      [60, 15],
      [80, 24],
      [200, 50],
    ] as const) {
      const shown = linesOf({ ...state, language, size: { columns, rows } });
      const line = shown.at(-2) ?? '';
      t.true(widthOf(line) <= columns, line);
      const { expiry } = messagesIn(language);
      t.true(line.includes(expiry.holder) || line.includes(expiry.next.renewers.holder), line);
      t.regex(line, /20.?[d日天].* · /);
    }
  }
});

test('of a context without room the last part is kept, which is its name', async (t) => {
  const state = seen({ here: [{ ...mine(12), context: 'ack/ap-northeast-1/staging-tokyo' }] });
  for (const language of ['en', 'ja', 'zh'] as const) {
    await loadLanguage(language);
    for (const columns of [60, 80, 100, 120]) {
      const size = { ...state.size, columns };
      const line = lineText(nextEndLine({ ...state, size, language }, 0, messagesIn(language)));
      t.regex(line, /(?:^|[^\w-])(?:staging-tokyo|sta\w*…\w*kyo)/, `${language} ${columns}`);
    }
  }
});

test('in no language and at no width are keys named that do something else here', async (t) => {
  const state = seen({ here: [mine(12)] });
  for (const language of ['en', 'ja', 'zh'] as const) {
    await loadLanguage(language);
    for (let columns = 60; columns <= 120; columns += 1) {
      const size = { ...state.size, columns };
      const line = lineText(nextEndLine({ ...state, size, language }, 0, messagesIn(language)));
      t.notRegex(line, /\br\b/, `${language} ${columns}`);
    }
  }
});
