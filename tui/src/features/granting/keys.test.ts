import type { KubeconfigState } from '@ackring/core/internal/cloud/ack/api';
import type { GrantPlan } from '@ackring/core/internal/granting/grant';
import type { LifePlan } from '@ackring/core/internal/granting/life';
import { roleNamed } from '@ackring/core/internal/rights/roles';
import { specimenCluster } from '@ackring/testkit/cluster';
import { specimenHolding } from '@ackring/testkit/holding';
import test from 'ava';
import { languages } from '../../messages/language.js';
import { loadLanguage } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import { noticeText } from '../../screen/notify.js';
import { scanHolders } from '../../subjects/holding/holder-tasks.js';
import { arrived, linesOf, listed, opened, press, pressed, shown, typed } from '../../testkit.js';
import { grantingCommands } from './keys.js';
import { planGrant, planLife } from './tasks.js';

const now = new Date('2026-11-24T00:00:00Z');

const cluster = specimenCluster({ id: 'c1', region: 'cn-beijing' });

function held(name: string, cloudService: string | null = null): KubeconfigState {
  const notAfter = new Date('2027-11-24T00:00:00Z');
  return specimenHolding({ cluster, uid: '2001', name, notAfter, cloudService });
}

/** Access with the one kubeconfig of this cluster, each kubeconfig a row. */
function holding(holder: KubeconfigState, isReadOnly = false): AppState {
  const fleet = listed(opened({ columns: 120, now, isReadOnly, screen: 'access' }), [cluster]);
  const heard = { kind: 'states', cluster, states: [holder] } as const;
  const all = arrived(fleet, (before) => scanHolders.arrivals.heard(before, [heard]));
  return pressed(all, 'tab', 'tab');
}

const mei = holding(held('mei'));

const suggestions: readonly [key: string, name: string, line: string][] = [
  ['a', 'mei', 'grant mei prod '],
  ['w', 'mei', 'withdraw mei prod '],
  ['l', 'mei', 'life mei prod 30d'],
  ['a', '--confirm', 'grant 2001 prod '],
  ['a', 'two words', 'grant 2001 prod '],
  ['a', 'mei\u001b[2J', 'grant 2001 prod '],
];
for (const [key, name, line] of suggestions) {
  test(`${key} on ${JSON.stringify(name)} suggests ${line}`, (t) => {
    t.is(pressed(holding(held(name)), key).prompt?.field.value, line);
  });
}

test('the suggested line survives a look at the lines before, and one further down', (t) => {
  const before = pressed(typed(mei, ':contexts'), 'enter', '4');
  const line = (...keys: readonly string[]) => pressed(before, 'a', ...keys).prompt?.field.value;
  t.is(line('down'), 'grant mei prod ');
  t.is(line('up'), 'contexts');
  t.is(line('d', 'up', 'down'), 'grant mei prod d');
  t.is(line('up', 'up', 'down', 'down'), 'grant mei prod ');
});

test('withdrawing offers the roles that are held, and all of them where that is not known', (t) => {
  const role = (name: string, namespace: string | null) => ({ role: name, namespace, clusterId: null });
  const offered = (roles: readonly object[] | null, words: readonly string[]) => {
    const learnt = new Map([['c1/2001', { roles, areRolesWhole: true } as never]]);
    const withdrawal = grantingCommands.find(({ name }) => name === 'withdraw');
    return withdrawal?.choices?.({ ...mei, access: { ...mei.access, learnt } }, words);
  };
  const all = ['admin', 'admin-view', 'ops', 'dev', 'restricted'];
  t.deepEqual(offered([role('ops', null), role('dev', 'web')], ['mei', 'prod']), ['ops', 'dev@web']);
  t.deepEqual(offered(null, ['mei', 'prod']), all);
  t.deepEqual(offered([role('ops', null)], ['tom', 'prod']), all);
  t.deepEqual(offered([role('ops', null)], ['mei', 'prod', 'ops']), []);
});

test('in read-only mode, on a service of the cloud and where a row is none, the keys say why they do nothing', (t) => {
  const reason = (state: AppState, key: string) => noticeText(pressed(state, key));
  for (const key of ['a', 'w', 'l']) {
    t.regex(reason(holding(held('mei'), true), key), /read-only/);
    t.regex(reason(holding(held('mei', 'cs.aliyuncs.com')), key), /service of the cloud/);
    t.regex(reason(pressed(mei, 'tab'), key), /one kubeconfig: press tab/);
  }
  const ready = typed(holding(held('mei'), true), ':life mei prod 30d');
  t.deepEqual(press(ready, 'enter').asks, []);
});

const plan: GrantPlan = {
  ...{ direction: 'give', cluster, identity: held('mei').identity, isRamRole: false },
  role: { name: 'dev', isCustom: false, namespace: 'web' },
  present: [],
  ...{ reason: 'toDo', ending: null, ledger: null, request: null, endsAt: null },
  ramPolicy: { Version: '1', Statement: [] },
};

test('what is nearly a role of ACK is refused by what the command line refuses, unless it is said to be of the cluster', (t) => {
  for (const misspelt of ['opz', 'Ops', 'admin-veiw', 'opz@web']) {
    const ready = typed(mei, `:grant mei prod ${misspelt}`);
    const [name = '', namespace = null] = misspelt.split('@');
    const refusal = t.throws(() => roleNamed(name, namespace), { code: 'UsageInvalid' });
    t.deepEqual(press(ready, 'enter').asks, []);
    t.is(noticeText(pressed(ready, 'enter')), refusal?.message);
    for (const line of [`grant mei prod ClusterRole/${misspelt}`, `withdraw mei prod ${misspelt}`]) {
      const [request] = press(typed(mei, `:${line}`), 'enter').asks.map((ask) => ask.request);
      t.like(request, { role: { name, isCustom: true, namespace } }, line);
    }
  }
});

test('a role is planned, shown and given for the typed name only', (t) => {
  const ready = typed(mei, ':grant mei prod dev@web');
  t.deepEqual(
    press(ready, 'enter').asks.map(({ request }) => request),
    [
      {
        ...{ direction: 'give', user: '2001', cluster, ending: null },
        role: { name: 'dev', isCustom: false, namespace: 'web' },
      },
    ],
  );
  const question = arrived(pressed(ready, 'enter'), (before) => planGrant.arrivals.planned(before, plan));
  t.regex(shown(question), /mei \(2001\) gets dev in prod\/web/);
  t.deepEqual(press(pressed(question, 'm', 'e'), 'enter').asks, []);
  t.deepEqual(
    press(pressed(question, 'm', 'e', 'i'), 'enter').asks.map(({ request }) => request),
    [{ plan, confirm: 'mei' }],
  );
});

test('how a line is written is whole in 80 columns, in every language', async (t) => {
  for (const language of languages) {
    await loadLanguage(language);
    for (const line of ['grant x', 'withdraw x', 'life x']) {
      const state = { ...listed(opened({ columns: 80, now }), [cluster]), language };
      const told = linesOf(pressed(typed(pressed(state, ':'), line), 'enter')).at(-2) ?? '';
      t.true(told.includes(`:${line.replace(/ x$/, '')} `), told);
      t.false(told.includes('…'), told);
    }
  }
});

test('a role is given for a time with how long and why, and the plan says who takes it back', (t) => {
  const ready = typed(mei, ':grant mei prod dev@web 2h INC-1 on call');
  const ending = { lengthMs: 7_200_000, reason: 'INC-1 on call' };
  t.like(press(ready, 'enter').asks[0]?.request, { ending });
  const question = arrived(pressed(ready, 'enter'), (before) =>
    planGrant.arrivals.planned(before, { ...plan, ending }),
  );
  t.regex(shown(question), /for 2 h: INC-1 on call/);
  t.regex(shown(question), /taken back by the first ackring on this machine/);
});

test('a plan that refuses is told and asks nothing; a name that nobody can type is confirmed by its uid', (t) => {
  const refused = arrived(mei, (before) => planGrant.arrivals.planned(before, { ...plan, reason: 'isRoot' }));
  t.is(refused.overlay, null);
  t.regex(noticeText(refused), /account root/);
  const identity = { ...plan.identity, name: 'mei\u001b[2J' };
  const hostile = arrived(mei, (before) => planGrant.arrivals.planned(before, { ...plan, identity }));
  t.is(hostile.overlay?.kind === 'confirm' ? hostile.overlay.typed : null, '2001');
  t.notRegex(shown(hostile), /\u001b/);
});

test('a life is shown with what it does not change, and set for the typed name of the cluster', (t) => {
  const life: LifePlan = {
    ...{ cluster, identity: plan.identity, hours: 720, notAfter: now, renewedBeforeMs: 864_000_000 },
    isRenewed: true,
  };
  const ready = typed(mei, ':life mei prod 30d');
  t.deepEqual(
    press(ready, 'enter').asks.map(({ request }) => request),
    [{ user: '2001', cluster, hours: 720 }],
  );
  const question = arrived(pressed(ready, 'enter'), (before) => planLife.arrivals.planned(before, life));
  t.regex(shown(question), /each is renewed 10 d before its end/);
  t.is(question.overlay?.kind === 'confirm' ? question.overlay.typed : null, 'prod');
  const short = { ...life, hours: 24, isRenewed: false };
  const warned = arrived(pressed(ready, 'enter'), (before) => planLife.arrivals.planned(before, short));
  t.regex(shown(warned), /counts as temporary/);
});

const wrong: readonly [line: string, said: RegExp][] = [
  ['grant mei', /say whom, where, what/],
  ['grant mei prod dev more', /say whom, where, what/],
  ['grant mei prod dev 2m soon', /5 minutes at the least/],
  ['grant mei prod dev 31d long', /30 days at most/],
  ['grant mei prod dev 2h', /needs a reason/],
  ['withdraw mei prod dev 2h INC-1', /say whom, where and what/],
  ['grant mei nowhere dev', /no cluster "nowhere"/],
  ['grant mei prod ops@web', /whole cluster only/],
  ['grant mei prod -x', /cannot be the name of a role/],
  ['withdraw mei prod dev@', /cannot be the name of a namespace/],
  ['life mei prod', /say whose, where and how long/],
  ['life mei prod 30m', /say whose, where and how long/],
];
for (const [line, said] of wrong) {
  test(`:${line} asks nothing`, (t) => {
    const ready = typed(mei, `:${line}`);
    t.deepEqual(press(ready, 'enter').asks, []);
    t.regex(noticeText(pressed(ready, 'enter')), said);
  });
}
