import { type Judgement, judgeAnswers } from '@ackring/core/internal/claims/accepted';
import { claimAnswers } from '@ackring/core/internal/claims/answers';
import type { ContextEntry } from '@ackring/core/internal/kubeconfig/context-entry';
import { judge } from '@ackring/core/internal/verification/judge';
import type { Evidence, Verdict, VerdictCause } from '@ackring/core/internal/verification/verdict';
import type { ExecutionContext } from 'ava';

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
  return {
    file: '/home/u/.kube/config',
    context: 'prod',
    cluster: 'prod',
    user: 'prod',
    clusterFile: '/home/u/.kube/config',
    userFile: '/home/u/.kube/config',
    server: 'https://203.0.113.10:6443',
    namespace: null,
    current: false,
    credential: {
      kind: 'certificate',
      subject: { organizations: ['system:users'], commonName: '228512345678901234-1700000000' },
      uid: '228512345678901234',
      issuedAt: null,
      notBefore: fromNow(validity.from),
      notAfter: fromNow(validity.to),
      serial: '0a',
      sha256: 'ff',
    },
    status: 'fresh',
    daysLeft: validity.to,
    renewableFrom: null,
    ack: { clusterId: 'c123', region: 'cn-hangzhou', access: 'public', identity: null, source: 'owned' },
    warnings: [],
    ...change,
  };
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
