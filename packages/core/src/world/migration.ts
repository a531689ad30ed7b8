import type { Cleaning } from '../access/clean/cleaning.js';
import type { RevokingPorts } from '../access/revoke/revoking.js';
import { lazy } from '../cloud/lazy.js';
import type { LocalContexts } from '../contexts/local-contexts.js';
import type { ExecTokens } from '../exec-credential/token.js';
import type { Fleet } from '../fleet/fleet.js';
import { accessObjects } from '../machine/api-server/access-objects.js';
import { createApiServer } from '../machine/api-server/api-server.js';
import { createRbacReader } from '../machine/api-server/rbac-reader.js';
import { ownProgram } from '../machine/processes/own-program.js';
import { createMigrating, type Migrating } from '../migration/migrating.js';
import { migrationRecords } from '../migration/record.js';
import type { Rotating } from '../rotation/rotating.js';
import type { Using } from '../usage/usage.js';
import { AckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import { shell } from '../words/shell-word.js';
import type { Surroundings } from './surroundings.js';
import type { Tokens } from './tokens.js';

/** From certificates to tokens, which touches nearly everything else. */
export async function composeMigration(
  around: Surroundings,
  others: Pick<Fleet, 'scanFleet'> &
    Pick<LocalContexts, 'contexts'> &
    Pick<ExecTokens, 'mintToken'> &
    Pick<Cleaning, 'planClean' | 'applyClean'> &
    Pick<Rotating, 'configuration'> &
    Pick<RevokingPorts, 'openSinks'> &
    Pick<Tokens, 'explainToken'> &
    Using,
): Promise<Migrating> {
  const { clock, session, proofs, refuseWhenReadOnly } = around;
  const { environment, profile, program = null, stateFolder } = around.options;
  const { ack, issue } = await session.cloud();
  // In read-only mode, too, clusters are looked into with a key that is shown to nobody; `apply` and `undo` refuse.
  const api = { ...ack, fetchKubeconfig: issue };
  const files = await around.files();
  const { mintToken } = others;
  const delivery = lazy(async () => {
    try {
      const [configuration, { sinks }] = await Promise.all([
        others.configuration(null),
        others.openSinks(null),
      ]);
      return { configuration, sinks };
    } catch {
      return null;
    }
  });
  return createMigrating({
    api,
    proofs,
    clock,
    refuseWhenReadOnly,
    caller: session.callerIdentity,
    ownArn: async (clusterId) => {
      const { text } = await mintToken(clusterId);
      const { identity } = await others.explainToken(text, { clusterId, isAsked: true });
      if (identity !== null) return identity.mappedArn;
      throw new AckringError(
        'CredentialsInvalid',
        say('the Security Token Service does not say whose these credentials are'),
        {
          remedy: say('See what it says: `{command}`.', {
            command: shell`ackring exec-credential --token --cluster ${clusterId} | ackring token explain -`,
          }),
        },
      );
    },
    scanFleet: others.scanFleet,
    kubeconfigs: async () => (await files.readAll()).kubeconfigs,
    usage: others.usage,
    rbac: createRbacReader({ environment }),
    objects: (target, signal) => accessObjects({ target, environment, clock, random: Math.random, signal }),
    mintToken,
    records: migrationRecords(stateFolder, clock),
    delivery,
    planClean: others.planClean,
    applyClean: others.applyClean,
    apiServer: createApiServer({ environment }),
    journal: await around.journal(),
    switching: async () => ({
      files,
      program: ownProgram({ environment, started: program }),
      profile,
    }),
    files,
  });
}
