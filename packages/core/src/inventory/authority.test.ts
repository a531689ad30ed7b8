import { specimenCluster } from '@ackring/testkit/cluster';
import { makeSpecimen, specimenClusterId } from '@ackring/testkit/specimen';
import test from 'ava';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.js';
import { readKubeconfig } from '../kubeconfig/read.js';
import { provenAuthorities } from './authority.js';

const accountId = '1234567890123456';
const server = 'https://203.0.113.1:6443';
const cluster = specimenCluster({
  id: specimenClusterId(1),
  endpoints: { public: [server], private: [] as string[] },
});

const owner = (id: string, account: string | null) =>
  `    extensions: [{name: ackring.dev/v1, extension: {clusterId: ${id}, region: ap-northeast-1, access: public, kind: long-term${account === null ? '' : `, account: "${account}"`}}}]`;

const issued = makeSpecimen({ clusterId: cluster.id });

/** A file as ACK gives it, its cluster marked as fetched from a cluster of an account. */
async function fileOf(change: Change = {}, file = '/home/me/.kube/config'): Promise<Kubeconfig> {
  const { mark = owner(cluster.id, accountId), edit = (text: string) => text } = change;
  const { yaml } = await issued;
  const text = yaml.replace(/server: .*/, `server: ${server}\n${mark}`);
  return readKubeconfig(edit(text), { file });
}

interface Change {
  readonly mark?: string;
  readonly edit?: (text: string) => string;
}

const cases: readonly (readonly [what: string, change: Change, isProven: boolean])[] = [
  ['fetched from this cluster of this account', {}, true],
  ['that says nothing of where it is from', { mark: '' }, false],
  ['of another cluster', { mark: owner(specimenClusterId(2), accountId) }, false],
  ['of another account', { mark: owner(cluster.id, '1999999999999999') }, false],
  ['of a version that did not keep the account', { mark: owner(cluster.id, null) }, false],
  ['that dials another server', { edit: (text) => text.replace('113.1:', '113.9:') }, false],
  ['through a proxy', { edit: set('proxy-url: http://127.0.0.1:3128') }, false],
  ['that checks another name', { edit: set('tls-server-name: other') }, false],
  ['that checks nothing', { edit: set('insecure-skip-tls-verify: true') }, false],
  ['without an authority', { edit: (text) => text.replace(/ *certificate-authority-data: .*\n/, '') }, false],
];

function set(line: string): (text: string) => string {
  return (text) => text.replace(/^( *)server: .*$/m, (found, indent: string) => `${found}\n${indent}${line}`);
}

for (const [what, change, isProven] of cases)
  test(`an entry ${what} proves ${isProven ? 'the authority' : 'none'}`, async (t) => {
    const proven = provenAuthorities([await fileOf(change)])({ accountId, cluster });
    t.is(proven !== null, isProven);
    if (isProven) t.regex(proven ?? '', /^-----BEGIN CERTIFICATE-----\n[^-]+\n-----END CERTIFICATE-----\n$/);
  });

test('an authority counts once, two that differ prove none, and of a shadowed entry nothing counts', async (t) => {
  const ask = (...files: Kubeconfig[]) => provenAuthorities(files)({ accountId, cluster });
  const named = (text: string) =>
    text.replaceAll(/: kubernetes$/gm, ': second').replaceAll(/-c0/g, '-second-c0');
  const own = await fileOf();
  t.not(ask(own), null);
  t.is(ask(own, await fileOf({ edit: named }, '/home/me/again')), ask(own));
  const { authority } = await makeSpecimen({ profile: '2022' });
  const data = `certificate-authority-data: ${Buffer.from(authority).toString('base64')}`;
  const other = (text: string) => named(text).replace(/certificate-authority-data: .*/, data);
  t.not(ask(await fileOf({ edit: other })), null);
  t.is(ask(own, await fileOf({ edit: other }, '/home/me/other')), null);
  const elsewhere = await fileOf({ edit: (text) => text.replace('113.1:', '113.9:') });
  t.is(ask(elsewhere, own), null, 'kubectl takes the cluster of the first file for both');
});
