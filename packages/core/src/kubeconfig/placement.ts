import { splitCertificates } from '../certificate/certificate.js';
import { type DescribedCluster, wordFor } from '../words/cluster.js';
import { type Endpoints, isEndpointOf } from '../words/endpoints.js';
import { AckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import { shell } from '../words/shell-word.js';
import { type ClusterEntry, type Kubeconfig, materialText, type UserEntry } from './kubeconfig.js';
import { objectionsTo } from './objections.js';
import { contextsOf, type Found, type ResolvedContext, resolveContexts } from './resolve.js';
import { isSameValue, type YamlMapping } from './yaml-value.js';

/** The cluster that a credential is for, by the cloud's word: never by a file's. */
export interface Placement {
  readonly cluster: Pick<DescribedCluster, 'id' | 'name' | 'called' | 'endpoints'>;
  /** PEM, as the cloud issues it; null before anything was issued. */
  readonly authority: string | null;
}

/** The user entry that kubectl uses for a context, and the file it is in. */
export type PlacedUser = Found<UserEntry>;

/**
 * The one gate for writing a credential into an entry that is there: the user entry that kubectl uses for the context,
 * with all files in their order. Refused unless the context dials an endpoint of the cluster over checked TLS under an
 * authority of the cluster's, and every context that is led to that user entry, by all files or by its own file alone,
 * does the same: else a certificate would stand beside another cluster's server, or a token be sent to whoever
 * wrote the file. Throws Refused, and ContextNotFound.
 */
export function requirePlace(
  kubeconfigs: readonly Kubeconfig[],
  contextName: string,
  placement: Placement,
): PlacedUser {
  const resolution = resolveContexts(kubeconfigs);
  const resolved = resolution.contexts.get(contextName);
  if (resolved === undefined)
    throw new AckringError(
      'ContextNotFound',
      say('there is no context "{context}"', { context: contextName }),
      {
        remedy: say('List them: `ackring contexts`.'),
      },
    );
  const { user } = resolved;
  if (user === null) throw refused(contextName, say('its user is in no file'), placement);
  const objection = objectionTo(resolved, placement);
  if (objection !== null) throw refused(contextName, objection, placement);
  const alone = contextsOf(resolveContexts([user.kubeconfig]), 'user', user.entry);
  for (const other of [...contextsOf(resolution, 'user', user.entry), ...alone]) {
    if (objectionTo(other, placement) === null) continue;
    const why = say('{context} uses the same user entry, and leads elsewhere', { context: other.name });
    throw refused(contextName, why, placement);
  }
  return user;
}

/** The same as a value, for plans. */
export function placeRefusal(
  kubeconfigs: readonly Kubeconfig[],
  contextName: string,
  placement: Placement,
): AckringError | null {
  try {
    requirePlace(kubeconfigs, contextName, placement);
    return null;
  } catch (thrown) {
    if (thrown instanceof AckringError) return thrown;
    throw thrown;
  }
}

/**
 * A context besides the fetched one, and not marked as of its cluster, that a change of the files leads to another
 * server, or has checked otherwise; null for none.
 */
export function movedContext(
  files: Readonly<Record<'before' | 'after', readonly Kubeconfig[]>>,
  fetched: { readonly context: string; readonly clusterId: string },
): string | null {
  const before = resolveContexts(files.before).contexts;
  for (const { name, context, cluster } of resolveContexts(files.after).contexts.values()) {
    const was = before.get(name)?.cluster?.entry.fields;
    const isOwn = name === fetched.context || context.entry.owner?.clusterId === fetched.clusterId;
    const isMoved = was !== undefined && !isSameDoor(was, cluster?.entry.fields ?? {});
    if (isMoved && !isOwn) return name;
  }
  return null;
}

function isSameDoor(
  { extensions: _, ...one }: YamlMapping,
  { extensions: __, ...other }: YamlMapping,
): boolean {
  return isSameValue(one, other);
}

/** Why a context is not led to the cluster; null if it is. */
function objectionTo(
  { name, context, cluster }: ResolvedContext,
  { cluster: { endpoints }, authority }: Placement,
): Sentence | null {
  if (cluster === null) return say('its cluster is in no file');
  const { server, insecureSkipTlsVerify } = cluster.entry;
  if (server === null) return say('cluster "{name}" has no server', { name: cluster.entry.name });
  if (!isEndpoint(endpoints, server)) {
    const file = cluster.kubeconfig.file;
    return file === context.kubeconfig.file
      ? say('it dials {server}, which is none of the cluster’s endpoints', { server })
      : say(
          'kubectl dials {server} for it, by the entry in {file}, which is none of the cluster’s endpoints',
          {
            server,
            file,
          },
        );
  }
  if (insecureSkipTlsVerify) return say('the server’s certificate is not checked');
  if (authority !== null && !isUnder(cluster, authority))
    return say('its server is checked against another authority than the cluster’s');
  // What else kubectl says of the door, such as of its proxy: no credential makes such a context work.
  const [why] = objectionsTo({ name, context, cluster, user: null });
  return why === undefined ? null : say('kubectl refuses {context}: {why}', { context: name, why });
}

/** Host and port are an endpoint's, over TLS, and nothing is in the path. */
function isEndpoint(endpoints: Endpoints, server: string): boolean {
  // `URL` passes over blanks and control characters, which kubectl refuses.
  if (!URL.canParse(server) || /[\s\p{C}\\]/u.test(server)) return false;
  const { protocol, pathname, username, password } = new URL(server);
  if (protocol !== 'https:' || pathname !== '/' || username !== '' || password !== '') return false;
  return isEndpointOf(endpoints, 'public', server) || isEndpointOf(endpoints, 'private', server);
}

/** Every authority that the entry trusts is one that the cloud names: one more would let its owner in between. */
function isUnder({ entry, kubeconfig }: Found<ClusterEntry>, authority: string): boolean {
  const known = new Set(bodies(authority));
  const trusted = bodies(materialText(kubeconfig, entry.certificateAuthority) ?? '');
  return trusted.length > 0 && trusted.every((each) => known.has(each));
}

function bodies(pem: string): readonly string[] {
  return splitCertificates(pem).map((each) => each.replaceAll(/\s/g, ''));
}

function refused(context: string, why: Sentence, { cluster }: Placement): AckringError {
  return new AckringError(
    'Refused',
    say('no credential of {cluster} is put into {context}: {why}', { cluster: cluster.name, context, why }),
    {
      remedy: say('Give it an entry of its own: `{command}`.', {
        command: shell`ackring get ${wordFor(cluster)} --long-term`,
      }),
    },
  );
}
