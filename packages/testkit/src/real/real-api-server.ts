import type { KeyObject } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Authority, createAuthority, type Name } from '@ackring/emulator/pki/certificate';
import { issueServerCertificate } from '@ackring/emulator/pki/issue';
import { createKeyPool, type KeyPair, type KeyPool } from '@ackring/emulator/pki/key-pool';
import type { ClientIdentity } from '../client-identity.js';
import { type IdentityRequest, issueIdentity } from '../identities.js';
import { askKubernetes, type KubernetesAnswer } from '../kubernetes.js';
import { ownPort } from '../run/own-ports.js';
import { aggregateDefaultRoles } from './aggregated-roles.js';
import type { InstalledApiServer } from './installed-api-servers.js';
import { type OwnedProcess, startOwnedProcess } from './owned-process.js';

/** A real kube-apiserver with its own etcd, both on 127.0.0.1 and gone once disposed of. */
export interface RealApiServer extends AsyncDisposable {
  /** Such as `1.37.2`. */
  readonly version: string;
  readonly url: string;
  /** Signed the server's certificate and signs every identity's; PEM. */
  readonly authority: string;
  /** The authority's name. */
  readonly subject: Name;
  /** Verifies the tokens of its service accounts. */
  readonly tokenKey: KeyObject;
  /** In `system:masters`: may do everything. */
  readonly admin: ClientIdentity;
  /** A certificate for any identity, valid at this server unless the request says otherwise. */
  issue(request: IdentityRequest): Promise<ClientIdentity>;
  /** Sends a request as an identity; throws only connection errors. */
  ask(as: ClientIdentity, method: string, path: string, body?: unknown): Promise<KubernetesAnswer>;
  /** Creates an object given as in a manifest, as the administrator; throws if refused. */
  create(path: string, object: object): Promise<KubernetesAnswer>;
}

/**
 * Starts a kube-apiserver with ACK's flags where it matters (Node and RBAC, client certificates, anonymous access).
 * No controller manager runs: namespaces stay Terminating, no ServiceAccount is created automatically; `view`, `edit`
 * and `admin` have the rules that it would have aggregated. Takes 10 to 30 seconds.
 */
export async function startRealApiServer(
  installed: InstalledApiServer,
  flags: readonly string[] = [],
): Promise<RealApiServer> {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-kube-apiserver-'));
  await using undo = new AsyncDisposableStack();
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  const keys = createKeyPool();
  const name = { organization: 'hangzhou', organizationalUnit: 'alibaba cloud', commonName: 'kubernetes' };
  const authority = createAuthority(name, await keys.take(), yesterday());
  const serverKeys = await keys.take();
  await writeCredentials(folder, authority, serverKeys);
  const etcd = undo.use(await startEtcd(installed, folder));
  const started = undo.use(await startServer(installed, folder, etcd.url, flags));
  const server = {
    ...(await describe(installed.version, started, authority, keys)),
    tokenKey: serverKeys.publicKey,
  };
  await server.untilReady();
  await aggregateDefaultRoles(server);
  const all = undo.move();
  return { ...server, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** Flags that a test may give itself. */
const defaults = [
  '--authorization-mode=Node,RBAC',
  '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
];

function nameOf(flag: string): string {
  return flag.slice(0, flag.indexOf('=') + 1);
}

/**
 * Otherwise a server that trusts nobody, because of a different clock, would be waited for until the end of the run.
 */
const startUpMs = 240_000;

interface Listening extends OwnedProcess {
  readonly url: string;
}

function yesterday(): Date {
  return new Date(Date.now() - 86_400_000);
}

async function writeCredentials(folder: string, authority: Authority, keys: KeyPair): Promise<void> {
  const certificate = issueServerCertificate({
    authority,
    keys,
    names: ['kubernetes', 'kubernetes.default.svc', '127.0.0.1'],
    from: yesterday(),
  });
  await mkdir(join(folder, 'etcd'));
  const write = (name: string, text: string) => writeFile(join(folder, name), text, { mode: 0o600 });
  await write('ca.crt', authority.certificate);
  await write('server.crt', certificate + authority.certificate);
  // The same key signs ServiceAccounts' tokens: nothing outside this folder ever trusts it.
  await write('server.key', keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
}

async function startEtcd({ etcd }: InstalledApiServer, folder: string): Promise<Listening> {
  const url = `http://127.0.0.1:${await ownPort()}`;
  const owned = startOwnedProcess(
    etcd,
    [
      `--data-dir=${join(folder, 'etcd')}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      // There are no other members; port 0 is any free one.
      '--listen-peer-urls=http://127.0.0.1:0',
    ],
    folder,
  );
  const started = { ...owned, url };
  await answering(started, 'etcd', async () => (await fetch(`${url}/health`)).ok);
  return started;
}

async function startServer(
  installed: InstalledApiServer,
  folder: string,
  etcdUrl: string,
  flags: readonly string[],
): Promise<Listening> {
  const file = (name: string) => join(folder, name);
  const port = await ownPort();
  const owned = startOwnedProcess(
    installed.program,
    [
      `--etcd-servers=${etcdUrl}`,
      `--secure-port=${port}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      '--endpoint-reconciler-type=none',
      `--cert-dir=${folder}`,
      `--client-ca-file=${file('ca.crt')}`,
      `--tls-cert-file=${file('server.crt')}`,
      `--tls-private-key-file=${file('server.key')}`,
      `--service-account-key-file=${file('server.key')}`,
      `--service-account-signing-key-file=${file('server.key')}`,
      '--service-cluster-ip-range=10.0.0.0/24',
      // Given twice, the first issuer issues, and a list is joined, and refused for duplicates in it.
      ...defaults.filter((each) => !flags.some((flag) => flag.startsWith(nameOf(each)))),
      ...flags,
    ],
    folder,
  );
  return { ...owned, url: `https://127.0.0.1:${port}` };
}

/** Waits until a server answers; throws with its output if it ended, or does not in time. */
async function answering(started: Listening, what: string, answers: () => Promise<boolean>): Promise<void> {
  for (const until = performance.now() + startUpMs; !(await answers().catch(() => false)); await sleep(50)) {
    if (started.isRunning() && performance.now() < until) continue;
    await started[Symbol.asyncDispose]();
    throw new Error(`${what} does not answer:\n${started.said().slice(-4000)}`);
  }
}

async function describe(version: string, started: Listening, authority: Authority, keys: KeyPool) {
  const { url } = started;
  const issue = async (request: IdentityRequest): Promise<ClientIdentity> => ({
    commonName: request.commonName ?? '',
    server: url,
    authority: authority.certificate,
    ...(await issueIdentity(authority, keys, request)),
  });
  const admin = await issue({ commonName: 'admin', organization: 'system:masters' });
  const ask: RealApiServer['ask'] = askKubernetes;
  return {
    version,
    url,
    authority: authority.certificate,
    subject: authority.name,
    admin,
    issue,
    ask,
    async create(path: string, object: object) {
      const answer = await ask(admin, 'POST', path, object);
      if (answer.status !== 201) throw new Error(`POST ${path}: ${JSON.stringify(answer)}`);
      return answer;
    },
    /** Ready, and with the namespaces of every cluster: they appear a moment later. */
    async untilReady() {
      for (const path of ['/readyz', '/api/v1/namespaces/kube-system', '/api/v1/namespaces/default']) {
        const answers = async () => (await ask(admin, 'GET', path)).status === 200;
        await answering(started, `kube-apiserver for ${path}`, answers);
      }
    },
  };
}
