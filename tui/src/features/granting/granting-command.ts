import { clusterRole, type GrantDirection, type GrantPlan } from '@ackring/core/granting';
import { exitCodes, toAckringError, visible } from '@ackring/core/words';
import { translate } from '../../messages/problems/translate.js';
import { say } from '../../messages/say.js';
import type { Reader } from '../../screen/table.js';
import { typedName } from '../../shell/ask.js';
import { type CommandContext, usageError } from '../../shell/command.js';
import { readerOf } from '../../shell/text-table.js';
import { grantLines } from './plan-text.js';

/** What `access grant` and `access withdraw` take. */
export const grantOptions = {
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

type Context = CommandContext<typeof grantOptions>;

/** Plans, shows the plan, and does it once the name was typed. */
export async function runGrant(direction: GrantDirection, context: Context): Promise<number | undefined> {
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
  const plan = await progress.during(({ plan }) => plan, services.granting.planGrant(asked, { signal }));
  if (!output.json) output.write(planText(plan, await readerOf(context)));
  const isDone = plan.reason === 'alreadyGranted' || plan.reason === 'notGranted';
  if (isDone) {
    if (output.json) output.data(toJson(plan, false, null));
    return undefined;
  }
  const name = visible(plan.identity.name);
  const confirm =
    plan.reason === 'toDo'
      ? await typedName(options.confirm, (words) => words.grantTo(name), context)
      : (options.confirm ?? null);
  try {
    const granting = services.granting.applyGrant(plan, { confirm, signal });
    const { isSeen } = await progress.during(({ change }) => change, granting);
    if (output.json) output.data(toJson(plan, true, isSeen));
    else output.note(isSeen ? say('done') : say('done, and the list of permissions does not show it yet'));
    return undefined;
  } catch (thrown) {
    const error = toAckringError(thrown);
    if (output.json && error.exitCode === exitCodes.refused) output.data(toJson(plan, false, null));
    throw error;
  }
}

function planText(plan: GrantPlan, reader: Reader): string {
  const lines = grantLines(plan, reader);
  if (plan.direction === 'take') return lines.join('\n');
  const needs = say('RAM has to allow it too; the least that does, in one policy:');
  return [...lines, `  ${translate(reader.messages, needs)}`, JSON.stringify(plan.ramPolicy, null, 2)].join(
    '\n',
  );
}

function toJson(plan: GrantPlan, applied: boolean, seen: boolean | null): object {
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
    applied,
    seen,
  };
}
