import {
  clusterRole,
  type Ending,
  endingAfter,
  type GrantAsked,
  type GrantDirection,
  type GrantPlan,
  type LifePlan,
  roleNamed,
} from '@ackring/core/granting';
import { confirmations, fullName, visible } from '@ackring/core/words';
import { translate } from '../../messages/problems/translate.js';
import { say } from '../../messages/say.js';
import { localTime } from '../../messages/times.js';
import type { Reader } from '../../screen/table.js';
import { type CommandContext, defineCommand, usageError } from '../../shell/command.js';
import { parseSpan } from '../../shell/duration.js';
import { foundCluster, lookUp } from '../../shell/named-account.js';
import { planned, typedName } from '../../shell/planned.js';
import { readerOf } from '../../shell/text-table.js';
import type { Services } from '../../world/services.js';
import { grantLines, lifeLines } from './plan-text.js';

const grantOptions = {
  cluster: { type: 'string', value: 'CLUSTER', completes: 'cluster', summary: 'in which cluster' },
  role: {
    type: 'string',
    value: 'ROLE',
    summary: 'admin, admin-view, ops, dev, restricted, or a ClusterRole of the cluster',
  },
  namespace: {
    type: 'string',
    value: 'NAMESPACE',
    completes: 'namespace',
    summary: 'in this namespace only',
  },
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
  options: {
    ...grantOptions,
    for: {
      type: 'string',
      value: 'DURATION',
      summary: 'ends after that: 30m, 2h, 3d; from 5 minutes to 30 days',
    },
    reason: { type: 'string', value: 'TEXT', summary: 'why it is given for a time; kept with it' },
    config: {
      type: 'string',
      value: 'FILE',
      completes: 'file',
      summary:
        'the rotation that takes it back too (default: rotation.yaml in the settings folder, if it does)',
    },
  },
  examples: [
    {
      line: 'ackring access grant mei --cluster prod --role dev --namespace web',
      summary: 'the plan, and the RAM policy beside it',
    },
    {
      line: 'ackring access grant mei --cluster prod --role ops --for 2h --reason INC-4711 --confirm mei',
      summary: 'taken back by the first run after two hours',
    },
    {
      line: 'ackring access grant mei --cluster prod --role ops --confirm mei',
      summary: 'add it to what mei has',
    },
  ],
  run: (context) =>
    runGrant('give', context, {
      ending: endingIn(context.options),
      config: context.options.config ?? null,
    }),
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
  run: (context) => runGrant('take', context, { ending: null, config: null }),
});

/** Null for a role that stays. */
function endingIn({ for: length, reason = '' }: { for: string | undefined; reason: string | undefined }) {
  if (length !== undefined) return endingAfter(parseSpan(length), reason);
  if (reason === '') return null;
  throw usageError(
    say('`--reason` goes with `--for DURATION`'),
    say('Such as `ackring access grant mei --cluster prod --role ops --for 2h --reason INC-4711`.'),
  );
}

type Context = CommandContext<typeof grantOptions>;

async function runGrant(
  direction: GrantDirection,
  context: Context,
  ends: { readonly ending: Ending | null; readonly config: string | null },
): Promise<number | undefined> {
  const { options, positionals, progress } = context;
  const [user = ''] = positionals;
  if (options.cluster === undefined || options.role === undefined) {
    throw usageError(
      say('--cluster CLUSTER and --role ROLE are needed'),
      direction === 'give'
        ? say('Such as `ackring access grant mei --cluster prod --role dev --namespace web`.')
        : say('Such as `ackring access withdraw mei --cluster prod --role dev --namespace web`.'),
    );
  }
  const named = direction === 'give' ? roleNamed : clusterRole;
  const role = named(options.role, options.namespace ?? null);
  const finding = foundCluster(options.cluster, context, 'change');
  const { services, cluster } = await progress.during(({ cloud }) => cloud, finding);
  const asked = { direction, user, cluster, role, isRamRole: options['ram-role'], ...ends };
  return changeAsPlanned(asked, services, context);
}

/** Plans, shows the plan, and does it once the name was typed. */
export async function changeAsPlanned(
  asked: GrantAsked,
  services: Services,
  context: CommandContext<Pick<typeof grantOptions, 'confirm'>>,
): Promise<number | undefined> {
  const { options, output, signal } = context;
  return planned(context, {
    planning: services.granting.planGrant(asked, { signal }),
    show: async (plan) =>
      output.prose(grantText(plan, options.confirm !== undefined, await readerOf(context))),
    idle: ({ reason }) =>
      reason === 'alreadyGranted' || reason === 'notGranted' ? { exitCode: undefined } : null,
    confirm: async ({ reason, identity: { name, uid } }) =>
      reason === 'toDo'
        ? typedName(
            options.confirm,
            { question: (words) => words.grantTo(visible(name)), expected: [name, uid] },
            context,
          )
        : (options.confirm ?? null),
    apply: (plan, confirm) => services.granting.applyGrant(plan, { confirm, signal }),
    json: grantToJson,
    tell: async (_, { isSeen, until }) => {
      output.note(isSeen ? say('done') : say('done, and the list of permissions does not show it yet'));
      if (until !== null) {
        const end = localTime(until, (await readerOf(context)).timeZone);
        output.note(say('it ends at {end}; `ackring access requests` lists what ends', { end }));
      }
      return undefined;
    },
  });
}

/** With the name given beforehand it is short: the plan alone, and `--json`, have the policy. */
function grantText(plan: GrantPlan, isConfirmed: boolean, reader: Reader): string {
  const lines = grantLines(plan, reader);
  if (plan.direction === 'take' || isConfirmed) return lines.join('\n');
  const needs = say('RAM has to allow it too; the least that does, in one policy:');
  return [...lines, `  ${translate(reader.messages, needs)}`, JSON.stringify(plan.ramPolicy, null, 2)].join(
    '\n',
  );
}

function grantToJson(
  plan: GrantPlan,
  done: { readonly isSeen: boolean; readonly until: Date | null } | null,
): object {
  const { direction, identity, role, cluster, present, reason, ending, ledger, request, endsAt, ramPolicy } =
    plan;
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
        ending: ending === null ? null : { minutes: ending.lengthMs / 60_000, reason: ending.reason },
        ledger,
        request: request === null ? null : { id: request.id, by: request.by, at: request.askedAt },
        endsAt,
        ramPolicy: direction === 'give' ? ramPolicy : null,
      },
    ],
    applied: done !== null,
    seen: done?.isSeen ?? null,
    until: done?.until ?? null,
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
    const { options, positionals, output, progress, signal } = context;
    const [typed = ''] = positionals;
    if (options.user === undefined || options.for === undefined) {
      throw usageError(
        say('`life` needs --user USER and --for DURATION'),
        say('Such as `ackring life prod --user ci --for 30d`.'),
      );
    }
    const looking = lookUp(typed, context, 'change');
    const { services, find } = await progress.during(({ cloud }) => cloud, looking);
    const asked = {
      user: options.user,
      hours: parseSpan(options.for) / 3_600_000,
      cluster: find,
    };
    return planned(context, {
      planning: services.granting.planLife(asked, { signal }),
      show: async (plan) => output.prose(lifeLines(plan, await readerOf(context)).join('\n')),
      confirm: ({ cluster }) =>
        typedName(
          options.confirm,
          { question: (words) => words.lifeIn(visible(fullName(cluster))), expected: confirmations(cluster) },
          context,
        ),
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
