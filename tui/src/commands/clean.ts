import type { CleanOutcome } from '@ackring/core/access/clean-batch';
import { cleanToJson, recycleBinText } from '@ackring/core/access/clean-report';
import { exitCodes, toAckringError } from '@ackring/core/errors';
import { cleanPlanTable } from '../present/access.js';
import { visible } from '../present/visible.js';
import { defineCommand } from './command.js';
import { usageError } from './usage-error.js';

export const command = defineCommand({
  name: 'clean',
  summary: "remove one user's kubeconfigs and permissions; plan first",
  usage: '',
  positionals: { min: 0, max: 0 },
  options: {
    user: { type: 'string', value: 'USER', completes: 'user', summary: 'whose, by name or uid' },
    cluster: {
      type: 'string',
      multiple: true,
      value: 'CLUSTER',
      completes: 'cluster',
      summary: 'there only (repeatable)',
    },
    confirm: {
      type: 'string',
      value: 'USER',
      summary: 'the name typed in full: without it only the plan is shown',
    },
    force: { type: 'boolean', summary: 'also where the user was active in 7 days, or nobody can tell' },
    'confirm-force': { type: 'string', value: 'USER', summary: 'the name once more, for --force' },
  },
  examples: [
    { line: 'ackring clean --user tom', summary: 'the plan, with when he was last seen' },
    { line: 'ackring clean --user tom --confirm tom', summary: 'do what the plan allows' },
  ],
  async run({ options, services, output, signal }) {
    if (options.user === undefined) throw usageError('`clean` needs --user USER', 'See `ackring access`.');
    const plan = await services.incident.planClean({ user: options.user, clusters: options.cluster, signal });
    if (!output.json) output.write(cleanPlanTable(plan, output.columns));
    let outcomes: readonly CleanOutcome[];
    try {
      outcomes = await services.incident.applyClean(plan, {
        confirm: options.confirm ?? null,
        force: options.force,
        confirmForce: options['confirm-force'] ?? null,
        signal,
        onProgress: (progress) => {
          if (progress.kind === 'backedUp')
            output.note(`what they held is kept in ${output.path(progress.place)}`);
        },
      });
    } catch (thrown) {
      const error = toAckringError(thrown);
      // The plan is data of its own: a script reads it from stdout beside the refusal on stderr.
      if (output.json && error.exitCode === exitCodes.refused) output.data(cleanToJson(plan, []));
      throw error;
    }
    if (output.json) output.data(cleanToJson(plan, outcomes));
    else for (const outcome of outcomes) output.write(outcomeLine(outcome));
    if (outcomes.some(({ result }) => result === 'removed')) output.note(recycleBinText(plan.now));
    return exitCodeOf(outcomes);
  },
});

function outcomeLine({ step, result, isForced, error }: CleanOutcome): string {
  const why = error === null ? '' : `: ${visible(error.message)}`;
  return `${visible(step.row.cluster.name)}: ${result}${isForced ? ' by force' : ''}${why}`;
}

function exitCodeOf(outcomes: readonly CleanOutcome[]): number | undefined {
  const isWhole = outcomes.every(({ result }) => result === 'removed' || result === 'alreadyRemoved');
  if (isWhole) return undefined;
  return outcomes.some(({ result }) => result === 'removed') ? exitCodes.partial : exitCodes.failed;
}
