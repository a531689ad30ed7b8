import { isTemporaryLife } from '@ackring/core/words';

/** Minutes of the presets: 30 m, 1 h, 3 h, 8 h, 1 d, 3 d. */
export const durationPresets: readonly number[] = [30, 60, 180, 480, 1440, 4320];

/** Minutes that the API accepts, from `90`, `90m`, `8h` or `3d`; null for anything else. */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,4})\s*([mhd]?)$/i.exec(text.trim());
  if (match === null) return null;
  const unit = { m: 1, h: 60, d: 1440 }[(match[2] || 'm').toLowerCase()] ?? 1;
  const minutes = Number(match[1]) * unit;
  return isTemporaryLife(minutes) ? minutes : null;
}
