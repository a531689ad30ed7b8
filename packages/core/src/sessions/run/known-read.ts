/**
 * Whether a command is known to only read: kubectl, by that name, with a reading verb, and only options that select
 * what is read and how it is shown. Commands that could reach another cluster or identity (`--context`, `--server`,
 * `--as` and the like), open a connection, or are simply unknown, are not.
 */
export function isKnownRead([program, verb = '', ...args]: readonly string[]): boolean {
  if (program !== 'kubectl' || !args.every(isHarmless)) return false;
  const [second = ''] = args;
  switch (verb) {
    case 'get':
    case 'describe':
    case 'events':
    case 'explain':
    case 'wait':
    case 'version':
    case 'api-resources':
    case 'api-versions':
      return true;
    case 'logs':
      return true;
    case 'top':
      return /^(?:no|nodes?|po|pods?)$/.test(second);
    case 'auth':
      return second === 'can-i' || second === 'whoami';
    case 'rollout':
      return second === 'status' || second === 'history';
    case 'cluster-info':
      return !args.includes('dump');
    default:
      return false;
  }
}

/** A name or a value; or a known option. Every word is checked, including option values. */
function isHarmless(word: string): boolean {
  if (!word.startsWith('-') || word === '-') return word !== '-';
  const name = /^(--[a-z][a-z-]*)(?:=|$)/.exec(word)?.[1];
  return name === undefined ? shortOptions.test(word) : longOptions.has(name);
}

/** Booleans alone or combined; those that take a value, attached or following. */
const shortOptions = /^-(?:[Awfpqh]+|[nolLc].*)$/;

const longOptions: ReadonlySet<string> = new Set([
  ...['--namespace', '--all-namespaces', '--selector', '--field-selector', '--ignore-not-found', '--limit'],
  ...['--chunk-size', '--output', '--no-headers', '--show-labels', '--show-kind', '--show-managed-fields'],
  ...['--label-columns', '--sort-by', '--server-print', '--watch', '--watch-only', '--output-watch-events'],
  ...['--subresource', '--container', '--all-containers', '--follow', '--tail', '--since', '--since-time'],
  ...['--previous', '--timestamps', '--prefix', '--max-log-requests', '--ignore-errors', '--limit-bytes'],
  ...['--containers', '--sum', '--show-events', '--types', '--for', '--timeout', '--recursive'],
  ...['--api-version', '--api-group', '--namespaced', '--verbs', '--categories', '--client', '--list'],
  ...['--quiet', '--revision', '--request-timeout', '--help'],
]);
