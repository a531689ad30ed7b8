import { type AckringError, exitCodes, toAckringError } from '@ackring/core/words';
import { say } from '../messages/say.js';
import { declined } from './ask.js';
import type { CommandContext } from './command.js';
import type { Waiting } from './progress.js';

/** A change that is planned, shown, confirmed and made. `Typed` is what confirms it. */
export interface Planned<Plan, Typed, Outcome> {
  readonly planning: Promise<Plan>;
  /** What is waited for meanwhile; the plan by default. */
  readonly waiting?: Waiting;
  /** For people; programs read `json`. */
  show(plan: Plan): void | Promise<void>;
  /** What the plan may lack, and where. */
  unread?(plan: Plan): readonly Unread[];
  /** Where a plan leaves nothing to do, how the command ends; null where it leaves something. */
  idle?(plan: Plan): End | null;
  /** What the options say, or a person who is asked. */
  confirm(plan: Plan): Promise<Typed | typeof declined>;
  /** Throws ConfirmationMissing for anything but what confirms this plan, ReadOnly, Refused. */
  apply(plan: Plan, typed: Typed): Promise<Outcome>;
  /** The plan, and what came of it: null where nothing was done. */
  json(plan: Plan, outcome: Outcome | null): unknown;
  /** Says what was done, and returns the exit code. */
  tell(plan: Plan, outcome: Outcome): number | undefined;
}

interface Unread {
  readonly place: Readonly<Record<string, string>>;
  readonly error: AckringError;
}

/** An exit code; undefined is 0. */
interface End {
  readonly exitCode: number | undefined;
}

/**
 * Shows the plan before anything is asked, and does what was shown. The plan is data: a program reads it from stdout
 * also where the change is refused, and the refusal from stderr.
 */
export async function planned<Plan, Typed, Outcome>(
  { output, progress }: Pick<CommandContext, 'output' | 'progress'>,
  { planning, waiting = (words) => words.plan, ...change }: Planned<Plan, Typed, Outcome>,
): Promise<number | undefined> {
  const plan = await progress.during(waiting, planning);
  const print = (outcome: Outcome | null): void => {
    if (output.json) output.data(change.json(plan, outcome));
  };
  if (!output.json) await change.show(plan);
  for (const { place, error } of change.unread?.(plan) ?? []) output.problem(place, error);
  const idle = change.idle?.(plan) ?? null;
  if (idle !== null) {
    print(null);
    return idle.exitCode;
  }
  const typed = await change.confirm(plan);
  if (typed === declined) {
    output.note(say('nothing was changed'));
    return exitCodes.refused;
  }
  let outcome: Outcome;
  try {
    outcome = await progress.during((words) => words.change, change.apply(plan, typed));
  } catch (thrown) {
    const error = toAckringError(thrown);
    if (error.exitCode === exitCodes.refused) print(null);
    throw error;
  }
  print(outcome);
  return change.tell(plan, outcome);
}
