import * as v from 'valibot';

/** How the cloud behaves, beyond what its clusters and people are: set by the scenario, at the start, or while it runs. */
export interface Switches {
  /** Operations the vendor has switched off: `gone` answers 404, `served` as they used to, for tools of old. */
  retired: 'gone' | 'served';
  /** OSS's first signature: `refused` as new accounts and buckets do, `taken` as old ones still may. */
  ossSignatureV1: 'refused' | 'taken';
  /**
   * Lists, events, permissions and kubeconfig states tell of a change only so many milliseconds later, by this
   * cloud's clock; 0–600,000. The vendor's do 1–10 s later. What details, kubeconfigs and API servers say is never late.
   */
  lagMs: number;
}

/** As the cloud is today, without its delays. */
export const usualSwitches: Readonly<Switches> = { retired: 'gone', ossSignatureV1: 'refused', lagMs: 0 };

/** Some of the switches, as they arrive from outside. */
export const switchesSchema = v.strictObject({
  retired: v.exactOptional(v.picklist(['gone', 'served'])),
  ossSignatureV1: v.exactOptional(v.picklist(['refused', 'taken'])),
  lagMs: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(600_000))),
});
