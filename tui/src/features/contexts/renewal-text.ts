import type { NotNewerReason, RenewalOutcome } from '@ackring/core/fetch/renew';
import type { RenewalDecision, SkipReason } from '@ackring/core/fetch/renewal-plan';
import type { CertificateFacts } from '@ackring/core/words/certificate';
import { visible } from '../../present/visible.js';
import { durationText } from '../../screen/drawing/duration-text.js';
import type { Reader } from '../../screen/table.js';
import { verdictLines, verdictToJson } from './verdict.js';

const skipTexts: Readonly<Record<SkipReason, string>> = {
  NoCertificate: 'it has no client certificate',
  CertificateUnreadable: 'its certificate cannot be read; fetch it again with `ackring get`',
  Temporary: 'it is temporary; fetch a new one with `ackring get`',
  NotAckCluster: 'it leads to no ACK cluster that is known',
  OutsideRenewalWindow: 'it has more than 180 days left, and the cloud gives a new one only after that',
  UserOfSeveralClusters: 'contexts of several clusters share its user; fetch each with `ackring get`',
  SharesUser: 'another context with the same user is renewed, which serves both',
};

const notNewerTexts: Readonly<Record<NotNewerReason, string>> = {
  SameCertificate: 'the cloud handed back the same certificate; try again when it is inside the window',
  EndsNoLater: 'what the cloud gave ends no later',
  HeldByAnotherIdentity: 'these credentials get another holder’s; use its own with `--profile`',
};

/** What is left alone, or would be done. */
export function renewalDecisionLine(decision: RenewalDecision, reader: Reader): string {
  const name = visible(decision.entry.context);
  if (decision.kind === 'skip') return `– ${name}: ${skipTexts[decision.reason]}`;
  return `~ ${name}: to be renewed, ${leftText(decision.certificate, reader)} left`;
}

/** What was done, with the verdict on the next line. */
export function renewalOutcomeLine(outcome: RenewalOutcome, reader: Reader): string {
  const name = visible(outcome.due.entry.context);
  switch (outcome.kind) {
    case 'failed':
      return `✕ ${name}: ${visible(outcome.error.message)}\n    remedy: ${visible(outcome.error.remedy)}`;
    case 'notRenewed':
      return `✕ ${name}: not renewed: ${notNewerTexts[outcome.reason]}`;
    case 'renewed': {
      const left = `${leftText(outcome.due.certificate, reader)} → ${leftText(outcome.after, reader)}`;
      const proof = outcome.verdict === null ? '' : `\n${verdictLines(outcome.verdict, reader)}`;
      const unproven = outcome.unproven.map((each) => `\n    ${visible(each)}`).join('');
      return `✓ ${name}: ${left}${proof}${unproven}`;
    }
  }
}

export function renewalDecisionJson(decision: RenewalDecision): Record<string, unknown> {
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

export function renewalOutcomeJson(outcome: RenewalOutcome): Record<string, unknown> {
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
