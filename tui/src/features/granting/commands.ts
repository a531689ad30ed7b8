import { clusterRole, type GrantDirection, type GrantPlan, type LifePlan } from '@ackring/core/granting';
import { visible } from '@ackring/core/words';
import { translate } from '../../messages/problems/translate.js';
import { say } from '../../messages/say.js';
import type { Reader } from '../../screen/table.js';
import { type CommandContext, defineCommand, usageError } from '../../shell/command.js';
import { parseSpan } from '../../shell/duration.js';
import { planned, typedName } from '../../shell/planned.js';
import { readerOf } from '../../shell/text-table.js';
import { grantLines, lifeLines } from './plan-text.js';

const grantOptions = {
  cluster: { type: 'string', value: 'CLUSTER', completes: 'cluster', summary: 'in which cluster' },
  role: {
    type: 'string',
    value: 'ROLE',
    summary: 'admin, admin-view, ops, dev, restricted, or a ClusterRole of the cluster',
  },
  namespace: { type: 'string', value: 'NAMESPACE', summary: 'in this namespace only' },
  'ram-role': { type: 'boolean', summary: 'the uid is that of a RAM role, where nobody has met it yet' },
  confirm: {
    type: 'string',
    value: 'USER',
    summary: 'the name typed in full: without it only the plan is shown',
  },
} as const;

export const grant = defineCommand({
  name: 'access grant',
  summary: 'give a RAM user or role a role inside a cluster; plan first',
  usage: 'USER',
  positionals: { min: 1, max: 1, completes: 'user' },
  options: grantOptions,
  examples: [
    {
      line: 'ackring access grant mei --cluster prod --role dev --namespace web',
      summary: 'the plan, and the RAM policy beside it',
    },
    {
      line: 'ackring access grant mei --cluster prod --role ops --confirm mei',
      summary: 'add it to what mei has',
    },
  ],
  run: (context) => runGrant('give', context),
});

export const withdraw = defineCommand({
  name: 'access withdraw',
  summary: 'take a role inside a cluster back; everything else the identity has stays',
  usage: 'USER',
  positionals: { min: 1, max: 1, completes: 'user' },
  options: grantOptions,
  examples: [
    {
      line: 'ackring access withdraw mei --cluster prod --role ops --confirm mei',
      summary: 'take back what was granted',
    },
  ],
  run: (context) => runGrant('take', context),
});

type Context = CommandContext<typeof grantOptions>;

/** Plans, shows the plan, and does it once the name was typed. */
async function runGrant(direction: GrantDirection, context: Context): Promise<number | undefined> {
  const { options, positionals, services, output, progress, signal } = context;
  const [user = ''] = positionals;
  if (options.cluster === undefined || options.role === undefined) {
    throw usageError(
      say('--cluster CLUSTER and --role ROLE are needed'),
      direction === 'give'
        ? say('Such as `ackring access grant mei --cluster prod --role dev --namespace web`.')
        : say('Such as `ackring access withdraw mei --cluster prod --role dev --namespace web`.'),
    );
  }
  const role = clusterRole(options.role, options.namespace ?? null);
  const cluster = await progress.during(
    ({ cloud }) => cloud,
    services.findCluster(options.cluster, { signal }),
  );
  const asked = { direction, user, cluster, role, isRamRole: options['ram-role'] };
  return planned(context, {
    planning: services.granting.planGrant(asked, { signal }),
    show: async (plan) => output.write(grantText(plan, await readerOf(context))),
    idle: ({ reason }) =>
      reason === 'alreadyGranted' || reason === 'notGranted' ? { exitCode: undefined } : null,
    confirm: async ({ reason, identity: { name } }) =>
      reason === 'toDo'
        ? typedName(options.confirm, (words) => words.grantTo(visible(name)), context)
        : (options.confirm ?? null),
    apply: (plan, confirm) => services.granting.applyGrant(plan, { confirm, signal }),
    json: grantToJson,
    tell: (_, { isSeen }) => {
      output.note(isSeen ? say('done') : say('done, and the list of permissions does not show it yet'));
      return undefined;
    },
  });
}

function grantText(plan: GrantPlan, reader: Reader): string {
  const lines = grantLines(plan, reader);
  if (plan.direction === 'take') return lines.join('\n');
  const needs = say('RAM has to allow it too; the least that does, in one policy:');
  return [...lines, `  ${translate(reader.messages, needs)}`, JSON.stringify(plan.ramPolicy, null, 2)].join(
    '\n',
  );
}

function grantToJson(plan: GrantPlan, done: { readonly isSeen: boolean } | null): object {
  const { direction, identity, role, cluster, present, reason, ramPolicy } = plan;
  return {
    plan: [
      {
        cluster: cluster.name,
        clusterId: cluster.id,
        region: cluster.region,
        identity,
        change: direction === 'give' ? 'grant' : 'withdraw',
        role: role.name,
        namespace: role.namespace,
        reason,
        present: present.map((each) => ({ role: each.role, namespace: each.namespace })),
        ramPolicy: direction === 'give' ? ramPolicy : null,
      },
    ],
    applied: done !== null,
    seen: done?.isSeen ?? null,
  };
}

export const life = defineCommand({
  name: 'life',
  summary: 'set how long the certificates of an identity live; the account root only',
  usage: 'CLUSTER',
  positionals: { min: 1, max: 1, completes: 'cluster' },
  options: {
    user: { type: 'string', value: 'USER', completes: 'user', summary: 'whose, by name or uid' },
    for: { type: 'string', value: 'DURATION', summary: 'how long, in whole hours: 12h, 30d' },
    confirm: {
      type: 'string',
      value: 'CLUSTER',
      summary: 'the name typed in full: without it only the plan is shown',
    },
  },
  examples: [
    { line: 'ackring life prod --user ci --for 30d', summary: 'the plan' },
    { line: 'ackring life prod --user ci --for 30d --confirm prod', summary: 'from the next certificate on' },
  ],
  async run(context) {
    const { options, positionals, services, output, signal } = context;
    const [idOrName = ''] = positionals;
    if (options.user === undefined || options.for === undefined) {
      throw usageError(
        say('`life` needs --user USER and --for DURATION'),
        say('Such as `ackring life prod --user ci --for 30d`.'),
      );
    }
    const asked = {
      user: options.user,
      hours: parseSpan(options.for) / 3_600_000,
      cluster: () => services.findCluster(idOrName, { signal }),
    };
    return planned(context, {
      planning: services.granting.planLife(asked, { signal }),
      show: async (plan) => output.write(lifeLines(plan, await readerOf(context)).join('\n')),
      confirm: ({ cluster: { name } }) =>
        typedName(options.confirm, (words) => words.lifeIn(visible(name)), context),
      apply: (plan, confirm) => services.granting.applyLife(plan, { confirm, signal }),
      json: (plan, outcome) => lifeToJson(plan, outcome !== null),
      tell: ({ identity: { name } }) => {
        output.note(say('the next certificate of {name} lives that long', { name }));
        return undefined;
      },
    });
  },
});

function lifeToJson(plan: LifePlan, applied: boolean): object {
  const { cluster, identity, hours, notAfter, renewedBeforeMs } = plan;
  return {
    cluster: { id: cluster.id, name: cluster.name, region: cluster.region },
    identity,
    hours,
    notAfter,
    renewedBeforeHours: renewedBeforeMs / 3_600_000,
    applied,
  };
}
