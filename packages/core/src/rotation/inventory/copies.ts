import { cancelled } from '../../machine/retry.js';
import { toAckringError } from '../../words/errors.js';
import { readCredential } from '../credential/credential.js';
import type { CredentialKey, Sink } from '../sinks/sink.js';
import type { SinkCopy } from '../subject/subject.js';

/** What one sink holds, with the text that may be tried. */
export interface ReadCopy {
  readonly copy: SinkCopy;
  /** Holds a private key; null if there is none. */
  readonly text: string | null;
}

/** Reads one place; what refuses is said in the copy. */
export async function readCopy(
  sink: Sink,
  key: CredentialKey,
  { hasTime, signal }: { readonly hasTime: () => boolean; readonly signal?: AbortSignal | undefined },
): Promise<ReadCopy> {
  const at = { sink: sink.name, ...(key.place === undefined ? {} : { place: key.place }) };
  try {
    if (!hasTime()) throw cancelled('no time');
    const text = await sink.read(key, signal);
    const stored = text === null ? ({ kind: 'missing' } as const) : readCredential(text).stored;
    return { copy: { ...at, stored, error: null }, text };
  } catch (thrown) {
    const error = signal?.aborted ? cancelled(signal.reason) : toAckringError(thrown);
    return { copy: { ...at, stored: null, error }, text: null };
  }
}
