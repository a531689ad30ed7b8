import { startCloud } from '@ackring/testkit/cloud';
import { issueIdentity } from '@ackring/testkit/identities';
import { askKubernetes } from '@ackring/testkit/kubernetes';
import { installedApiServers } from '@ackring/testkit/real/installed-api-servers';
import { startRealApiServer } from '@ackring/testkit/real/real-api-server';
import { type Answer, askWire, type Credentials } from '@ackring/testkit/recorded/ask';
import { valueDifferences } from '@ackring/testkit/recorded/compare';
import test from 'ava';
import { sharedDifference } from './otherwise-here.js';
import { sharedRequests } from './requests.js';
import type { SharedRequest } from './shared-request.js';

interface Server extends AsyncDisposable {
  ask(request: SharedRequest): Promise<Answer>;
}

type Issue = (request: { commonName: string; organization?: string }) => Promise<Credentials>;

async function serverOf(
  place: { readonly url: string; readonly authority: string },
  issue: Issue,
  dispose: () => Promise<void>,
): Promise<Server> {
  const credentials = {
    admin: await issue({ commonName: 'admin', organization: 'system:masters' }),
    holder: await issue({ commonName: 'holder' }),
    nobody: await issue({ commonName: 'nobody' }),
  };
  const ask = ({ as, method, path, headers = {}, body }: SharedRequest) => {
    const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const typed = sent === undefined ? {} : { 'content-type': 'application/json' };
    return askWire(
      { ...place, method, path, headers: { ...typed, ...headers }, body: sent },
      credentials[as],
    );
  };
  return { ask, [Symbol.asyncDispose]: dispose };
}

/** A cluster without ACK's additions, and without nodes. */
async function embedded(version: string): Promise<Server> {
  const cloud = await startCloud({ clusters: [{ name: 'a', version, apiServer: { controllers: false } }] });
  const { world } = cloud.emulator;
  const cluster = cloud.cluster('a');
  const authorities = await world.authorities.of(cluster);
  const [endpoint] = await world.apiServers.open(cluster);
  const place = { url: endpoint?.url ?? '', authority: authorities.server.certificate };
  const issue: Issue = (request) => issueIdentity(authorities.client, world.keys, request);
  const admin = await issue({ commonName: 'admin', organization: 'system:masters' });
  const as = { server: place.url, authority: place.authority, pem: admin.pem ?? '', key: admin.key ?? '' };
  const roles = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
  for (const name of ['cs:admin', 'cs:admin-view', 'cs:ops', 'cs:ns:dev', 'cs:ns:restricted']) {
    await askKubernetes(as, 'DELETE', `${roles}/${name}`);
  }
  return serverOf(place, issue, () => cloud.emulator.stop());
}

/** Values that vary from server to server and over time are replaced by what they are. */
function plain({ status, headers, text }: Answer) {
  const clean = (value: unknown, name = ''): unknown => {
    if (['uid', 'resourceVersion', 'continue', 'description', 'cells', 'time'].includes(name))
      return `~${name}`;
    if (Array.isArray(value)) {
      const each = value.map((item) => clean(item));
      // Managers that wrote within one second come by name, else by time.
      const isByChance = name.endsWith('Rules') || name === 'managedFields';
      return isByChance ? each.map((item) => JSON.stringify(sortedKeys(item))).sort() : each;
    }
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, clean(member, key)]));
    if (/time(stamp)?$/i.test(name)) return `~${name}`;
    if (name === 'manager') return String(value).replace(/^kube-apiserver-.*/, 'kube-apiserver');
    return typeof value === 'string' ? withoutChance(value.replace(/^(second-)\w{5}$/, '$1~')) : value;
  };
  const told = { status, type: headers['content-type'], warning: headers.warning };
  return { ...told, body: text.startsWith('{') ? clean(parsed(text)) : withoutChance(text) };
}

/** The same in one order, so that text can be compared. */
function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => [key, sortedKeys(member)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A watch's events are one object per line. */
function parsed(text: string): unknown {
  const lines = text.trim().split('\n');
  return lines.length > 1 && lines.every((line) => line.startsWith('{"type"'))
    ? lines.map((line) => JSON.parse(line))
    : JSON.parse(text);
}

function withoutChance(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '~uid')
    .replaceAll(/(in record )\(\d+\)/g, '$1(~)')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, '~time')
    .replaceAll(/(resourceVersion: )"\d+"/g, '$1~');
}

for (const installed of installedApiServers()) {
  test.serial(`the embedded API server answers like kube-apiserver ${installed.version}`, async (t) => {
    const real = await startRealApiServer(installed);
    await using other = await serverOf(
      { url: real.url, authority: real.authority },
      (request) => real.issue(request),
      async () => real[Symbol.asyncDispose](),
    );
    await using own = await embedded(installed.version);
    const found: string[] = [];
    for (const request of sharedRequests) {
      const told = `${request.method} ${request.path} as ${request.as} ${JSON.stringify(request.body ?? '').slice(0, 80)}`;
      const given = plain(await own.ask(request));
      let wanted = plain(await other.ask(request));
      let differences = valueDifferences(wanted, given, '');
      // Roles and definitions take time to be visible on a real server; requests that change nothing can be repeated.
      for (let tries = 0; tries < 30 && differences.length > 0 && isAskedAgain(request, wanted); tries += 1) {
        // biome-ignore lint/style/noRestrictedGlobals: between two questions.
        await new Promise((resolve) => setTimeout(resolve, 100));
        wanted = plain(await other.ask(request));
        differences = valueDifferences(wanted, given, '');
      }
      if (sharedDifference(request, installed.version) === null)
        found.push(...differences.map((each) => `${told}: ${each}`));
    }
    t.deepEqual(found, []);
  });
}

function isAskedAgain({ method, path }: SharedRequest, wanted: { readonly status: number }): boolean {
  const isReview = path.includes('/authorization.k8s.io/');
  return method === 'GET' || isReview || (method !== 'DELETE' && [403, 404].includes(wanted.status));
}
