import type { Kubeconfig } from './kubeconfig.js';
import type { KubeconfigTree } from './tree.js';

/** A text, and what it was read as. */
interface Reading {
  readonly text: string;
  readonly tree: KubeconfigTree;
}

/** As long as a kubeconfig is in use, so is its reading. */
const readings = new WeakMap<Kubeconfig, Reading>();

/** The latest first. */
const latest: WeakRef<Reading>[] = [];

const mostKnown = 8;

/**
 * Keeps what a kubeconfig was read from for as long as that is in use: a plan's text is nearly always the one that is
 * found again under the lock, and reading it is most of the work of a merge into a large file. Returns the kubeconfig.
 */
export function withReading(kubeconfig: Kubeconfig, reading: Reading): Kubeconfig {
  readings.set(kubeconfig, reading);
  latest.unshift(new WeakRef(reading));
  latest.length = Math.min(latest.length, mostKnown);
  return kubeconfig;
}

/** What the very same text was read as; null if it is not known, or not in use any more. */
export function knownTree(text: string): KubeconfigTree | null {
  return inUse().find((each) => each.text === text)?.tree ?? null;
}

/** The texts that are known. */
export function knownTexts(): readonly string[] {
  return inUse().map(({ text }) => text);
}

function inUse(): readonly Reading[] {
  return latest.flatMap((each) => each.deref() ?? []);
}
