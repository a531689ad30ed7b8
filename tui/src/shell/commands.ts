import { AckringError } from '@ackring/core/words/errors';
import { nearest } from '@ackring/core/words/nearest';
import { shell } from '@ackring/core/words/shell-word';
import type { Command } from './command.js';

/**
 * Every command by name, in the order of the help page; a two-word name is a command of a group. A module
 * is loaded when its command runs or is described, so that a start costs no more than the one command.
 */
export const commandTable = {
  clusters: () => import('../features/clusters/commands/clusters.js'),
  get: () => import('../features/fetch/commands/get.js'),
  contexts: () => import('../features/contexts/commands/contexts.js'),
  inspect: () => import('../features/contexts/commands/inspect.js'),
  verify: () => import('../features/contexts/commands/verify.js'),
  renew: () => import('../features/contexts/commands/renew.js'),
  undo: () => import('../features/activity/commands/undo.js'),
  history: () => import('../features/activity/commands/history.js'),
  expiry: () => import('../features/expiry/commands/expiry.js'),
  access: () => import('../features/access/commands/access.js'),
  clean: () => import('../features/access/commands/clean.js'),
  removed: () => import('../features/access/commands/removed.js'),
  revoke: () => import('../features/access/commands/revoke.js'),
  san: () => import('../features/access/commands/san.js'),
  ssh: () => import('../features/fetch/commands/ssh.js'),
  leak: () => import('../features/access/commands/leak.js'),
  'rotate plan': () => import('../features/rotation/commands/plan.js'),
  'rotate apply': () => import('../features/rotation/commands/apply.js'),
  'rotate simulate': () => import('../features/rotation/commands/simulate.js'),
  'function status': () => import('../features/rotation/commands/function-status.js'),
  'function invoke': () => import('../features/rotation/commands/function-invoke.js'),
  'function logs': () => import('../features/rotation/commands/function-logs.js'),
  'function files': () => import('../features/rotation/commands/function-files.js'),
  policy: () => import('../features/rotation/commands/policy.js'),
  doctor: () => import('../features/doctor/command.js'),
  demo: () => import('../features/demo/command.js'),
  'exec-credential': () => import('../features/fetch/commands/exec-credential.js'),
  completion: () => import('./completion.js'),
  complete: () => import('./complete.js'),
  help: () => import('./help.js'),
} satisfies Record<string, () => Promise<{ command: Command }>>;

export type CommandName = keyof typeof commandTable;

export const commandNames = Object.keys(commandTable) as readonly CommandName[];

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commandTable, name);
}

export async function loadCommand(name: CommandName): Promise<Command> {
  return (await commandTable[name]()).command;
}

/** All of them, for help, completion and the reference. */
export async function loadCommands(): Promise<readonly Command[]> {
  return Promise.all(commandNames.map(loadCommand));
}

/** The commands of a group such as `rotate`, by their whole names. */
export function groupMembers(group: string): readonly CommandName[] {
  return commandNames.filter((name) => name.startsWith(`${group} `));
}

/**
 * The command named by the first words, and how many of them its name takes. Throws UsageInvalid with the
 * nearest name, or with the members of a group of which none was named.
 */
export function findCommandName(words: readonly string[]): { name: CommandName; length: 1 | 2 } {
  const [first = '', second = ''] = words;
  if (isCommandName(first)) return { name: first, length: 1 };
  const both = `${first} ${second}`;
  if (isCommandName(both)) return { name: both, length: 2 };
  const members = groupMembers(first);
  if (members.length > 0) throw memberMissing(first, second, members);
  const suggestion = nearest(first, [...new Set(commandNames.map((name) => name.split(' ')[0] ?? name))]);
  const hint = suggestion === null ? '' : `; did you mean \`${suggestion}\`?`;
  throw new AckringError('UsageInvalid', `there is no command "${first}"${hint}`, {
    remedy: 'Run `ackring help` for all of them.',
  });
}

function memberMissing(group: string, word: string, members: readonly string[]): AckringError {
  const list = members.map((name) => `\`${name}\``).join(', ');
  const what = word === '' ? `\`${group}\` needs one more word` : `there is no \`${group} ${word}\``;
  return new AckringError('UsageInvalid', `${what}: ${list}`, {
    remedy: `Run \`${shell`ackring help ${(members[0] ?? group).split(' ')}`}\`.`,
  });
}
