import type { RevokeOutcome, RevokeStep } from '@ackring/core/access/revoke';
import type { RevokePlan } from '@ackring/core/access/revoke-plan';
import { exitCodes, toAckringError } from '@ackring/core/errors';
import { visible } from '../present/visible.js';
import { defineCommand } from './command.js';

export const command = defineCommand({
  name: 'revoke',
  summary: 'kill your own kubeconfig of a cluster; what would stop working is shown first',
  usage: 'CLUSTER',
  positionals: { min: 1, max: 1, completes: 'cluster' },
  options: {
    confirm: {
      type: 'string',
      value: 'CLUSTER',
      summary: 'the name typed in full: without it only the plan is shown',
    },
  },
  examples: [
    { line: 'ackring revoke prod', summary: 'the impact' },
    { line: 'ackring revoke prod --confirm prod', summary: 'revoke, fetch the new one, replace, verify' },
  ],
  async run({ options, positionals, services, output, signal }) {
    const [idOrName = ''] = positionals;
    const cluster = await services.findCluster(idOrName, { signal });
    const plan = await services.incident.planRevoke(cluster, { signal });
    if (!output.json) output.write(planText(plan));
    let outcome: RevokeOutcome;
    try {
      outcome = await services.incident.applyRevoke(plan, {
        confirm: options.confirm ?? null,
        signal,
        onStep: (step) => {
          if (!output.json) output.write(stepLine(step));
        },
      });
    } catch (thrown) {
      const error = toAckringError(thrown);
      if (output.json && error.exitCode === exitCodes.refused) output.data(toJson(plan, null));
      throw error;
    }
    if (output.json) output.data(toJson(plan, outcome));
    if (outcome.revoked !== 'yes') return exitCodes.failed;
    return outcome.steps.some(({ result }) => result === 'failed') ? exitCodes.partial : undefined;
  },
});

function planText({ cluster, contexts, reason, lastActivity }: RevokePlan): string {
  const seen =
    lastActivity.kind === 'seen'
      ? `last used ${lastActivity.at.toISOString().slice(0, 10)}`
      : lastActivity.kind;
  const hit = contexts.map(
    ({ context, file }) => `  ✕ ${visible(context)} in ${visible(file)} stops working, and gets the new one`,
  );
  return [
    `Revoking your kubeconfig of ${visible(cluster.name)} (${visible(cluster.region)}): ${reason}, ${seen}`,
    ...hit,
    '  ✕ every other copy of it, temporary ones too, stops working at once',
  ].join('\n');
}

function stepLine({ step, subject, result, error }: RevokeStep): string {
  const mark = result === 'done' ? '✓' : result === 'failed' ? '✕' : '–';
  const what = subject === null ? '' : ` ${visible(subject)}`;
  return `${mark} ${step}${what}${error === null ? '' : `: ${visible(error.message)}`}`;
}

function toJson(plan: RevokePlan, outcome: RevokeOutcome | null): Record<string, unknown> {
  const { cluster, verdict, reason, contexts, lastActivity } = plan;
  return {
    plan: [
      {
        cluster: cluster.name,
        clusterId: cluster.id,
        verdict: verdict === 'revoke' ? 'remove' : 'refused',
        reason,
        lastActivity: lastActivity.kind === 'seen' ? lastActivity.at : null,
        contexts: contexts.map(({ context, file }) => ({ context, file })),
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
  };
}
