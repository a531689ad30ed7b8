import { AckringError } from '../errors.js';
import { shell } from '../shell-word.js';

export interface Confirmation {
  /** What must be typed, any one of these, exactly. */
  readonly expected: readonly string[];
  readonly given: string | null;
  /** What is about to happen: "revoke your kubeconfig of prod". */
  readonly what: string;
  /** What carries it on the command line. */
  readonly flag: '--confirm' | '--force --confirm-force';
}

/** Throws ConfirmationMissing unless the very name was typed. Case and spaces count: that is its point. */
export function requireConfirmation({ expected, given, what, flag }: Confirmation): void {
  if (given !== null && given !== '' && expected.includes(given)) return;
  const [name = ''] = expected;
  const why = given === null ? 'needs a typed confirmation' : 'was not confirmed: another name was typed';
  const typed = flag === '--confirm' ? shell`--confirm ${name}` : shell`--force --confirm-force ${name}`;
  throw new AckringError('ConfirmationMissing', `to ${what} ${why}`, {
    remedy: `Read the plan, then type the name in full: \`${typed}\`. \`--yes\` does not stand for it.`,
  });
}
