import { targetOf } from '@ackring/testkit/client-identity';
import { installedApiServers } from '@ackring/testkit/real/installed-api-servers';
import { startRealApiServer } from '@ackring/testkit/real/real-api-server';
import test from 'ava';
import { accessObjects, type IdentityMapping } from '../machine/api-server/access-objects.js';
import { createApiServer } from '../machine/api-server/api-server.js';
import { createRbacReader } from '../machine/api-server/rbac-reader.js';
import { systemClock } from '../machine/clock.js';
import { proveSameRights } from './same-rights.js';
import { meantObjects, presentAccess, tokenAccess } from './token-access.js';

const uid = '299500000000000041';
const commonName = `${uid}-1700000000`;
const groups = ['system:users'];
const rbac = '/apis/rbac.authorization.k8s.io/v1';
const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: commonName }];

/** As the add-on brings it, as far as the vendor's pages name it. */
const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'ramidentitymappings.ramauthenticator.k8s.alibabacloud' },
  spec: {
    group: 'ramauthenticator.k8s.alibabacloud',
    scope: 'Cluster',
    names: { plural: 'ramidentitymappings', singular: 'ramidentitymapping', kind: 'RAMIdentityMapping' },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        },
      },
    ],
  },
};

for (const installed of installedApiServers()) {
  test.serial(
    `kube-apiserver ${installed.version}: mapping and bindings are written, proven and taken back`,
    async (t) => {
      await using server = await startRealApiServer(installed);
      const target = targetOf(server.admin);
      const objects = accessObjects({ target, environment: {}, clock: systemClock, random: Math.random });
      t.is(await objects.listMappings(), null);
      await server.create('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition);
      const role = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' };
      await server.create(`${rbac}/clusterrolebindings`, {
        metadata: { name: `${uid}-1` },
        roleRef: role,
        subjects,
      });
      const edit = { ...role, name: 'edit' };
      await server.create(`${rbac}/namespaces/default/rolebindings`, {
        metadata: { name: `${uid}-2` },
        roleRef: edit,
        subjects,
      });
      // The definition is served a moment after it is there.
      let mappings: readonly IdentityMapping[] | null = null;
      for (let tries = 0; mappings === null && tries < 100; tries += 1) {
        mappings = await objects.listMappings();
        if (mappings === null) await systemClock.sleep(50);
      }
      t.deepEqual(mappings, []);

      const bindings = async () =>
        (await createRbacReader().listBindings(target, { timeoutMs: 10_000 })).bindings;
      const arn = 'acs:ram::1234567890123456:user/mei';
      const access = tokenAccess({ uid, arn, groups, commonName, bindings: await bindings() });
      t.is(access.bindings.length, 2);
      const prove = () =>
        proveSameRights(target, { access, commonName }, { apiServer: createApiServer(), clock: systemClock });
      await t.throwsAsync(prove(), { code: 'VerificationFailed' });
      for (const { place, body } of meantObjects(access)) {
        t.is(await objects.create(place, body), 'created');
        t.is(await objects.create(place, body), 'exists');
      }
      await prove();
      const seen = { mappings: (await objects.listMappings()) ?? [], bindings: await bindings() };
      t.deepEqual(presentAccess(access, seen), { kind: 'fits', isMapped: true, missing: [] });
      for (const { place, isSame } of meantObjects(access).toReversed()) {
        const stored = await objects.read(place);
        if (stored === null) return t.fail();
        t.true(isSame(stored.body), JSON.stringify(stored.body));
        t.is(await objects.remove(place, { ...stored, version: '1' }), 'changed');
        t.is(
          await objects.remove(place, { ...stored, uid: '00000000-0000-4000-8000-000000000000' }),
          'changed',
        );
        t.is(await objects.remove(place, stored), 'removed');
        t.is(await objects.remove(place, stored), 'gone');
        t.is(await objects.read(place), null);
      }
      const nobody = await server.issue({ commonName: '299500000000000042-1700000000' });
      const refused = accessObjects({
        target: targetOf(nobody),
        environment: {},
        clock: systemClock,
        random: Math.random,
      });
      await t.throwsAsync(refused.listMappings(), { code: 'Forbidden' });
    },
  );
}
