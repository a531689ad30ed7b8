/**
 * What others call what this program does: kubectl, kubectx, the cloud's console and command line, and people. Each
 * leads to a command of the command line; the full screen has its own keys and words for these.
 */
const wordsOfOthers: ReadonlyMap<string, string> = new Map([
  ['ls', 'clusters'],
  ['list', 'clusters'],
  ['find', 'clusters'],
  ['search', 'clusters'],
  ['config', 'contexts'],
  ['current', 'contexts'],
  ['version', '--version'],
  ['ctx', 'use'],
  ['kubectx', 'use'],
  ['switch', 'use'],
  ['select', 'use'],
  ['fetch', 'get'],
  ['download', 'get'],
  ['login', 'get'],
  ['credentials', 'get'],
  ['kubeconfig', 'get'],
  ['export', 'get'],
  ['connect', 'shell'],
  ['import', 'merge'],
  ['whoami', 'doctor'],
  ['diagnose', 'doctor'],
  ['status', 'doctor'],
  ['health', 'doctor'],
  ['prune', 'contexts prune'],
  ['rename', 'contexts rename'],
  ['remove', 'contexts remove'],
  ['delete', 'contexts remove'],
  ['rm', 'contexts remove'],
  ['logout', 'contexts remove'],
  ['namespace', 'use --namespace'],
  ['ns', 'use --namespace'],
  ['kubens', 'use --namespace'],
  ['test', 'verify'],
  ['ping', 'verify'],
  ['check', 'verify'],
  ['refresh', 'renew'],
  ['rotation', 'rotate'],
  ['invalidate', 'revoke'],
  ['kill', 'revoke'],
  ['offboard', 'clean'],
  ['users', 'access'],
  ['permissions', 'access'],
  ['who', 'access'],
  ['audit', 'usage'],
  ['log', 'history'],
  ['revert', 'undo'],
  ['rollback', 'undo'],
  ['restore', 'undo'],
  ['exec', 'run'],
  ['kubectl', 'run'],
  ['describe', 'inspect'],
  ['show', 'inspect'],
  ['info', 'inspect'],
  ['certificate', 'inspect'],
  ['expiring', 'expiry'],
  ['profiles', 'accounts'],
  ['scan', 'leak'],
]);

/** The command that is meant by a word of others; undefined for any other word. */
export function meantByOthers(word: string): string | undefined {
  return wordsOfOthers.get(word);
}

/** The words of others for a command, or for what an option of one does; without it all of them. */
export function wordsForCommand(command?: string): readonly string[] {
  const isMeant = (meant: string): boolean =>
    command === undefined || meant === command || meant.endsWith(` --${command}`);
  return [...wordsOfOthers].flatMap(([word, meant]) => (isMeant(meant) ? [word] : []));
}

/** The words of others for what some group's subcommand of this name does. */
export function wordsForMember(name: string): readonly string[] {
  return [...wordsOfOthers].flatMap(([word, meant]) => (meant.endsWith(` ${name}`) ? [word] : []));
}
