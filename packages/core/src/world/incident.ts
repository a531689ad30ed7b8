import { join } from 'node:path';
import { type Cleaning, type CleaningPorts, createCleaning } from '../access/clean/cleaning.js';
import { createLeakHunt, type LeakHunt } from '../access/leak/leak-hunt.js';
import { type LetInPorts, type LookWhoIsLetIn, lookWhoIsLetIn } from '../access/let-in/look.js';
import { createUnbinding, type Unbinding, type UnbindingPorts } from '../access/let-in/unbind.js';
import { restorableRemovals } from '../access/recycle-bin.js';
import { createRevoking, type Revoking, type RevokingPorts } from '../access/revoke/revoking.js';
import { createSanRepair, type SanRepair } from '../access/san-repair.js';
import { calls } from '../cloud/lazy.js';
import type { LocalContexts } from '../contexts/local-contexts.js';
import { onceEach, type ReachPorts, reachAsCaller } from '../fetch/reach.js';
import type { Fleet } from '../fleet/fleet.js';
import { wholeFleet } from '../fleet/whole-fleet.js';
import { createGrants, type Grants } from '../granting/grant.js';
import { findHolder } from '../granting/holder.js';
import { createLives, type Lives } from '../granting/life.js';
import { accessObjects } from '../machine/api-server/access-objects.js';
import { createApiServer } from '../machine/api-server/api-server.js';
import { createRbacReader } from '../machine/api-server/rbac-reader.js';
import { createServerNames } from '../machine/api-server/server-names.js';
import { readNamedText } from '../machine/files/named-file.js';
import { privateFolder } from '../machine/files/write.js';
import {
  type AccessRequest,
  type AskedAccess,
  newRequest,
  requestCode,
  requestText,
} from '../rights/access-request.js';
import { endingRights, type RightsReading } from '../rights/ending-rights.js';
import { requestIn } from '../rights/request-file.js';
import { sharedRights } from '../rights/shared-rights.js';
import { type EndedRight, takeBackEnded } from '../rights/take-back.js';
import type { Rotating } from '../rotation/rotating.js';
import type { Using } from '../usage/usage.js';
import type { ClusterRef } from '../words/cluster.js';
import type { Identity } from '../words/identity.js';
import type { Surroundings } from './surroundings.js';

/** Removing access, and finding out what still works. */
export interface Removing extends Cleaning, SanRepair, Revoking, Unbinding {}

export async function composeIncident(
  around: Surroundings,
  others: Pick<Fleet, 'scanFleet'> &
    Pick<LocalContexts, 'contexts'> &
    Pick<RevokingPorts, 'openSinks'> &
    Using,
): Promise<Removing> {
  const { clock, session, refuseWhenReadOnly, forgetCluster } = around;
  const { environment, stateFolder } = around.options;
  const { ack: api } = await session.cloud();
  const journal = await around.journal();
  const caller = session.callerIdentity;
  const { apiServer, rbac, reach, lookBy } = looking(around, api);
  const objects: UnbindingPorts['objects'] = (target, signal) =>
    accessObjects({ target, environment, clock, random: Math.random, signal });
  const keep: CleaningPorts['keep'] = (folder, name, text) =>
    privateFolder(join(stateFolder, folder))(name, text);
  const shared = { api, clock, journal, caller, refuseWhenReadOnly, lookWhoIsLetIn: lookBy(reach) };
  return {
    ...createCleaning({
      ...shared,
      scanFleet: others.scanFleet,
      usage: others.usage,
      knownHolders: async () => {
        const { lines } = await journal.check();
        const cleaned = restorableRemovals(lines, clock.now()).map(({ identity }) => identity);
        return [...cleaned, ...(await around.holderCache()).read()];
      },
      rbac,
      reach,
      readMappings: (target, signal) => objects(target, signal).listMappings(),
      keep,
    }),
    ...createUnbinding({ ...shared, reach, objects, keep }),
    ...createSanRepair({ ...shared, names: createServerNames({ environment }), contexts: others.contexts }),
    ...createRevoking({
      ...shared,
      apiServer,
      files: await around.files(),
      openSinks: others.openSinks,
      usage: others.usage,
      revoked: await around.revoked(),
      forgetCluster,
    }),
  };
}

/** The cloud is opened where something is to be asked of it: a leak is found out about without credentials too. */
export function composeLeakHunt(around: Surroundings, { scanFleet }: Pick<Fleet, 'scanFleet'>): LeakHunt {
  const { clock, session } = around;
  const api = calls(
    async () => (await session.cloud()).ack,
    ...(['listUserKubeconfigStates', 'listKubeconfigStates', 'describeCluster'] as const),
    ...(['describeUserPermissions', 'fetchKubeconfig'] as const),
  );
  const { apiServer, reach, lookBy } = looking(around, api);
  return createLeakHunt({
    api,
    clock,
    caller: session.callerIdentity,
    apiServer,
    region: async () => (await session.cloud()).homeRegion,
    openLook: () => lookBy(onceEach(reach)),
    clusters: async (signal) => {
      const kept = await (await around.fleetCache()).read();
      return (kept ?? (await wholeFleet(scanFleet({ signal })))).clusters;
    },
  });
}

/** How clusters are looked into. */
function looking({ options: { environment }, clock, proofs }: Surroundings, api: ReachPorts['api']) {
  const apiServer = createApiServer({ environment });
  const rbac = createRbacReader({ environment });
  const reach: LetInPorts['reach'] = (cluster, signal) =>
    reachAsCaller(cluster, { api, clock, proofs }, signal);
  const lookBy =
    (reach: LetInPorts['reach']): LookWhoIsLetIn =>
    (former, signal) =>
      lookWhoIsLetIn(former, { apiServer, rbac, clock, reach }, signal);
  return { apiServer, rbac, reach, lookBy };
}

/** Giving access, for those who administer it: plan first, a typed name before anything is changed. */
export interface Granting extends Grants, Lives {
  /** The identity of a name or uid. Throws ResourceNotFound. */
  findHolder(
    user: string,
    cluster: ClusterRef & { readonly name: string },
    options?: { signal?: AbortSignal | undefined },
  ): Promise<Identity>;
  /** Rights that end, given from this machine, without credentials; with those in the ledger of the rotation that is named. */
  rights(ledger?: string | null): Promise<RightsReading>;
  /** What somebody else is to approve, as a file's text, and its code. */
  askFor(
    asked: AskedAccess,
    options?: { signal?: AbortSignal | undefined },
  ): Promise<{ readonly text: string; readonly code: string }>;
  /** What such a file asks for. Throws FileUnreadable, FileNotFound. */
  readRequest(file: string): Promise<AccessRequest>;
  /** Takes back those of this account that have ended, see `takeBackEnded`; without any, one look at a folder. */
  takeBackEnded(options?: { signal?: AbortSignal | undefined }): Promise<readonly EndedRight[]>;
}

export async function composeGranting(
  around: Surroundings,
  { ledgerRights, rightsLedger }: Pick<Rotating, 'ledgerRights' | 'rightsLedger'>,
): Promise<Granting> {
  const { clock, session, refuseWhenReadOnly } = around;
  const { ack } = await session.cloud();
  const ports = {
    ack,
    api: ack,
    caller: session.callerIdentity,
    journal: await around.journal(),
    rights: sharedRights(endingRights(around.options.stateFolder, clock), ledgerRights),
    rightsLedger,
    knownHolders: async () => (await around.holderCache()).read(),
    clock,
    refuseWhenReadOnly,
  };
  return {
    ...createGrants(ports),
    ...createLives(ports),
    findHolder: (user, cluster, { signal } = {}) => findHolder(user, cluster, ports, signal),
    rights: (ledger) => ports.rights.all(ledger),
    askFor: async (asked, { signal } = {}) => {
      const request = newRequest(asked, await ports.caller(signal), clock.now());
      return { text: requestText(request), code: requestCode(request) };
    },
    readRequest: async (file) => requestIn(readNamedText(file), file),
    takeBackEnded: ({ signal } = {}) => takeBackEnded(ports, signal),
  };
}
