import { type AckringError, toAckringError } from '../words/errors.js';
import { type Sentence, say, sentenceOf, toText } from '../words/say.js';

/** The result of one check. `remedy` is set if something should be done. */
export interface Finding {
  readonly check: string;
  readonly level: 'ok' | 'warning' | 'failed';
  readonly detail: Sentence;
  /** A command alone is quoted as it is. */
  readonly remedy: Sentence | null;
  /** The profile of the account that it is about, where several were asked. */
  readonly profile?: string;
}

/** The finding under the `--json` contract, in English. */
export function findingToJson({ check, level, detail, remedy, profile }: Finding) {
  const whose = profile === undefined ? {} : { profile };
  return { check, level, detail: toText(detail), remedy: remedy === null ? null : toText(remedy), ...whose };
}

export function fine(check: string, detail: Sentence): Finding {
  return { check, level: 'ok', detail, remedy: null };
}

export function warning(check: string, detail: Sentence, remedy: Sentence | string): Finding {
  return { check, level: 'warning', detail, remedy: sentenceOf(remedy) };
}

export function failed(check: string, detail: Sentence, remedy: Sentence | string): Finding {
  return { check, level: 'failed', detail, remedy: sentenceOf(remedy) };
}

export function failedWith(check: string, error: AckringError): Finding {
  return failed(check, error.sentence, remedyHere(error));
}

/** An error's remedy, for somebody who runs doctor already. */
export function remedyHere({ code, said }: AckringError): Sentence {
  if (!toText(said.remedy).includes('`ackring doctor`')) return said.remedy;
  return code === 'CredentialsInvalid'
    ? say('Look the access key up in the RAM console: it may be deleted, disabled, expired or mistyped.')
    : say(
        'Try again in a minute; if it persists, check the network and HTTPS_PROXY, or ask the cloud’s support.',
      );
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
    return [failedWith(check, error)];
  }
}
