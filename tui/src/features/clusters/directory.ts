import { isDeepStrictEqual } from 'node:util';
import type { DirectoryNow } from '@ackring/core/fleet';
import { memberAccount, visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import { notify, notifyProblem } from '../../screen/notify.js';
import { type Step, step } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';
import { memberProfiles } from '../../world/accounts.js';
import { watch } from './keys.js';

/** The screen begins with the members that the directory had last; those of now take their place. */
export const readDirectory = defineTask({
  name: 'readDirectory',
  arrivals: { told: withMembers },
  run: async ({ world, emit, signal }) => {
    const now = await world.local().directory({ signal });
    if (now !== null) emit.told(now);
  },
  failed: notifyProblem,
});

function withMembers(state: AppState, now: DirectoryNow): Step {
  const { directory, accounts } = state.settings;
  const members = memberProfiles(directory, now);
  const withoutMembers = <Name extends string | null>(names: readonly Name[]): readonly Name[] =>
    names.filter((name) => name === null || memberAccount(name, directory) === null);
  const profileNames = [...withoutMembers(state.profileNames), ...members];
  const told = { ...withChanges(state, now), profileNames };
  // Without profiles of its own the fleet is the members alone.
  const watched = [...(accounts.length === 0 ? [] : withoutMembers(state.watched)), ...members];
  if (members.length === 0 || isDeepStrictEqual(watched, state.watched)) return step(told);
  return watch({ ...told, watched, profile: null, profileProblem: null });
}

function withChanges(state: AppState, { joined, leftSince, error }: DirectoryNow): AppState {
  const texts = [
    ...joined.map(
      ({ accountId, name }) =>
        ({ accounts }: Messages) =>
          accounts.joined(accountId, visible(name)),
    ),
    ...leftSince.map(
      ({ accountId, name }) =>
        ({ accounts }: Messages) =>
          accounts.leftNow(accountId, visible(name)),
    ),
  ];
  const told = texts.reduce((next, text) => notify(next, 'warn', text), state);
  return error === null ? told : notifyProblem(told, error);
}
