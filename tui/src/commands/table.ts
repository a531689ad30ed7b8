import type { Command } from './command.js';

/**
 * Every command by name, in the order of the help page; a two-word name is a command of a group. A module
 * is loaded when its command runs or is described, so that a start costs no more than the one command.
 */
export const commandTable = {
  clusters: () => import('./clusters.js'),
  get: () => import('./get.js'),
  contexts: () => import('./contexts.js'),
  inspect: () => import('./inspect.js'),
  verify: () => import('./verify.js'),
  renew: () => import('./renew.js'),
  undo: () => import('./undo.js'),
  history: () => import('./history.js'),
  expiry: () => import('./expiry.js'),
  access: () => import('./access.js'),
  clean: () => import('./clean.js'),
  removed: () => import('./removed.js'),
  revoke: () => import('./revoke.js'),
  san: () => import('./san.js'),
  ssh: () => import('./ssh.js'),
  leak: () => import('./leak.js'),
  'rotate plan': () => import('./rotate-plan.js'),
  'rotate apply': () => import('./rotate-apply.js'),
  'rotate simulate': () => import('./rotate-simulate.js'),
  'function status': () => import('./function-status.js'),
  'function invoke': () => import('./function-invoke.js'),
  'function logs': () => import('./function-logs.js'),
  'function files': () => import('./function-files.js'),
  policy: () => import('./policy.js'),
  doctor: () => import('./doctor.js'),
  demo: () => import('./demo.js'),
  'exec-credential': () => import('./exec-credential.js'),
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
