import {
  letInToJson,
  placesOf,
  type RevokeOutcome,
  type RevokePlan,
  type RevokeStep,
} from '@ackring/core/access';
import { recentUseToJson } from '@ackring/core/usage';
import { confirmations, exitCodes, fullName, type Sentence, visible } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import type { Reader } from '../../../screen/table.js';
import { defineCommand } from '../../../shell/command.js';
import { foundCluster } from '../../../shell/named-account.js';
import { planned, typedName } from '../../../shell/planned.js';
import { readerOf } from '../../../shell/text-table.js';
import { impactText, stepMark, stepText } from '../revoke-impact.js';

export const command = defineCommand({
  name: 'revoke',
  summary: 'kill your own kubeconfig of a cluster; what would stop working is shown first',
  usage: 'CLUSTER',
  ofOthers: 'clean',
  positionals: { min: 1, max: 1, completes: 'cluster' },
  options: {
    confirm: {
      type: 'string',
      value: 'CLUSTER',
      summary: 'the name typed in full: without it only the plan is shown',
    },
    config: {
      type: 'string',
      value: 'FILE',
      completes: 'file',
      summary: 'the rotation whose sinks are looked into (default: rotation.yaml in the settings folder)',
    },
  },
  examples: [
    { line: 'ackring revoke prod', summary: 'the impact' },
    { line: 'ackring revoke prod --confirm prod', summary: 'revoke, fetch the new one, replace, verify' },
  ],
  async run(context) {
    const { options, positionals, output, progress, signal } = context;
    const [typed = ''] = positionals;
    const finding = foundCluster(typed, context, 'change');
    const { services, cluster } = await progress.during(({ cloud }) => cloud, finding);
    const reader = await readerOf(context);
    const onStep = (step: RevokeStep): void => {
      if (output.json) return;
      output.write(stepLine(step, reader));
      const { error, result, step: name } = step;
      if (error !== null && name === 'proveOldDead' && result !== 'skipped')
        output.note(say('remedy: {remedy}', { remedy: error.said.remedy }));
    };
    return planned(context, {
      planning: services.incident.planRevoke(cluster, { config: options.config ?? null, signal }),
      show: (plan) => output.prose(impactText(plan, reader)),
      confirm: async ({ verdict }) =>
        verdict === 'refused'
          ? (options.confirm ?? null)
          : typedName(
              options.confirm,
              {
                question: (words) => words.revokeOf(visible(fullName(cluster))),
                expected: confirmations(cluster),
              },
              context,
            ),
      apply: (plan, confirm) => services.incident.applyRevoke(plan, { confirm, signal, onStep }),
      json: toJson,
      tell: (_, { revoked, steps }) => {
        const failure = steps.find(({ step }) => step === 'revoke')?.error ?? null;
        if (revoked === 'no' && failure !== null) throw failure;
        if (revoked !== 'yes') return exitCodes.failed;
        const isWhole = steps.every(({ result }) => result === 'done' || result === 'skipped');
        return isWhole ? undefined : exitCodes.partial;
      },
    });
  },
});

function stepLine(done: RevokeStep, { messages }: Reader): Sentence {
  const { error } = done;
  const sign = stepMark(done);
  const what = stepText(done, messages);
  if (error === null) return say('{sign} {what}', { sign, what });
  return say('{sign} {what}: {problem}', { sign, what, problem: error.sentence });
}

function toJson(plan: RevokePlan, outcome: RevokeOutcome | null): Record<string, unknown> {
  const { cluster, verdict, reason, contexts, lastActivity, sinks } = plan;
  return {
    plan: [
      {
        cluster: cluster.name,
        clusterId: cluster.id,
        verdict: verdict === 'revoke' ? 'remove' : 'refused',
        reason,
        lastActivity: lastActivity.kind === 'seen' ? lastActivity.at : null,
        recentUse: recentUseToJson(plan.recentUse),
        contexts: contexts.map(({ context, file, credential }) => ({
          context,
          file,
          serial: credential.kind === 'certificate' ? credential.serial : null,
        })),
        leftAlone: plan.leftAlone.map(({ entry: { context, file }, error }) => ({
          context,
          file,
          error: { code: error.code, message: error.message },
        })),
        elsewhere: plan.elsewhere.map(({ context, file }) => ({ context, file })),
        plugins: plan.plugins.map(({ context, file }) => ({ context, file })),
        sinks: sinks.kind,
        places: placesOf(plan).map(({ sink, holder, copy }) => ({
          sink,
          holder,
          serial: copy.kind === 'held' ? copy.serial : null,
          error: copy.kind === 'held' ? null : { code: copy.error.code, message: copy.error.message },
        })),
      },
    ],
    applied:
      outcome?.steps.map(({ step, subject, result, error }) => ({
        step,
        subject,
        result,
        error: error === null ? null : { code: error.code, message: error.message },
      })) ?? [],
    revoked: outcome?.revoked ?? 'no',
    letIn: letInToJson(outcome?.letIn ?? null),
  };
}
