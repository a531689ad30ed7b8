import type { VerdictCause } from '@ackring/core/verification';
import type { ErrorCode, Translations } from '@ackring/core/words';

/**
 * Core's errors in the reader's language: its sentences, and for what was kept as English text, such as a report, the
 * meaning of its code before the original.
 */
export interface ProblemWords {
  readonly translations: Translations;
  message(code: ErrorCode, text: string): string;
  remedy(code: ErrorCode, text: string): string;
  /** For a verdict. */
  detail(cause: VerdictCause | null, text: string): string;
  advice(cause: VerdictCause | null, text: string): string;
}

/** What happened and what to do about it. */
export type Pair = readonly [what: string, todo: string];

export interface ProblemTables {
  readonly translations: Translations;
  readonly errors: Readonly<Record<ErrorCode, Pair>>;
  readonly causes: Readonly<Record<VerdictCause, Pair>>;
  /** Puts the English original after the words of the table. */
  readonly join: (own: string, original: string) => string;
}

export function problemWords({ translations, errors, causes, join }: ProblemTables): ProblemWords {
  return {
    translations,
    message: (code, text) => join(errors[code][0], text),
    remedy: (code, text) => join(errors[code][1], text),
    detail: (cause, text) => (cause === null ? text : join(causes[cause][0], text)),
    advice: (cause, text) => (cause === null ? text : join(causes[cause][1], text)),
  };
}
