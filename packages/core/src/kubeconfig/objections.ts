import { type ClusterEntry, type Kubeconfig, type UserEntry, wholePath } from './kubeconfig.js';
import type { Found, ResolvedContext } from './resolve.js';
import { proxyObjection, transportObjection } from './transport-objections.js';
import { listOf, mappingOf, textOf, type YamlMapping } from './yaml-value.js';

/**
 * Why kubectl refuses a context before it dials anything, in client-go's own words, in its order; empty if it does
 * not. From `tools/clientcmd` (DirectClientConfig.ConfirmUsable, validation.go) of 0.37, then what
 * `transportObjection` finds. Files that entries point to count as readable if they were read. Without a user kubectl
 * dials as nobody.
 */
export function objectionsTo({ cluster, user }: ResolvedContext): readonly string[] {
  const ofUser = user === null ? [] : userObjections(user);
  if (cluster === null)
    return ofUser.length > 0 ? [...ofUser, 'cluster has no server defined'] : [emptyConfiguration];
  const invalid = [...ofUser, ...clusterObjections(cluster)];
  if (invalid.length > 0) return invalid;
  const objection = transportObjection(cluster, user);
  return objection === null ? [] : [objection];
}

const emptyConfiguration =
  'no configuration has been provided, try setting KUBERNETES_MASTER environment variable';

function userObjections({ entry, kubeconfig }: Found<UserEntry>): string[] {
  const { name, fields } = entry;
  const has = (key: string): boolean => textOf(fields[key]) !== null;
  const objections: string[] = [];
  if (has('client-certificate') || has('client-certificate-data')) {
    if (has('client-certificate') && has('client-certificate-data'))
      objections.push(
        `client-cert-data and client-cert are both specified for ${name}. client-cert-data will override.`,
      );
    if (has('client-key') && has('client-key-data'))
      objections.push(
        `client-key-data and client-key are both specified for ${name}; client-key-data will override`,
      );
    if (!has('client-key') && !has('client-key-data'))
      objections.push(
        `client-key-data or client-key must be specified for ${name} to use the clientCert authentication method.`,
      );
    objections.push(...unread(fields['client-certificate'], 'client-cert', name, kubeconfig));
    objections.push(...unread(fields['client-key'], 'client-key', name, kubeconfig));
  }
  objections.push(...execObjections(fields, name));
  if (has('token') && (has('username') || has('password')))
    objections.push(
      `more than one authentication method found for ${name}; found [token basicAuth], only one is allowed`,
    );
  const groups = listOf(fields['as-groups']).length + Object.keys(mappingOf(fields['as-user-extra'])).length;
  if ((groups > 0 || has('as-uid')) && !has('as'))
    objections.push(`requesting uid, groups or user-extra for ${name} without impersonating a user`);
  return objections;
}

const interactiveModes: ReadonlySet<string> = new Set(['Never', 'IfAvailable', 'Always']);

function execObjections(fields: YamlMapping, name: string): string[] {
  if (!fields['exec']) return [];
  const exec = mappingOf(fields['exec']);
  const [command, version, mode] = ['command', 'apiVersion', 'interactiveMode'].map((key) =>
    textOf(exec[key]),
  );
  const needed = `must be specified for ${name} to use exec authentication plugin`;
  const objections: string[] = [];
  if (fields['auth-provider'])
    objections.push(`authProvider cannot be provided in combination with an exec plugin for ${name}`);
  if (!command) objections.push(`command ${needed}`);
  if (!version) objections.push(`apiVersion ${needed}`);
  for (const variable of listOf(exec['env']))
    if (textOf(mappingOf(variable)['name']) === null) objections.push(`env variable name ${needed}`);
  // Of the versions with a default only v1beta1 is left.
  if (!mode && !/\/v1(?:alpha|beta)1$/.test(version ?? '')) objections.push(`interactiveMode ${needed}`);
  else if (mode && !interactiveModes.has(mode))
    objections.push(`invalid interactiveMode for ${name}: ${quote(mode)}`);
  return objections;
}

function clusterObjections({ entry, kubeconfig }: Found<ClusterEntry>): string[] {
  const { name, fields, server, proxyUrl } = entry;
  const objections: string[] = [];
  if (server === null)
    objections.push(
      name === '' ? 'default cluster has no server defined' : `no server found for cluster ${quote(name)}`,
    );
  const proxy = proxyUrl === null ? null : proxyObjection(proxyUrl);
  if (proxy !== null)
    objections.push(`invalid 'proxy-url' ${quote(proxyUrl ?? '')} for cluster ${quote(name)}: ${proxy}`);
  if (textOf(fields['certificate-authority']) !== null) {
    if (textOf(fields['certificate-authority-data']) !== null)
      objections.push(
        `certificate-authority-data and certificate-authority are both specified for ${name}. certificate-authority-data will override.`,
      );
    objections.push(...unread(fields['certificate-authority'], 'certificate-authority', name, kubeconfig));
  }
  return objections;
}

function unread(
  value: YamlMapping[string] | undefined,
  what: string,
  name: string,
  kubeconfig: Kubeconfig,
): string[] {
  const path = textOf(value);
  if (path === null || kubeconfig.linked.has(path)) return [];
  const whole = wholePath(path, kubeconfig);
  return [`unable to read ${what} ${whole} for ${name} due to open ${whole}: no such file or directory`];
}

/** Go's `%q`, as far as names go. */
function quote(text: string): string {
  return JSON.stringify(text);
}
