import { loadMessages } from './languages/load.js';
import { installLanguages } from './messages/messages.js';
import { commandsOf } from './shell/commands.js';

installLanguages(loadMessages);

/**
 * Every command by name, in the order of the help page; a two-word name is a command of a group. A module is loaded
 * when its command runs or is described, so that a start loads only one command.
 */
export const commands = commandsOf({
  clusters: () => import('./features/clusters/commands/clusters.js'),
  accounts: async () => ({ command: (await import('./features/clusters/commands/accounts.js')).list }),
  'accounts add': async () => ({
    command: (await import('./features/clusters/commands/fleet-accounts.js')).add,
  }),
  'accounts remove': async () => ({
    command: (await import('./features/clusters/commands/fleet-accounts.js')).remove,
  }),
  get: () => import('./features/fetch/commands/get.js'),
  shell: () => import('./features/sessions/commands/shell.js'),
  run: () => import('./features/sessions/commands/run.js'),
  contexts: () => import('./features/contexts/commands/contexts.js'),
  'contexts rename': async () => ({ command: (await import('./features/tidying/commands.js')).rename }),
  'contexts remove': async () => ({ command: (await import('./features/tidying/commands.js')).remove }),
  'contexts prune': async () => ({ command: (await import('./features/tidying/commands.js')).prune }),
  merge: async () => ({ command: (await import('./features/tidying/commands.js')).merge }),
  use: () => import('./features/contexts/commands/use.js'),
  inspect: () => import('./features/contexts/commands/inspect.js'),
  verify: () => import('./features/contexts/commands/verify.js'),
  renew: () => import('./features/fetch/commands/renew.js'),
  undo: () => import('./features/activity/commands/undo.js'),
  history: () => import('./features/activity/commands/history.js'),
  expiry: () => import('./features/expiry/commands/expiry.js'),
  access: () => import('./features/access/commands/access.js'),
  usage: () => import('./features/usage/commands/usage.js'),
  'access grant': async () => ({ command: (await import('./features/granting/commands.js')).grant }),
  'access request': async () => ({ command: (await import('./features/granting/requesting.js')).request }),
  'access approve': async () => ({ command: (await import('./features/granting/requesting.js')).approve }),
  'access requests': () => import('./features/granting/requests.js'),
  'access unbind': () => import('./features/access/commands/unbind.js'),
  'access withdraw': async () => ({ command: (await import('./features/granting/commands.js')).withdraw }),
  life: async () => ({ command: (await import('./features/granting/commands.js')).life }),
  migrate: () => import('./features/migration/commands/migrate.js'),
  clean: () => import('./features/access/commands/clean.js'),
  removed: () => import('./features/access/commands/removed.js'),
  revoke: () => import('./features/access/commands/revoke.js'),
  san: () => import('./features/access/commands/san.js'),
  ssh: () => import('./features/fetch/commands/ssh.js'),
  leak: () => import('./features/access/commands/leak.js'),
  'rotate plan': () => import('./features/rotation/commands/plan.js'),
  'rotate apply': () => import('./features/rotation/commands/apply.js'),
  'rotate dismiss': async () => ({
    command: (await import('./features/rotation/commands/amend.js')).dismiss,
  }),
  'rotate move': async () => ({ command: (await import('./features/rotation/commands/amend.js')).move }),
  'rotate simulate': () => import('./features/rotation/commands/simulate.js'),
  'function status': () => import('./features/rotation/commands/function-status.js'),
  'function invoke': () => import('./features/rotation/commands/function-invoke.js'),
  'function logs': () => import('./features/rotation/commands/function-logs.js'),
  'function files': () => import('./features/rotation/commands/function-files.js'),
  'cronjob status': () => import('./features/rotation/commands/cronjob-status.js'),
  'cronjob files': () => import('./features/rotation/commands/cronjob-files.js'),
  'inventory sync': () => import('./features/inventory/commands/sync.js'),
  'policy check': () => import('./features/rules/commands/check.js'),
  policy: () => import('./features/rotation/commands/policy.js'),
  serve: () => import('./features/serve/command.js'),
  mcp: () => import('./features/mcp/server.js'),
  doctor: () => import('./features/doctor/command.js'),
  demo: () => import('./features/demo/command.js'),
  'token explain': () => import('./features/tokens/commands/explain.js'),
  'exec-credential': () => import('./features/fetch/commands/exec-credential.js'),
  completion: () => import('./shell/completion.js'),
  complete: () => import('./shell/complete.js'),
  help: () => import('./shell/help.js'),
});
