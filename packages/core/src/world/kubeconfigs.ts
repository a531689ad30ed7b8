import type { ExecTokens } from '../exec-credential/token.js';
import { createCloudNames } from '../fetch/cloud-names.js';
import { createFetching, type Fetching } from '../fetch/fetching.js';
import { fetchOverSsh } from '../fetch/from-master.js';
import { createRenewing, type Renewing } from '../fetch/renewing.js';
import type { Fleet } from '../fleet/fleet.js';
import { createApiServer } from '../machine/api-server/api-server.js';
import { shellEnvironment } from '../machine/processes/environment.js';
import { createExecPluginRunner, noExecPlugins } from '../machine/processes/exec-plugin.js';
import { ownProgram } from '../machine/processes/own-program.js';
import { withoutKeys } from '../machine/processes/secrecy.js';
import { createVerifying, type Verifying } from '../verification/verifying.js';
import type { Surroundings } from './surroundings.js';

/** Fetching, verifying and renewing kubeconfigs: whatever loads one of these has loaded them all. */
export interface Kubeconfigs extends Fetching, Renewing, Pick<Verifying, 'verify'> {}

export async function composeKubeconfigs(
  around: Surroundings,
  { findCluster, mintToken }: Pick<Fleet, 'findCluster'> & Pick<ExecTokens, 'mintToken'>,
): Promise<Kubeconfigs> {
  const { ack, clock, proofs, session, refuseWhenReadOnly, forgetCluster } = around;
  const { environment, profile, program = null, settings } = around.options;
  const files = await around.files();
  const now = clock.now;
  const isReadOnly = await around.isReadOnly();
  const plugIns = (passed: typeof environment) =>
    isReadOnly ? noExecPlugins : createExecPluginRunner({ environment: shellEnvironment(passed) });
  const verifying = createVerifying({
    files,
    knownClusters: async () => (await (await around.fleetCache()).read())?.clusters ?? [],
    apiServer: createApiServer({ environment }),
    plugIns: { whole: plugIns(environment), withoutKeys: plugIns(withoutKeys(environment)) },
    clock,
    cloudNames: () => createCloudNames({ ack, caller: session.callerIdentity, clock }),
  });
  const shared = { ack, files, now, proofs, refuseWhenReadOnly, forgetCluster };
  return {
    verify: verifying.verify,
    ...createFetching({
      ...shared,
      namePattern: async () => (await settings()).contextName,
      profile,
      profileInUse: session.profileInUse,
      program: () => ownProgram({ environment, started: program }),
      mintToken,
      journal: around.journal,
      whoSigns: session.callerIdentity,
      verify: verifying.verifyIssued,
      askMaster: (destination, signal) => fetchOverSsh({ destination, environment, signal }),
    }),
    ...createRenewing({ ...shared, verify: verifying.verify, findCluster }),
  };
}
