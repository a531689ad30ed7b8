import { successMark } from '@ackring/core/claims';
import type { NotNewerReason, RenewalDecision, RenewalOutcome, SkipReason } from '@ackring/core/fetch';
import type { Sentence } from '@ackring/core/words';
import { type CertificateFacts, exitCodes, visible } from '@ackring/core/words';
import { translate, translateProblem } from '../../../messages/problems/translate.js';
import { say } from '../../../messages/say.js';
import { durationText } from '../../../messages/times.js';
import type { Reader } from '../../../screen/table.js';
import { defineCommand, usageError } from '../../../shell/command.js';
import { agreed, declined } from '../../../shell/planned.js';
import { readerOf } from '../../../shell/text-table.js';
import { verdictLines, verdictToJson, withFile } from '../../../subjects/context/verdict.js';

const options = {
  all: { type: 'boolean', summary: 'every context of the kubeconfig files that is due' },
  'dry-run': { type: 'boolean', summary: 'show what is due, and fetch nothing' },
  kubeconfig: {
    type: 'string',
    multiple: true,
    value: 'FILE',
    completes: 'file',
    summary: 'look at this file, or each in this folder, instead of KUBECONFIG (repeatable)',
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
    const { options, positionals, services, output, progress, signal } = context;
    if (options.all === positionals.length > 0) {
      throw usageError(
        say('name contexts, or give `--all`'),
        say('Run `ackring renew --all --dry-run` to see what is due.'),
      );
    }
    const files = options.kubeconfig.length > 0 ? options.kubeconfig : undefined;
    const contexts = options.all ? null : positionals;
    const asked = { ...(files === undefined ? {} : { files }), contexts };
    const { decisions, problems } = await services.planRenewals(asked);
    for (const { file, error } of problems) output.problem({ file }, error);
    const reader = await readerOf(context);
    const dues = decisions.filter((decision) => decision.kind === 'renew');
    // `--all` does not mention what is not due, unless somebody should do something about it.
    const told = decisions.filter(
      ({ kind, reason }) => kind === 'skip' && (!options.all || isWorthReporting(reason)),
    );
    const isDryRun = options['dry-run'];
    const isAsked = context.isInteractive && !output.json && !isDryRun && dues.length > 0;
    const rows = [...told, ...(isDryRun || isAsked ? dues : [])];
    const named: Naming = (each) => (files === undefined ? each : withFile(each, reader, output.path));
    if (!output.json)
      for (const row of rows) output.write(renewalDecisionLine(row, named(row.entry).context, reader));
    if (isAsked && (await agreed((words) => words.renew(dues.length), context)) === declined) {
      output.note(say('nothing was changed'));
      return exitCodes.refused;
    }
    const outcomes: RenewalOutcome[] = [];
    if (!isDryRun) {
      progress.show((words) => words.contexts(0, dues.length));
      for await (const outcome of services.renew(dues, { signal })) {
        outcomes.push(outcome);
        progress.show((words) => words.contexts(outcomes.length, dues.length));
        if (!output.json) output.write(renewalOutcomeLine(outcome, named, reader));
      }
    }
    progress.end();
    if (output.json) output.data([...rows.map(renewalDecisionJson), ...outcomes.map(renewalOutcomeJson)]);
    else if (rows.length + outcomes.length === 0) output.note(say('no context is due for renewal'));
    const left = isDryRun ? [] : decisions.filter(({ reason }) => reason === 'UserOfSeveralClusters');
    return exitCodeOf(outcomes, left.length) ?? (problems.length > 0 ? exitCodes.partial : undefined);
  },
});

function isWorthReporting(reason: RenewalDecision['reason']): boolean {
  return reason === 'UserOfSeveralClusters' || reason === 'CertificateUnreadable';
}

/** `left`: so many are due, and were left alone. */
function exitCodeOf(outcomes: readonly RenewalOutcome[], left: number): number | undefined {
  const bad = outcomes.filter(
    (outcome) => outcome.kind !== 'renewed' || outcome.verdict?.verdict === 'failed',
  );
  if (bad.length + left === 0) return undefined;
  if (bad.length < outcomes.length) return exitCodes.partial;
  const [first] = bad;
  return first?.kind === 'failed' ? first.error.exitCode : exitCodes.failed;
}

const skipTexts: Readonly<Record<SkipReason, Sentence>> = {
  NoCertificate: say('it has no client certificate'),
  CertificateUnreadable: say('its certificate cannot be read; fetch it again with `ackring get`'),
  Temporary: say('it is temporary; fetch a new one with `ackring get`'),
  NotAckCluster: say('it leads to no known ACK cluster'),
  OutsideRenewalWindow: say('its window is not open: 180 days before its end, or a third of a shorter life'),
  UserOfSeveralClusters: say('contexts of several clusters share its user; fetch each with `ackring get`'),
  SharesUser: say('another context with the same user is renewed, which serves both'),
};

const notNewerTexts: Readonly<Record<NotNewerReason, Sentence>> = {
  SameCertificate: say('the cloud returned the same certificate; try again once the renewal window is open'),
  EndsNoLater: say('what the cloud returned ends no later'),
  HeldByAnotherIdentity: say(
    'with these credentials the cloud returns another holder’s; use its own with `--profile`',
  ),
};

/** With the file of a context where that is needed to tell it from others. */
type Naming = <Named extends { readonly context: string; readonly file?: string }>(each: Named) => Named;

/** What is left alone, or would be done. */
function renewalDecisionLine(decision: RenewalDecision, context: string, reader: Reader): string {
  const sentence =
    decision.kind === 'skip'
      ? say('– {context}: {reason}', { context, reason: skipTexts[decision.reason] })
      : say('~ {context}: to be renewed, {left} left', {
          context,
          left: leftText(decision.certificate, reader),
        });
  return translate(reader.messages, sentence);
}

/** What was done, with the verdict on the next line. */
function renewalOutcomeLine(outcome: RenewalOutcome, named: Naming, reader: Reader): string {
  const { context } = named(outcome.due.entry);
  const name = visible(context);
  switch (outcome.kind) {
    case 'failed': {
      const { message, remedy } = translateProblem(outcome.error, reader.messages);
      return `✕ ${name}: ${message}\n    ${translate(reader.messages, say('remedy: '))}${remedy}`;
    }
    case 'notRenewed':
      return translate(
        reader.messages,
        say('✕ {context}: not renewed: {reason}', {
          context,
          reason: notNewerTexts[outcome.reason],
        }),
      );
    case 'renewed': {
      const left = `${leftText(outcome.due.certificate, reader)} → ${leftText(outcome.after, reader)}`;
      const proof = outcome.verdict === null ? '' : `\n${verdictLines(named(outcome.verdict), reader)}`;
      const unproven = outcome.unproven.map((each) => `\n    ${translate(reader.messages, each)}`).join('');
      return `${successMark(outcome.claim) ?? '✕'} ${name}: ${left}${proof}${unproven}`;
    }
  }
}

function renewalDecisionJson(decision: RenewalDecision): Record<string, unknown> {
  const { context, file } = decision.entry;
  const isDue = decision.kind === 'renew';
  return {
    context,
    file: isDue ? decision.user.file : file,
    result: isDue ? 'due' : 'skipped',
    reason: decision.reason,
    before: isDue ? ends(decision.certificate) : null,
    after: null,
    verdict: null,
    error: null,
  };
}

function renewalOutcomeJson(outcome: RenewalOutcome): Record<string, unknown> {
  const error = outcome.kind === 'failed' ? outcome.error : null;
  return {
    ...renewalDecisionJson(outcome.due),
    result: outcome.kind,
    reason: outcome.kind === 'notRenewed' ? outcome.reason : outcome.due.reason,
    after: outcome.kind === 'renewed' ? ends(outcome.after) : null,
    verdict: outcome.kind === 'renewed' && outcome.verdict !== null ? verdictToJson(outcome.verdict) : null,
    error: error === null ? null : { code: error.code, message: error.message, remedy: error.remedy },
  };
}

function ends({ notAfter, serial }: CertificateFacts): Record<string, unknown> {
  return { notAfter, serial };
}

function leftText({ notAfter }: CertificateFacts, { now, messages }: Reader): string {
  return durationText(notAfter.getTime() - now.getTime(), messages);
}
