/** One line of the bench: a figure beside its budget, both as ratios taken in the same run. */
export interface BenchResult {
  readonly name: string;
  /** Null where the figure has nothing to be held against. */
  readonly ratio: number | null;
  /** The most the ratio may be (design budget); null where there is none. */
  readonly budget: number | null;
  /** True for a count that no machine changes: over its budget, the bench fails. */
  readonly isCount?: boolean;
  /** The measured figures themselves, for people. */
  readonly detail: string;
}
