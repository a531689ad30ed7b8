import { credentialKey } from '../subject/subject.js';
import type { RotationOutcome, RotationReport } from './report.js';

/** How one credential differs between two reports. */
export interface OutcomeChange {
  readonly cluster: { readonly id: string; readonly name: string };
  readonly region: string;
  readonly identity: string;
  readonly kind: 'appeared' | 'vanished' | 'broke' | 'mended' | 'renewed' | 'decidedOtherwise';
  readonly before: RotationOutcome | null;
  readonly after: RotationOutcome | null;
}

/**
 * What changed from one report to a later one, credential by credential; equal ones are left out. A report kept
 * without its uneventful outcomes says less, but never something wrong: what is missing from a truncated one neither
 * appeared nor vanished.
 */
export function compareReports(before: RotationReport, after: RotationReport): readonly OutcomeChange[] {
  const byKey = ({ outcomes }: RotationReport) =>
    new Map(outcomes.map((each) => [credentialKey(each), each]));
  const [left, right] = [byKey(before), byKey(after)];
  const keys = [...new Set([...left.keys(), ...right.keys()])].toSorted();
  return keys.flatMap((key) => {
    const [old = null, now = null] = [left.get(key), right.get(key)];
    const kind = changeOf(old, now, { before, after });
    const known = now ?? old;
    if (kind === null || known === null) return [];
    const { cluster, region, identity } = known;
    return [{ cluster, region, identity, kind, before: old, after: now }];
  });
}

function changeOf(
  old: RotationOutcome | null,
  now: RotationOutcome | null,
  { before, after }: { readonly before: RotationReport; readonly after: RotationReport },
): OutcomeChange['kind'] | null {
  if (now === null) return after.truncated === true ? null : 'vanished';
  if (old === null) return before.truncated === true ? null : 'appeared';
  if (old.error === null && now.error !== null) return 'broke';
  if (old.error !== null && now.error === null) return 'mended';
  if (serialOf(old) !== null && serialOf(now) !== null && serialOf(old) !== serialOf(now)) return 'renewed';
  return old.decision.reason === now.decision.reason ? null : 'decidedOtherwise';
}

/** The certificate that consumers hold after the run. */
function serialOf({ before, after }: RotationOutcome): string | null {
  return (after ?? before)?.serial ?? null;
}
