/** How the cloud behaves, beyond what its clusters and people are: set by the scenario, at the start, or while it runs. */
export interface Switches {
  /** Operations the vendor has switched off: `gone` answers 404, `served` as they used to, for tools of old. */
  retired: 'gone' | 'served';
}

export const usualSwitches: Readonly<Switches> = { retired: 'served' };
