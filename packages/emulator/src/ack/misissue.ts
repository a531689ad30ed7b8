import type { KubeconfigFlaw, Misissue } from '../faults/faults.js';
import { type ClusterRecord, type Credential, hasApiServer } from '../world/cluster.js';
import { longTermHours } from '../world/grant.js';
import {
  grantOf,
  type KubeconfigParts,
  kubeconfigText,
  longTermCredential,
  makeCredential,
  temporaryCredential,
} from '../world/kubeconfig.js';
import type { World } from '../world/world.js';

interface Issue {
  readonly world: World;
  /** What would be issued without the fault. */
  readonly parts: KubeconfigParts;
  /** Null for a long-term one. */
  readonly minutes: number | null;
}

/** The kubeconfig of a faulty cloud, or of an impostor. */
export async function misissuedText(issue: Issue, misissue: Misissue): Promise<string> {
  const text = kubeconfigText(await misissuedParts(issue, misissue.flaw));
  return editText(text, misissue);
}

const hourMs = 3_600_000;

async function misissuedParts(issue: Issue, flaw: KubeconfigFlaw): Promise<KubeconfigParts> {
  const { world, parts, minutes } = issue;
  const lifeMs = minutes === null ? longTermHours * hourMs : minutes * 60_000;
  const now = world.clock.now().getTime();
  switch (flaw) {
    case 'otherCluster':
      return ofOtherCluster(issue);
    case 'otherIdentity':
      return ofOtherIdentity(issue);
    case 'otherKey': {
      const { privateKey } = await world.keys.take();
      const key = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
      return { ...parts, credential: { ...parts.credential, key } };
    }
    case 'longer':
      return withLife(issue, now, lifeMs * 4);
    case 'shorter':
      return withLife(issue, now, minutes === null ? 8 * hourMs : lifeMs / 4);
    case 'ended':
      return withLife(issue, now - lifeMs - hourMs, lifeMs);
    case 'revoked':
      return withRevoked(issue, now, lifeMs);
    case 'authProvider':
    case 'files':
    case 'http':
    case 'otherServer':
    case 'plugin':
    case 'proxy':
    case 'skipsVerification':
    case 'token':
    case 'twoContexts':
      return parts;
  }
}

async function withLife(
  { world, parts }: Issue,
  issuedMs: number,
  lifeMs: number,
  suffix: string = grantOf(world, parts.cluster, parts.identity.uid).suffix,
): Promise<KubeconfigParts> {
  const named = { uid: parts.identity.uid, suffix };
  const credential = await makeCredential(world, parts.cluster, named, new Date(issuedMs), lifeMs);
  return { ...parts, credential };
}

/** The very certificate that died; for a temporary one, another of its name. */
async function withRevoked(issue: Issue, issuedMs: number, lifeMs: number): Promise<KubeconfigParts> {
  const { world, parts, minutes } = issue;
  const { revoked } = grantOf(world, parts.cluster, parts.identity.uid);
  if (revoked === null) return parts;
  if (minutes === null && revoked.credential !== null) return { ...parts, credential: revoked.credential };
  return withLife(issue, issuedMs, lifeMs, revoked.suffix);
}

async function ofOtherCluster({ world, parts, minutes }: Issue): Promise<KubeconfigParts> {
  const other = world.clusters
    .all()
    .find(
      (each) =>
        each.id !== parts.cluster.id && each.accountId === parts.cluster.accountId && hasApiServer(each),
    );
  if (other === undefined) throw new Error('the fault otherCluster needs another cluster');
  const [endpoint] = await world.apiServers.open(other);
  const { server } = await world.authorities.of(other);
  return {
    cluster: other,
    identity: parts.identity,
    server: endpoint?.url ?? parts.server,
    authority: server.certificate,
    credential: await credentialOf(world, other, parts.identity.uid, minutes),
  };
}

async function ofOtherIdentity({ world, parts, minutes }: Issue): Promise<KubeconfigParts> {
  const { uid, accountId } = parts.identity;
  const other = world.identities
    .all()
    .find((each) => each.uid !== uid && each.accountId === accountId && each.type !== 'RootAccount');
  if (other === undefined) throw new Error('the fault otherIdentity needs another identity');
  return {
    ...parts,
    identity: other,
    credential: await credentialOf(world, parts.cluster, other.uid, minutes),
  };
}

async function credentialOf(
  world: World,
  cluster: ClusterRecord,
  uid: string,
  minutes: number | null,
): Promise<Credential> {
  const grant = grantOf(world, cluster, uid);
  const { credential } =
    minutes === null
      ? await longTermCredential(world, cluster, grant)
      : await temporaryCredential(world, cluster, grant, minutes);
  return credential;
}

const certificateLine = / {4}client-certificate-data: .*\n/;
const keyLine = / {4}client-key-data: .*\n/;

function editText(text: string, misissue: Misissue): string {
  switch (misissue.flaw) {
    case 'otherServer':
      return text.replace(/server: .*/, 'server: https://203.0.113.66:6443');
    case 'http':
      return text.replace('server: https://', 'server: http://');
    case 'plugin':
      return text.replace(certificateLine, `    ${pluginField(misissue)}\n`).replace(keyLine, '');
    case 'authProvider':
      return withUserField(
        text,
        'auth-provider: {name: oidc, config: {idp-issuer-url: "https://203.0.113.66"}}',
      );
    case 'token':
      return withUserField(text, 'token: bearer');
    case 'files':
      return text
        .replace(certificateLine, '    client-certificate: /etc/ssl/certs/ssl-cert-snakeoil.pem\n')
        .replace(keyLine, '    client-key: /etc/ssl/private/ssl-cert-snakeoil.key\n');
    case 'skipsVerification':
      return withClusterField(text, 'insecure-skip-tls-verify: true');
    case 'proxy':
      return withClusterField(text, 'proxy-url: http://203.0.113.66:3128');
    case 'twoContexts':
      return withSecondContext(text);
    case 'ended':
    case 'longer':
    case 'otherCluster':
    case 'otherIdentity':
    case 'otherKey':
    case 'revoked':
    case 'shorter':
      return text;
  }
}

function withUserField(text: string, field: string): string {
  return text.replace(certificateLine, `    ${field}\n$&`);
}

function withClusterField(text: string, field: string): string {
  return text.replace(/ {4}server: /, `    ${field}\n$&`);
}

/** JSON is YAML; a data URL needs no file beside it, and `NODE_OPTIONS` allows no blanks. */
function pluginField({ command = 'ackring', marker = '' }: Misissue): string {
  const script = `import{writeFileSync}from"node:fs";writeFileSync(${JSON.stringify(marker)},"")`;
  const options = `--import=data:text/javascript,${encodeURIComponent(script)}`;
  const plugin = {
    apiVersion: 'client.authentication.k8s.io/v1',
    interactiveMode: 'Never',
    command,
    args: ['exec-credential', '--version'],
    env: marker === '' ? [] : [{ name: 'NODE_OPTIONS', value: options }],
  };
  return `exec: ${JSON.stringify(plugin)}`;
}

function withSecondContext(text: string): string {
  const user = /users:\n((?:.*\n)+)$/.exec(text)?.[1] ?? '';
  return text
    .replace('current-context:', '- context: {cluster: kubernetes, user: second}\n  name: second\n$&')
    .replace(user, `${user}${user.replace(/- name: .*/, '- name: second')}`);
}
