import { loadMessages } from './languages/load.js';
import { installLanguages } from './messages/messages.js';
import { commandsOf } from './shell/commands.js';

installLanguages(loadMessages);

/**
 * Every command by name, under the headings and in the order of the help page, which begins with those of every day; a
 * two-word name is a command of a group. A module is loaded when its command runs or is described, so that a start
 * loads only one command.
 */
export const commands = commandsOf({
  'Every day': {
    clusters: () => import('./features/clusters/commands/clusters.js'),
    get: () => import('./features/fetch/commands/get.js'),
    use: () => import('./features/contexts/commands/use.js'),
    contexts: () => import('./features/contexts/commands/contexts.js'),
    shell: () => import('./features/sessions/commands/shell.js'),
    run: () => import('./features/sessions/commands/run.js'),
    verify: () => import('./features/contexts/commands/verify.js'),
    renew: () => import('./features/fetch/commands/renew.js'),
    access: () => import('./features/access/commands/access.js'),
    undo: () => import('./features/activity/commands/undo.js'),
  },
  'Kubeconfig files': {
    merge: async () => ({ command: (await import('./features/tidying/commands.js')).merge }),
    inspect: () => import('./features/contexts/commands/inspect.js'),
    'contexts rename': async () => ({ command: (await import('./features/tidying/commands.js')).rename }),
    'contexts remove': async () => ({ command: (await import('./features/tidying/commands.js')).remove }),
    'contexts prune': async () => ({ command: (await import('./features/tidying/commands.js')).prune }),
    history: () => import('./features/activity/commands/history.js'),
    ssh: () => import('./features/fetch/commands/ssh.js'),
    san: () => import('./features/access/commands/san.js'),
  },
  'Who has access': {
    usage: () => import('./features/usage/commands/usage.js'),
    leak: () => import('./features/access/commands/leak.js'),
    revoke: () => import('./features/access/commands/revoke.js'),
    clean: () => import('./features/access/commands/clean.js'),
    removed: () => import('./features/access/commands/removed.js'),
    'access grant': async () => ({ command: (await import('./features/granting/commands.js')).grant }),
    'access request': async () => ({ command: (await import('./features/granting/requesting.js')).request }),
    'access approve': async () => ({ command: (await import('./features/granting/requesting.js')).approve }),
    'access requests': () => import('./features/granting/requests.js'),
    'access unbind': () => import('./features/access/commands/unbind.js'),
    'access withdraw': async () => ({ command: (await import('./features/granting/commands.js')).withdraw }),
    life: async () => ({ command: (await import('./features/granting/commands.js')).life }),
    migrate: () => import('./features/migration/commands/migrate.js'),
  },
  'Expiry and rotation': {
    expiry: () => import('./features/expiry/commands/expiry.js'),
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
    'policy check': () => import('./features/rules/commands/check.js'),
    policy: () => import('./features/rotation/commands/policy.js'),
  },
  'The fleet': {
    accounts: async () => ({ command: (await import('./features/clusters/commands/accounts.js')).list }),
    'accounts add': async () => ({
      command: (await import('./features/clusters/commands/fleet-accounts.js')).add,
    }),
    'accounts remove': async () => ({
      command: (await import('./features/clusters/commands/fleet-accounts.js')).remove,
    }),
    'inventory sync': () => import('./features/inventory/commands/sync.js'),
    serve: () => import('./features/serve/command.js'),
    mcp: () => import('./features/mcp/server.js'),
  },
  'The program itself': {
    doctor: () => import('./features/doctor/command.js'),
    demo: () => import('./features/demo/command.js'),
    'token explain': () => import('./features/tokens/commands/explain.js'),
    'exec-credential': () => import('./features/fetch/commands/exec-credential.js'),
    completion: () => import('./shell/completion.js'),
    complete: () => import('./shell/complete.js'),
    help: () => import('./shell/help.js'),
  },
});
