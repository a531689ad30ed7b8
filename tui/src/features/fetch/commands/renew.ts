import { successMark } from '@ackring/core/claims';
import type { NotNewerReason, RenewalDecision, RenewalOutcome, SkipReason } from '@ackring/core/fetch';
import type { Sentence } from '@ackring/core/words';
import { type CertificateFacts, exitCodes, visible } from '@ackring/core/words';
import { translate, translateProblem } from '../../../messages/problems/translate.js';
import { say } from '../../../messages/say.js';
import { durationText } from '../../../messages/times.js';
import type { Reader } from '../../../screen/table.js';
import { defineCommand, usageError } from '../../../shell/command.js';
import { agreed, planned } from '../../../shell/planned.js';
import { accountWorlds, severalAccounts } from '../../../shell/sources.js';
import { readerOf } from '../../../shell/text-table.js';
import { inRegions, requireOneFile } from '../../../subjects/context/select-contexts.js';
import { verdictLines, verdictToJson, withFile } from '../../../subjects/context/verdict.js';
import type { Services } from '../../../world/services.js';

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
  ...severalAccounts,
} as const;

export const command = defineCommand({
  name: 'renew',
  summary: 'renew local long-term contexts that are inside the 180-day window',
  usage: '[CONTEXT|GLOB…]',
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
    const isDryRun = options['dry-run'];
    const reader = await readerOf(context);
    const named: Naming = (each) => (files === undefined ? each : withFile(each, reader, output.path));
    const planning = services.planRenewals(asked).then(async (plan) => {
      if (files === undefined && plan.decisions.length === 0)
        await requireOneFile(context.environment, (await services.contexts()).files);
      const isAsked = ({ entry }: RenewalDecision) => inRegions([entry], context.global.regions).length > 0;
      return options.all ? { ...plan, decisions: plan.decisions.filter(isAsked) } : plan;
    });
    return planned(context, {
      planning,
      show: (plan) => {
        const isShown = isDryRun || context.isInteractive;
        const rows = [...toldOf(plan, options.all), ...(isShown ? dueOf(plan) : [])];
        for (const row of rows) output.prose(renewalDecisionLine(row, named(row.entry).context, reader));
        if (rows.length + dueOf(plan).length === 0) output.note(say('no context is due for renewal'));
      },
      unread: ({ problems }) => problems.map(({ file, error }) => ({ place: { file }, error })),
      idle: (plan) =>
        isDryRun || dueOf(plan).length === 0 ? { exitCode: exitCodeOf(plan, [], isDryRun) } : null,
      confirm: (plan) => agreed((words) => words.renew(dueOf(plan).length), context),
      apply: async (plan) => {
        const dues = dueOf(plan);
        const outcomes: RenewalOutcome[] = [];
        const { worldOf } = await accountWorlds(context, options['all-profiles'], { bySettings: true });
        progress.show((words) => words.contexts(0, dues.length));
        // Each from the account that it was fetched from, one after another: they may share a file.
        for (const due of dues)
          for await (const outcome of worldOf(due.entry.ack?.account).renew([due], { signal })) {
            outcomes.push(outcome);
            progress.show((words) => words.contexts(outcomes.length, dues.length));
            if (!output.json) output.prose(renewalOutcomeLine(outcome, named, reader));
          }
        return outcomes;
      },
      json: (plan, outcomes) => [
        ...toldOf(plan, options.all).map(renewalDecisionJson),
        ...(outcomes?.map(renewalOutcomeJson) ?? dueOf(plan).map(renewalDecisionJson)),
      ],
      tell: exitCodeOf,
    });
  },
});

type Plan = Awaited<ReturnType<Services['planRenewals']>>;

function dueOf({ decisions }: Plan) {
  return decisions.filter((decision) => decision.kind === 'renew');
}

/** `--all` does not mention what is not due, unless somebody should do something about it. */
function toldOf({ decisions }: Plan, isAll: boolean): readonly RenewalDecision[] {
  return decisions.filter(({ kind, reason }) => kind === 'skip' && (!isAll || isWorthReporting(reason)));
}

function isWorthReporting(reason: RenewalDecision['reason']): boolean {
  return reason === 'UserOfSeveralClusters' || reason === 'CertificateUnreadable';
}

function exitCodeOf(
  { decisions, problems }: Plan,
  outcomes: readonly RenewalOutcome[],
  isDryRun = false,
): number | undefined {
  const left = isDryRun ? [] : decisions.filter(({ reason }) => reason === 'UserOfSeveralClusters');
  const bad = outcomes.filter(
    (outcome) => outcome.kind !== 'renewed' || outcome.verdict?.verdict === 'failed',
  );
  if (bad.length + left.length === 0) return problems.length > 0 ? exitCodes.partial : undefined;
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
