import {
  askHub,
  embeddedHub,
  secretSink,
  specimenKey,
  specimenVersion,
  type TestHub,
} from '@ackring/testkit/rotation/hub';
import test from 'ava';
import { AckringError } from '../../words/errors.js';

// What somebody else owns is not adopted: his next refresh would take our key away, and each run would say delivered.
const secrets = '/api/v1/namespaces/ci/secrets';
const secret = `${secrets}/prod`;

const controlledBy = (kind: string, controller: boolean) => ({
  ownerReferences: [
    {
      apiVersion: 'example.com/v1',
      kind,
      name: 'search',
      uid: 'b2a1f5c8-0000-4000-8000-000000000001',
      controller,
    },
  ],
});
const label = (name: string, value: string) => ({ labels: { [name]: value } });
const annotation = (name: string, value: string) => ({ annotations: { [name]: value } });

const owners: Readonly<Record<string, readonly [metadata: object, owner: string, remedy: RegExp]>> = {
  'an ExternalSecret’s': [
    controlledBy('ExternalSecret', true),
    'ExternalSecret/search',
    /another name.*have ExternalSecret\/search add to the Secret.*creationPolicy: Merge/,
  ],
  'a SealedSecret’s': [controlledBy('SealedSecret', true), 'SealedSecret/search', /another name/],
  'a Helm release’s': [
    {
      ...annotation('meta.helm.sh/release-name', 'web'),
      ...label('app.kubernetes.io/managed-by', 'Helm'),
    },
    'Helm/web',
    /kubectl annotate secret prod meta\.helm\.sh\/release-name- --namespace ci$/,
  ],
  'Argo CD’s, by its id': [
    annotation('argocd.argoproj.io/tracking-id', 'web:/Secret:ci/prod'),
    'ArgoCD/web',
    /kubectl annotate secret prod argocd\.argoproj\.io\/tracking-id- --namespace ci$/,
  ],
  'Argo CD’s, by its label': [
    label('argocd.argoproj.io/instance', 'web'),
    'ArgoCD/web',
    /kubectl label secret prod argocd\.argoproj\.io\/instance- --namespace ci$/,
  ],
  'Argo CD’s, by the label that it takes by default': [
    label('app.kubernetes.io/instance', 'web'),
    'instance/web',
    /kubectl label secret prod app\.kubernetes\.io\/instance- --namespace ci$/,
  ],
  'a Kustomization’s': [
    label('kustomize.toolkit.fluxcd.io/name', 'web'),
    'Kustomization/web',
    /kubectl label/,
  ],
  'a HelmRelease’s': [label('helm.toolkit.fluxcd.io/name', 'web'), 'HelmRelease/web', /kubectl label/],
  'another manager’s': [
    label('app.kubernetes.io/managed-by', 'terraform'),
    'terraform',
    /if terraform does not write the Secret any more, .* app\.kubernetes\.io\/managed-by- --namespace ci$/,
  ],
};

/** The Secret, its keys, and its owner's next refresh: what the owner does not know goes. */
const make = (hub: TestHub, metadata: object) =>
  askHub(hub, 'POST', secrets, { metadata: { name: 'prod', ...metadata }, data: { a: 'AAE=' } });
const take = async (hub: TestHub, metadata: object) => {
  const { body } = await askHub(hub, 'GET', secret);
  await askHub(hub, 'PUT', secret, { ...body, metadata: merged(body['metadata'], metadata) });
};
const refresh = async (hub: TestHub) => {
  const { body } = await askHub(hub, 'GET', secret);
  await askHub(hub, 'PUT', secret, { ...body, data: { a: 'AAE=' } });
};

function merged(before: unknown, after: object): object {
  const { labels, annotations } = Object(before);
  const { labels: otherLabels, annotations: otherAnnotations } = Object(after);
  return {
    ...Object(before),
    ...after,
    labels: { ...labels, ...otherLabels },
    annotations: { ...annotations, ...otherAnnotations },
  };
}

for (const [title, [metadata, owner, remedy]] of Object.entries(owners)) {
  test(`${title} Secret is not adopted, and nothing is written into it`, async (t) => {
    await using hub = await embeddedHub();
    await make(hub, metadata);
    const before = (await askHub(hub, 'GET', secret)).body;
    const sink = secretSink(hub, { adopt: ['prod'] });
    const version = await specimenVersion(1);
    for (const use of [() => sink.read(specimenKey()), () => sink.stage(specimenKey(), version)]) {
      const error = await t.throwsAsync(use(), {
        code: 'Refused',
        message: `Secret ci/prod belongs to ${owner}, whose next refresh may take our key away`,
      });
      t.true(error instanceof AckringError && remedy.test(error.remedy), JSON.stringify(error));
    }
    t.deepEqual((await askHub(hub, 'GET', secret)).body, before);
  });

  test(`one of ours that became ${title} is written on until our keys are gone`, async (t) => {
    await using hub = await embeddedHub();
    const sink = secretSink(hub);
    const [first, second, third] = await Promise.all([1, 2, 3].map(specimenVersion));
    if (first === undefined || second === undefined || third === undefined) return t.fail();
    await sink.promote(specimenKey(), first);
    await take(hub, metadata);
    await sink.stage(specimenKey(), second);
    await sink.promote(specimenKey(), second);
    t.is(await sink.read(specimenKey()), second.text);
    await refresh(hub);
    await t.throwsAsync(sink.promote(specimenKey(), third), {
      code: 'Refused',
      message: `Secret ci/prod lost our keys, and belongs to ${owner}`,
    });
  });
}

for (const [title, metadata] of Object.entries({
  'an owner that does not control it': controlledBy('ConfigMap', false),
  'labels of its own': label('app.kubernetes.io/part-of', 'web'),
  'our own label': label('app.kubernetes.io/managed-by', 'ackring'),
}))
  test(`a Secret with ${title} is adopted`, async (t) => {
    await using hub = await embeddedHub();
    await make(hub, metadata);
    const sink = secretSink(hub, { adopt: ['prod'] });
    const version = await specimenVersion(1);
    await sink.promote(specimenKey(), version);
    t.is(await sink.read(specimenKey()), version.text);
  });

test('one of ours without an owner, and without our keys, is filled again', async (t) => {
  await using hub = await embeddedHub();
  const sink = secretSink(hub);
  const version = await specimenVersion(1);
  await sink.promote(specimenKey(), version);
  await refresh(hub);
  t.is(await sink.read(specimenKey()), null);
  await sink.promote(specimenKey(), version);
  t.is(await sink.read(specimenKey()), version.text);
});
