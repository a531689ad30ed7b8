import { AckringError } from '../errors.js';

export interface Confirmation {
  /** What must be typed, any one of these, exactly. */
  readonly expected: readonly string[];
  readonly given: string | null;
  /** What is about to happen: "revoke your kubeconfig of prod". */
  readonly what: string;
  /** The flag that carries it on the command line, such as `--confirm`. */
  readonly flag: string;
}

/** Throws ConfirmationMissing unless the very name was typed. Case and spaces count: that is its point. */
export function requireConfirmation({ expected, given, what, flag }: Confirmation): void {
  if (given !== null && given !== '' && expected.includes(given)) return;
  const [name = ''] = expected;
  const why = given === null ? 'needs a typed confirmation' : 'was not confirmed: another name was typed';
  throw new AckringError('ConfirmationMissing', `to ${what} ${why}`, {
    remedy: `Read the plan, then type the name in full: \`${flag} ${name}\`. \`--yes\` does not stand for it.`,
  });
}
