/** One line of the bench: a figure and its budget, both as ratios from the same run. */
export interface BenchResult {
  readonly name: string;
  /** Null if the figure is not compared with anything. */
  readonly ratio: number | null;
  /** The largest permitted ratio (design budget); null if there is none. */
  readonly budget: number | null;
  /** True for a count that does not depend on the machine: above its budget, the bench fails. */
  readonly isCount?: boolean;
  /** The measured figures themselves, for people. */
  readonly detail: string;
}
