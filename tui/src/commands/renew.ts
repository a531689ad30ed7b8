import type { RenewalOutcome } from '@ackring/core/fetch/renew';
import type { RenewalDecision } from '@ackring/core/fetch/renewal-plan';
import { exitCodes } from '@ackring/core/words/errors';
import {
  renewalDecisionJson,
  renewalDecisionLine,
  renewalOutcomeJson,
  renewalOutcomeLine,
} from '../features/contexts/renewal-text.js';
import { readerOf } from '../shell/text-table.js';
import { defineCommand } from './command.js';
import { usageError } from './usage-error.js';

const options = {
  all: { type: 'boolean', summary: 'every context of the kubeconfig files that is due' },
  'dry-run': { type: 'boolean', summary: 'show what is due, and fetch nothing' },
  kubeconfig: {
    type: 'string',
    multiple: true,
    value: 'FILE',
    completes: 'file',
    summary: 'look at this file instead of KUBECONFIG (repeatable)',
  },
} as const;

export const command = defineCommand({
  name: 'renew',
  summary: 'renew local long-term contexts that are inside the 180-day window',
  usage: '[CONTEXT…]',
  positionals: { min: 0, max: Number.POSITIVE_INFINITY, completes: 'context' },
  options,
  examples: [
    { line: 'ackring renew --all --dry-run', summary: 'what is due' },
    { line: 'ackring renew --all', summary: 'fetch, prove newer, replace in place, verify' },
  ],
  async run(context) {
    const { options, positionals, services, output, signal } = context;
    if (options.all === positionals.length > 0) {
      throw usageError(
        'name contexts, or give `--all`',
        'Run `ackring renew --all --dry-run` to see what is due.',
      );
    }
    const files = options.kubeconfig.length > 0 ? options.kubeconfig : undefined;
    const contexts = options.all ? null : positionals;
    const asked = { ...(files === undefined ? {} : { files }), contexts };
    const { decisions, problems } = await services.planRenewals(asked);
    for (const { file, error } of problems) output.problem({ file }, error);
    const reader = await readerOf(context);
    const dues = decisions.filter((decision) => decision.kind === 'renew');
    // What `--all` finds not due is not spoken of, unless somebody should do something about it.
    const told = decisions.filter(
      ({ kind, reason }) => kind === 'skip' && (!options.all || isWorthTelling(reason)),
    );
    const rows = [...told, ...(options['dry-run'] ? dues : [])];
    if (!output.json) for (const row of rows) output.write(renewalDecisionLine(row, reader));
    const outcomes: RenewalOutcome[] = [];
    if (!options['dry-run']) {
      for await (const outcome of services.renew(dues, { signal })) {
        outcomes.push(outcome);
        if (!output.json) output.write(renewalOutcomeLine(outcome, reader));
      }
    }
    if (output.json) output.data([...rows.map(renewalDecisionJson), ...outcomes.map(renewalOutcomeJson)]);
    else if (rows.length + outcomes.length === 0) output.note('no context is due');
    return exitCodeOf(outcomes) ?? (problems.length > 0 ? exitCodes.partial : undefined);
  },
});

function isWorthTelling(reason: RenewalDecision['reason']): boolean {
  return reason === 'UserOfSeveralClusters' || reason === 'CertificateUnreadable';
}

function exitCodeOf(outcomes: readonly RenewalOutcome[]): number | undefined {
  const bad = outcomes.filter(
    (outcome) => outcome.kind !== 'renewed' || outcome.verdict?.verdict === 'failed',
  );
  const [first] = bad;
  if (first === undefined) return undefined;
  if (bad.length < outcomes.length) return exitCodes.partial;
  return first.kind === 'failed' ? first.error.exitCode : exitCodes.failed;
}
