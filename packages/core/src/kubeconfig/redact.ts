import { AckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import { withoutLogin } from './context-entry.js';
import type { Kubeconfig } from './kubeconfig.js';
import { resolveContexts } from './resolve.js';
import { renderMapping } from './text-edit.js';
import { isMapping, listOf, textOf, type YamlMapping, type YamlValue } from './yaml-value.js';

/**
 * One context with its cluster and user as YAML without secrets, like `kubectl config view --minify`: data omitted;
 * tokens, passwords and plug-in arguments redacted. Throws ContextNotFound.
 */
export function redactedContext(kubeconfigs: readonly Kubeconfig[], contextName: string): string {
  const resolved = resolveContexts(kubeconfigs).contexts.get(contextName);
  if (!resolved) {
    throw new AckringError(
      'ContextNotFound',
      say('there is no context "{context}"', { context: contextName }),
      {
        remedy: say('List them: `ackring contexts`.'),
      },
    );
  }
  const [context, cluster, user] = [resolved.context.entry, resolved.cluster?.entry, resolved.user?.entry];
  const document = {
    apiVersion: 'v1',
    clusters: cluster ? [{ cluster: redactCluster(cluster.fields), name: cluster.name }] : [],
    contexts: [{ context: context.fields, name: context.name }],
    kind: 'Config',
    users: user ? [{ name: user.name, user: redactUser(user.fields) }] : [],
  };
  return `${renderMapping(document, 0).join('\n')}\n`;
}

/** A cluster's fields without secrets. */
function redactCluster(fields: YamlMapping): YamlMapping {
  return mapFields(fields, (key, value) => {
    if (key.endsWith('-data')) return omitted;
    return typeof value === 'string' && urls.has(key) ? withoutLogin(value) : value;
  });
}

const urls: ReadonlySet<string> = new Set(['server', 'proxy-url']);

/** A user's fields without secrets: every field not known to be harmless counts as one. */
function redactUser(fields: YamlMapping): YamlMapping {
  return mapFields(fields, (key, value) => {
    if (key.endsWith('-data')) return omitted;
    if (key === 'exec' && isMapping(value)) return redactExec(value);
    if (key === 'auth-provider' && isMapping(value)) return { name: value['name'] ?? null, config: redacted };
    return plainUserFields.has(key) ? value : redacted;
  });
}

const plainUserFields: ReadonlySet<string> = new Set([
  'client-certificate',
  'client-key',
  'tokenFile',
  'username',
  'as',
  'as-uid',
  'as-groups',
  'extensions',
]);

function redactExec(exec: YamlMapping): YamlMapping {
  const args = listOf(exec['args']).map((arg) => textOf(arg) ?? '');
  return {
    ...exec,
    ...(exec['env'] ? { env: redacted } : {}),
    ...(exec['args'] ? { args: args.map((arg, index) => redactArg(arg, args[index - 1] ?? '')) } : {}),
  };
}

/** Such as `--oidc-client-secret=…`, in one argument or in two. */
function redactArg(arg: string, before: string): string {
  const [, flag] = /^(--?[^=]*(?:secret|token|passw|key|credential)[^=]*=)/i.exec(arg) ?? [];
  if (flag !== undefined) return `${flag}${redacted}`;
  const isValue =
    /^--?[^=]*(?:secret|token|passw|key|credential)[^=]*$/i.test(before) && !arg.startsWith('-');
  return isValue ? redacted : arg;
}

const omitted = 'DATA+OMITTED';

const redacted = 'REDACTED';

function mapFields(fields: YamlMapping, change: (key: string, value: YamlValue) => YamlValue): YamlMapping {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, change(key, value)]));
}
