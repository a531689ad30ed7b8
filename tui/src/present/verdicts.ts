import type { Verdict } from '@ackring/core/verification/verdict';
import { AckringError } from '@ackring/core/words/errors';
import { visible } from './visible.js';

/** `✓ dev answers as 2123… in system:users · 38 ms`, or what failed and what to do, over two lines. */
export function verdictLine(verdict: Verdict): string {
  const latency = verdict.latencyMs === null ? '' : ` · ${Math.round(verdict.latencyMs)} ms`;
  if (verdict.verdict === 'ok') {
    const holder = verdict.identity;
    const who =
      holder === null ? '' : ` as ${visible(holder.username)} in ${holder.groups.map(visible).join(', ')}`;
    const doubt = verdict.isServerProven === false ? ' (unchecked: it may be anybody who answers)' : '';
    return `✓ ${visible(verdict.context)} answers${who}${extentText(verdict)}${doubt}${latency}`;
  }
  const cause = verdict.cause === null ? '' : `${verdict.cause}: `;
  const line = `✕ ${visible(verdict.context)} ${cause}${visible(verdict.detail)}${latency}`;
  return verdict.remedy === null ? line : `${line}\n    remedy: ${visible(verdict.remedy)}`;
}

function extentText({ scope = null }: Verdict): string {
  if (scope?.kind === 'everybodys') return ', with no right of its own: only what everybody may here';
  return scope?.kind === 'namespaces' ? `, in namespace ${scope.names.map(visible).join(', ')} only` : '';
}

/** A verdict beside the result of a fetch, for `--json`, which has no line for it. */
export function verdictError({ context, cause, detail, remedy }: Verdict): AckringError {
  return new AckringError(
    'VerificationFailed',
    `${context} does not work: ${cause ?? 'unknown'}: ${detail}`,
    {
      remedy: remedy ?? 'Ask again: `ackring verify`.',
    },
  );
}

/** The `verify` contract. */
export function verdictToJson(verdict: Verdict): Record<string, unknown> {
  const { context, cause, detail, remedy, identity, latencyMs } = verdict;
  const {
    evidence = null,
    scope = null,
    serverVersion = null,
    isServerProven: serverProven = null,
  } = verdict;
  return {
    context,
    verdict: verdict.verdict,
    cause,
    detail,
    remedy,
    identity,
    latencyMs,
    evidence,
    scope,
    serverVersion,
    serverProven,
  };
}
