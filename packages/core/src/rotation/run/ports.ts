import { createAck } from '../../cloud/ack/ack.js';
import type { CredentialSource } from '../../cloud/openapi/credential-source.js';
import { type Endpoint, resolveEndpoint } from '../../cloud/openapi/endpoints.js';
import { readOnlyAck } from '../../cloud/read-only.js';
import { type CallerIdentity, createSts, roleCredentials, type Sts } from '../../cloud/sts/sts.js';
import type { Journal } from '../../journal/journal.js';
import { createApiServer } from '../../machine/api-server/api-server.js';
import type { Clock } from '../../machine/clock.js';
import {
  assumedRole,
  type IdentityConfiguration,
  identityKey,
  identityName,
  type RotationConfiguration,
} from '../configuration/configuration.js';
import { accessOf } from '../configuration/selection.js';
import type { IdentityAccess, IdentitySource } from '../inventory/fleet-slice.js';
import { ledgerRights } from '../ledger/ledger-rights.js';
import { createNotifier, openHeartbeat } from '../notifiers/notifiers.js';
import type { PlugInOptions } from '../plug-in/plug-in.js';
import { storesOf } from '../report/kept-runs.js';
import { withNamedDocuments } from '../report/keyed-document.js';
import type { Sink } from '../sinks/sink.js';
import { openSink } from '../sinks/sinks.js';
import { createEndedRights, type EndedRights } from './ended-rights.js';
import type { RotationOptions } from './rotation.js';

/** What every port of a rotation is made from. */
export interface RotationPortsOptions extends Omit<PlugInOptions, 'language' | 'rotator' | 'accessOf'> {
  readonly configuration: RotationConfiguration;
  /** The function that runs it, as `name@region`; null from a terminal. */
  readonly function?: string | null;
  /** The account of that function. */
  readonly accountId?: string;
  /** Where rights that are taken back are recorded, beside the ledger; from a terminal. */
  readonly journal?: Journal;
}

/**
 * Connects a configuration to its adapters, for the terminal and the function alike; each sink's adapter is loaded
 * only if configured.
 */
export async function openRotation(options: RotationPortsOptions): Promise<RotationOptions> {
  const { configuration, environment, clock } = options;
  const plugInOptions = plugInOptionsOf(options);
  const own = ownCloud(options);
  const sinks = (await openSinks(options)).map((sink) => withNamedDocuments(sink, configuration.name));
  return {
    configuration,
    clock,
    function: options.function ?? null,
    identitySource: createIdentitySource(own, clock),
    sinks,
    rights: configuration.rights ? openRights(own, sinks, options) : null,
    notifiers: await Promise.all(
      configuration.notify.map((notifier) => createNotifier(notifier, plugInOptions)),
    ),
    heartbeat: openHeartbeat(configuration.heartbeat, plugInOptions),
    apiServer: createApiServer({ environment }),
  };
}

/** The sinks that the configuration names. */
export function openSinks(options: RotationPortsOptions): Promise<readonly Sink[]> {
  const plugInOptions = plugInOptionsOf(options);
  return Promise.all(options.configuration.sinks.map((sink) => openSink(sink, plugInOptions)));
}

function plugInOptionsOf({
  configuration,
  function: runner = null,
  accountId = '',
  journal: _journal,
  ...options
}: RotationPortsOptions): PlugInOptions {
  const { language, name } = configuration;
  const rotator = name ?? (runner === null ? undefined : `${accountId}/${runner}`);
  return { ...options, language, rotator, accessOf: (cluster) => accessOf(cluster, configuration) };
}

/** What the rotation signs itself, and as whom. */
function ownCloud(options: RotationPortsOptions) {
  const { environment, region, clock, limiterOf, credentials, audience, isReadOnly = false } = options;
  const endpoint = (name: string): Endpoint => resolveEndpoint('cs', name, environment);
  const stsOptions = {
    endpoint: resolveEndpoint('sts', region, environment),
    region,
    clock,
    limiter: limiterOf('sts'),
    audience,
  };
  const limiter = limiterOf('cs');
  const stsOf = (source: Pick<CredentialSource, 'get'>) => createSts({ ...stsOptions, credentials: source });
  const ackOf = (source: Pick<CredentialSource, 'get'>) => {
    const ack = createAck({ credentials: source, endpoint, clock, limiter, audience, homeRegion: region });
    return isReadOnly ? readOnlyAck(ack) : ack;
  };
  return { ackOf, stsOf, ack: ackOf(credentials), sts: stsOf(credentials) };
}

type OwnCloud = ReturnType<typeof ownCloud>;

function openRights(
  { ackOf, stsOf, ack, sts }: OwnCloud,
  sinks: readonly Sink[],
  { configuration, clock, journal = { record: async () => undefined } }: RotationPortsOptions,
): EndedRights {
  const rights = ledgerRights(storesOf(sinks), clock);
  return createEndedRights({
    ...{ rights, clock, journal },
    own: { ack, api: ack, caller: sts.callerIdentity },
    keeperIn: (accountId) => {
      const role = configuration.identities.map(assumedRole).find((each) => each?.accountId === accountId);
      if (!role) return null;
      const assumed = roleCredentials(sts, role, clock);
      const theirs = ackOf(assumed);
      return { ack: theirs, api: theirs, caller: stsOf(assumed).callerIdentity };
    },
  });
}

function createIdentitySource(
  { ackOf, stsOf, ack: ownAck, sts: ownSts }: OwnCloud,
  clock: Clock,
): IdentitySource {
  let own: Promise<CallerIdentity | null> | null = null;
  const self = (signal?: AbortSignal): Promise<CallerIdentity | null> => {
    own ??= whoAmI(ownSts, signal);
    return own;
  };
  return {
    open: async (identity, signal): Promise<IdentityAccess> => {
      const names = { key: identityKey(identity), name: identityName(identity) };
      if (identity === 'self') return direct(names, ownAck, await self(signal));
      if ('uid' in identity) return subaccount(identity, ownAck, await self(signal));
      const assumed = roleCredentials(ownSts, identity, clock);
      await assumed.get();
      return direct(names, ackOf(assumed), await whoAmI(stsOf(assumed), signal));
    },
  };
}

function direct(
  names: Pick<IdentityAccess, 'key' | 'name'>,
  ack: IdentityAccess['ack'],
  caller: CallerIdentity | null,
): IdentityAccess {
  return {
    ...names,
    uid: caller?.uid ?? null,
    accountId: caller?.accountId ?? null,
    type: caller?.type ?? 'user',
    ack,
    fetch: (request, signal) => ack.fetchKubeconfig(request, signal),
  };
}

function subaccount(
  { uid }: Extract<IdentityConfiguration, { uid: string }>,
  ack: IdentityAccess['ack'],
  caller: CallerIdentity | null,
): IdentityAccess {
  return {
    key: uid,
    name: uid,
    uid,
    accountId: caller?.accountId ?? null,
    type: 'user',
    ack,
    fetch: (request, signal) => ack.fetchSubaccountKubeconfig({ ...request, uid }, signal),
  };
}

/** An unknown caller costs only the server's records; the certificates name the identity too. */
async function whoAmI(sts: Sts, signal?: AbortSignal): Promise<CallerIdentity | null> {
  try {
    return await sts.callerIdentity(signal);
  } catch {
    return null;
  }
}

/** Loads what every run needs, so that the first one does not have to. */
export async function warmUp(): Promise<void> {
  await Promise.all([
    import('@alicloud/openapi-core'),
    import('@alicloud/credentials'),
    import('@darabonba/typescript'),
  ]);
}
