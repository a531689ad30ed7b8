import { toAckringError } from '../words/errors.js';

/** The result of one check. `remedy` is set if something should be done. */
export interface Finding {
  readonly check: string;
  readonly level: 'ok' | 'warning' | 'failed';
  readonly detail: string;
  readonly remedy: string | null;
}

export function fine(check: string, detail: string): Finding {
  return { check, level: 'ok', detail, remedy: null };
}

export function warning(check: string, detail: string, remedy: string): Finding {
  return { check, level: 'warning', detail, remedy };
}

export function failed(check: string, detail: string, remedy: string): Finding {
  return { check, level: 'failed', detail, remedy };
}

/** Runs a check; an error becomes its finding, so that one never hides the others. */
export async function examine(
  check: string,
  look: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (thrown) {
    const error = toAckringError(thrown);
    if (error.code === 'Cancelled') throw error;
    return [failed(check, error.message, error.remedy)];
  }
}
