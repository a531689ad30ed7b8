import { durationMs, isTemporaryLife } from '@ackring/core/words';
import { say } from '../messages/say.js';
import { usageError } from './command.js';

/** Minutes of the presets: 30 m, 1 h, 3 h, 8 h, 1 d, 3 d. */
export const durationPresets: readonly number[] = [30, 60, 180, 480, 1440, 4320];

/** Minutes that the cloud accepts for a temporary kubeconfig, from `90`, `90m`, `8h` or `3d`; null for anything else. */
export function temporaryLife(text: string): number | null {
  const minutes = (durationMs(text, 'm') ?? 0) / 60_000;
  return isTemporaryLife(minutes) ? minutes : null;
}

/** The same. Throws UsageInvalid for anything else. */
export function parseTemporaryDuration(text: string): number {
  const minutes = temporaryLife(text);
  if (minutes !== null) return minutes;
  throw usageError(
    durationMs(text, 'm') === null
      ? say('"{text}" is not a duration', { text })
      : /\d\s*$/.test(text)
        ? say('"{text}" means minutes, and is not between 15 minutes and 3 days', { text })
        : say('"{text}" is not between 15 minutes and 3 days', { text }),
    say('Give a duration such as 30m, 8h or 3d.'),
  );
}

/** `30m`, `8h`, `3d` back from now, as milliseconds. Throws UsageInvalid for anything else, including nothing. */
export function parseSpan(text: string): number {
  const span = durationMs(text) ?? 0;
  if (span > 0) return span;
  throw usageError(
    say('"{text}" is not a duration', { text }),
    say('Give a duration such as 30m, 8h or 3d.'),
  );
}
