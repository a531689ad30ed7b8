import { letInToJson, notShutOut, type UnbindOutcome, type UnbindPlan } from '@ackring/core/access';
import { exitCodes, fullName, visible } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { defineCommand, usageError } from '../../../shell/command.js';
import { foundCluster } from '../../../shell/named-account.js';
import type { Output } from '../../../shell/output.js';
import { planned, typedName } from '../../../shell/planned.js';

export const command = defineCommand({
  name: 'access unbind',
  summary: 'remove the bindings that still name former certificates of a user; plan first',
  usage: '',
  positionals: { min: 0, max: 0 },
  options: {
    user: { type: 'string', value: 'USER', completes: 'user', summary: 'whose, by name or uid' },
    cluster: { type: 'string', value: 'CLUSTER', completes: 'cluster', summary: 'in which cluster' },
    confirm: {
      type: 'string',
      value: 'USER',
      summary: 'the name typed in full: without it only the plan is shown',
    },
  },
  examples: [
    { line: 'ackring access unbind --user tom --cluster prod', summary: 'what still names them, and where' },
    {
      line: 'ackring access unbind --user tom --cluster prod --confirm tom',
      summary: 'remove it, with a backup',
    },
  ],
  async run(context) {
    const { options, output, progress, signal } = context;
    if (options.user === undefined || options.cluster === undefined) {
      throw usageError(
        say('`access unbind` needs --user USER and --cluster CLUSTER'),
        say('Such as `ackring access unbind --user tom --cluster prod`.'),
      );
    }
    const finding = foundCluster(options.cluster, context, 'change');
    const { services, cluster } = await progress.during(({ cloud }) => cloud, finding);
    const { uid } = /^\d+$/.test(options.user)
      ? { uid: options.user }
      : await progress.during(
          ({ cloud }) => cloud,
          services.granting.findHolder(options.user, cluster, { signal }),
        );
    return planned(context, {
      planning: services.incident.planUnbind({ cluster, uid, name: options.user }, { signal }),
      show: (plan) => tellPlan(plan, output),
      idle: (plan) =>
        plan.letIn.bindings.length === 0 ? { exitCode: endOf(plan, plan.letIn, output) } : null,
      confirm: ({ name, uid }) =>
        typedName(
          options.confirm,
          { question: (words) => words.unbindOf(visible(name)), expected: [name, uid] },
          context,
        ),
      apply: (plan, confirm) => services.incident.applyUnbind(plan, { confirm, signal }),
      json: toJson,
      tell: (plan, { backup, unbound, letIn }) => {
        output.note(say('what was bound is saved in {file}', { file: output.path(backup) }));
        for (const { binding, error } of unbound)
          if (error !== null) output.problem({ binding: binding.name }, error);
        const isWhole = unbound.every(({ result }) => result === 'removed' || result === 'gone');
        const end = endOf(plan, letIn, output);
        return isWhole ? end : exitCodes.partial;
      },
    });
  },
});

function tellPlan({ cluster, letIn }: UnbindPlan, output: Output): void {
  output.write(
    letIn.bindings.length === 0
      ? say('no binding in {cluster} names a former certificate of theirs', { cluster: fullName(cluster) })
      : say('these bindings in {cluster} still name a former certificate of theirs:', {
          cluster: fullName(cluster),
        }),
  );
  for (const { kind, namespace, name, role } of letIn.bindings)
    output.write(
      say('  {place} · {role}', {
        place: `${kind} ${namespace === null ? '' : `${namespace}/`}${name}`,
        role: `${role.kind} ${role.name}`,
      }),
    );
}

/** What is known of them afterwards decides, not what was done. */
function endOf(plan: UnbindPlan, letIn: UnbindPlan['letIn'], output: Output): number | undefined {
  const error = notShutOut(letIn, plan);
  if (error !== null) {
    output.problem({ cluster: plan.cluster.name }, error);
    return exitCodes.partial;
  }
  output.note(
    say('{cluster}: its certificates open no more there than a stranger’s', { cluster: plan.cluster.name }),
  );
  return undefined;
}

function toJson({ cluster, uid, letIn }: UnbindPlan, outcome: UnbindOutcome | null): object {
  return {
    cluster: cluster.name,
    clusterId: cluster.id,
    region: cluster.region,
    uid,
    plan: letInToJson(letIn),
    applied: (outcome?.unbound ?? []).map(({ binding: { kind, namespace, name }, result, error }) => ({
      kind,
      namespace,
      name,
      result,
      error: error === null ? null : { code: error.code, message: error.message },
    })),
    backup: outcome?.backup ?? null,
    letIn: letInToJson(outcome?.letIn ?? null),
  };
}
