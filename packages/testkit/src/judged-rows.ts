import { type Judgement, judgeAnswers } from '@ackring/core/internal/claims/accepted';
import { claimAnswers } from '@ackring/core/internal/claims/answers';
import type { ContextEntry } from '@ackring/core/internal/kubeconfig/context-entry';
import { judge } from '@ackring/core/internal/verification/judge';
import type { Evidence, Verdict, VerdictCause } from '@ackring/core/internal/verification/verdict';
import type { ExecutionContext } from 'ava';
import { specimenContext, specimenFacts } from './context-entry.js';

// Tables of what was observed and what it is judged to be.

export const now = new Date('2026-03-01T12:00:00Z');
const dayMs = 86_400_000;
export const fromNow = (days: number): Date => new Date(now.getTime() + days * dayMs);

/** What a verdict rests on whose context answers. */
export const answering = claimAnswers({ kind: 'accepted', as: null, scope: { kind: 'cluster' } });

/** A context with a certificate; its validity in days from now. */
export function entry(
  change: Partial<ContextEntry> = {},
  validity: { from: number; to: number } = { from: -10, to: 900 },
): ContextEntry {
  const [file, uid] = ['/home/u/.kube/config', '228512345678901234'];
  const facts = specimenFacts(fromNow(validity.to), { uid, notBefore: fromNow(validity.from) });
  return specimenContext({
    ...{ file, clusterFile: file, userFile: file, cluster: 'prod', user: 'prod' },
    credential: { kind: 'certificate', ...facts },
    ...{ status: 'fresh', daysLeft: validity.to },
    ack: { clusterId: 'c123', region: 'cn-hangzhou', access: 'public', identity: null, source: 'owned' },
    ...change,
  });
}

export const expiredEntry = entry({ status: 'expired' }, { from: -1000, to: -3 });

export interface JudgedRow {
  readonly title: string;
  readonly evidence: Omit<Evidence, 'now' | 'judgement'>;
  readonly proves?: Judgement['kind'];
  readonly cause: VerdictCause | null;
  readonly detail?: RegExp;
  readonly remedy?: RegExp;
}

export function judgedBy(evidence: JudgedRow['evidence']): Verdict {
  const { entry: each, observation, currentCommonName = null } = evidence;
  const certificate = each.credential.kind === 'certificate' ? each.credential : null;
  const judgement = judgeAnswers({ observation, certificate, currentCommonName, now });
  return judge({ ...evidence, judgement, now });
}

/** Whether the row's evidence is judged as the row says. */
export function isJudged(t: ExecutionContext, { evidence, cause, detail, remedy, proves }: JudgedRow): void {
  const verdict = judgedBy(evidence);
  t.is(verdict.cause, cause, verdict.detail);
  t.is(verdict.verdict, cause === null ? 'ok' : 'failed');
  t.is(verdict.context, evidence.entry.context);
  if (cause === null) t.is(verdict.remedy, null);
  else t.regex(verdict.remedy ?? '', remedy ?? /./);
  if (detail) t.regex(verdict.detail, detail);
  if (proves) t.is(verdict.evidence, proves);
}
