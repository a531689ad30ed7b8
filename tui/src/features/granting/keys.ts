import type { AccessRow } from '@ackring/core/access';
import { clusterRole, endingAfter, type GrantDirection, roleNamed } from '@ackring/core/granting';
import { clustersByPlace, durationMs, isCalled, isOrphaned, toAckringError } from '@ackring/core/words';
import { messagesIn } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import type { Action, Binding, Disabled } from '../../screen/binding.js';
import { commandLine, incomplete } from '../../screen/commands.js';
import type { Command, Feature } from '../../screen/feature.js';
import { chosenRows } from '../../screen/list-screen.js';
import { hint, notifyProblem } from '../../screen/notify.js';
import { type Step, step } from '../../screen/step.js';
import { clustersNamed, onCluster } from '../../subjects/cluster/fleet.js';
import { pairOf } from '../../subjects/holding/access.js';
import { planGrant, planLife, showRequests } from './tasks.js';

/** The kubeconfig under the cursor, where a row is one. */
function chosenPair(state: AppState) {
  const rows = state.access.grouping === 'each' ? chosenRows(state) : [];
  const [only] = rows.length === 1 ? rows : [];
  return only === undefined ? null : pairOf(state, only);
}

const needsOne: Disabled = (state, { granting }) => {
  const pair = chosenPair(state);
  if (pair === null) return granting.needsOne;
  return pair.cloudService === null ? null : granting.ofCloud;
};

/** Suggests the `:` command, which Enter plans: nothing changes before the plan is seen and a name typed. */
function suggests(name: 'grant' | 'withdraw' | 'life', last: (state: AppState) => string): Action['does'] {
  return (state) => {
    const pair = chosenPair(state);
    if (pair === null) return step(state);
    const { identity, cluster } = pair;
    const isUnique = clustersNamed(state, cluster.name).length === 1;
    const place = isUnique ? wordOf(cluster.name, cluster.id) : cluster.id;
    const line = `${name} ${wordOf(identity.name, identity.uid)} ${place} ${last(state)}`;
    return step(commandLine(state, line));
  };
}

/** A name that is one plain word; else the id. */
function wordOf(name: string, id: string): string {
  return /^[\p{L}\p{N}][\p{L}\p{N}@._-]*$/u.test(name) ? name : id;
}

const scope = 'access';

const grantingKeys: readonly Binding[] = [
  {
    action: 'grant',
    command: 'access grant',
    isChanging: true,
    scope,
    keys: ['a'],
    disabled: needsOne,
    does: suggests('grant', () => ''),
  },
  {
    action: 'withdraw',
    command: 'access withdraw',
    isChanging: true,
    scope,
    keys: ['w'],
    disabled: needsOne,
    does: suggests('withdraw', onlyRole),
  },
  {
    action: 'setLife',
    command: 'life',
    isChanging: true,
    scope,
    keys: ['l'],
    disabled: needsOne,
    does: suggests('life', () => '30d'),
  },
];

function onlyRole(state: AppState): string {
  const [role, ...others] = chosenPair(state)?.roles ?? [];
  if (role === undefined || others.length > 0) return '';
  return roleWord(role);
}

function roleWord({ role, namespace }: NonNullable<AccessRow['roles']>[number]): string {
  return namespace === null ? role : `${role}@${namespace}`;
}

/** What the named identity holds in the named cluster, while a role is typed; null where that is not known. */
function heldRoles(state: AppState, words: readonly string[]): readonly string[] | null {
  const [user = '', place = '', ...more] = words;
  if (words.length < 2 || more.length > 0) return null;
  const uid = userOf(state, user);
  const held = clustersNamed(state, place).flatMap(({ id }) => pairOf(state, `${id}/${uid}`)?.roles ?? []);
  return held.length === 0 ? null : [...new Set(held.map(roleWord))];
}

const roles = ['admin', 'admin-view', 'ops', 'dev', 'restricted'] as const;
/** How long a role is given for, most often. */
const times = ['1h', '2h', '8h', '1d'] as const;
const lives = ['30d', '90d'] as const;

/**
 * `:grant USER CLUSTER ROLE`, `ROLE@NAMESPACE` for one namespace; the same to withdraw it. With `DURATION REASON…` what is
 * given ends.
 */
export const grantingCommands: readonly Command[] = [
  {
    name: 'grant',
    aliases: [],
    command: 'access grant',
    label: ({ actions }) => actions.grant,
    syntax: ({ granting }) => granting.syntax.grant,
    choices: choicesOf(roles, times),
    run: (state, words) => grant(state, 'give', words),
  },
  {
    name: 'withdraw',
    aliases: [],
    command: 'access withdraw',
    label: ({ actions }) => actions.withdraw,
    syntax: ({ granting }) => granting.syntax.withdraw,
    choices: (state, words) => heldRoles(state, words) ?? choicesOf(roles)(state, words),
    run: (state, words) => grant(state, 'take', words),
  },
  {
    name: 'life',
    aliases: [],
    label: ({ actions }) => actions.setLife,
    syntax: ({ granting }) => granting.syntax.life,
    choices: choicesOf(lives),
    run: setLife,
  },
  {
    name: 'requests',
    aliases: [],
    command: 'access requests',
    label: ({ granting }) => granting.requests.title,
    run: (state) => step(state, showRequests()),
  },
];

/** Who, then where, then what each of these has to choose from. */
function choicesOf(...last: readonly (readonly string[])[]): NonNullable<Command['choices']> {
  return ({ holders, fleet }, words) => {
    if (words.length > 1) return last[words.length - 2] ?? [];
    const named =
      words.length === 0
        ? [...holders.identities.values()].map(({ identity }) => identity.name).sort()
        : clustersByPlace(fleet.clusters).map(({ name }) => name);
    return [...new Set(named)];
  };
}

function grant(state: AppState, direction: GrantDirection, words: readonly string[]): Step {
  const { granting } = messagesIn(state.language);
  const [user, place, wanted, length, ...why] = words;
  const lengthMs = length === undefined ? null : durationMs(length);
  const isWhole = length === undefined || (direction === 'give' && lengthMs !== null);
  const typed = [direction === 'give' ? 'grant' : 'withdraw', ...words];
  if (user === undefined || place === undefined || wanted === undefined || !isWhole) {
    return incomplete(state, typed, direction === 'give' ? granting.sayGrant : granting.sayWithdraw);
  }
  if (lengthMs !== null && why.length === 0) return incomplete(state, typed, granting.sayReason);
  return onCluster(state, place, (cluster) => {
    try {
      const [name = '', ...namespace] = wanted.split('@');
      const named = direction === 'give' ? roleNamed : clusterRole;
      const role = named(name, namespace.length === 0 ? null : namespace.join('@'));
      const ending = lengthMs === null ? null : endingAfter(lengthMs, why.join(' '));
      return planning(state, planGrant({ direction, user: userOf(state, user), cluster, role, ending }));
    } catch (thrown) {
      return step(notifyProblem(state, toAckringError(thrown)));
    }
  });
}

function setLife(state: AppState, words: readonly string[]): Step {
  const { granting } = messagesIn(state.language);
  const [user, place, wanted = '', ...more] = words;
  const hours = (durationMs(wanted) ?? Number.NaN) / 3_600_000;
  if (user === undefined || place === undefined || !Number.isInteger(hours) || more.length > 0) {
    return incomplete(state, ['life', ...words], granting.sayLife);
  }
  return onCluster(state, place, (cluster) =>
    planning(state, planLife({ user: userOf(state, user), cluster, hours })),
  );
}

/** The uid of a name that this screen has just seen, on one who is there and nobody else; any other word as it is. */
function userOf({ holders }: AppState, word: string): string {
  const called = [...holders.identities.values()].filter(({ identity }) => isCalled(identity, word));
  const [only, ...others] = called.filter(({ identity }) => !isOrphaned(identity));
  return only === undefined || others.length > 0 ? word : only.identity.uid;
}

function planning(state: AppState, ask: Step['asks'][number]): Step {
  return step(hint(state, 'info', messagesIn(state.language).waiting.plan), ask);
}

export const granting = { keys: grantingKeys } satisfies Feature;
