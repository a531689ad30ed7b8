import { join } from 'node:path';
import type { AccessApi, Ack } from '../cloud/ack/api.js';
import type { AckOne } from '../cloud/ack-one/ack-one.js';
import { localKey } from '../cloud/credentials/local-key.js';
import { chooseOrigin } from '../cloud/credentials/origin.js';
import type { CliProfile } from '../cloud/credentials/profile.js';
import type { Lenders } from '../cloud/credentials/profile-key.js';
import { lazy } from '../cloud/lazy.js';
import type {
  AccessKey,
  CredentialOrigin,
  CredentialOriginKind,
  CredentialSource,
} from '../cloud/openapi/credential-source.js';
import type { Service } from '../cloud/openapi/endpoints.js';
import type { RateLimiter } from '../cloud/rate-limit.js';
import type { CallerIdentity } from '../cloud/sts/sts.js';
import { systemClock } from '../machine/clock.js';
import type { Directory } from '../words/directory.js';
import type { Sentence } from '../words/say.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** The cloud as one set of credentials sees it. */
export interface Cloud {
  readonly ack: Ack & AccessApi;
  /** Null where the settings leave hubs out. */
  readonly ackOne: AckOne | null;
  /** Allowed in read-only mode too: a key that is used for reading and shown to nobody. */
  readonly issue: Ack['fetchKubeconfig'];
  readonly credentials: CredentialSource;
  /** For operations that belong to no region. */
  readonly homeRegion: string;
  /** One per service, for the life of the program: services do not share their limits. */
  readonly limiterOf: (service: Service) => RateLimiter;
  /** The environment, with the settings' endpoints as defaults. */
  readonly environment: Environment;
}

/** Whose credentials are used. `source` names where they came from, never what they are. */
export interface ProfileFacts {
  readonly profile: string | null;
  readonly kind: CredentialOriginKind;
  readonly source: Sentence;
  readonly accountId: string | null;
  readonly region: string | null;
}

/** Which credentials are in use, and which others there are. */
export interface Session {
  /** Throws CredentialsMissing. */
  profileFacts(): Promise<ProfileFacts>;
  /** Names of the Alibaba Cloud CLI's profiles; by default those that were ever filled in. */
  profiles(options?: { readonly withEmpty?: boolean }): Promise<readonly string[]>;
  /** Who we are to the cloud: the first signed call, and one that needs no permission. */
  callerIdentity(signal?: AbortSignal): Promise<CallerIdentity>;
  /** Whether the cloud was to be asked since the start. */
  hasAskedCloud(): boolean;
  /** How far the cloud's clock is ahead of this machine's, in ms; null if unknown. */
  clockSkewMs(signal?: AbortSignal): Promise<number | null>;
}

interface SessionOptions extends CallerOptions {
  /** Ids of hubs that were seen before. */
  readonly knownHubs: () => Promise<readonly string[]>;
  readonly isReadOnly: () => Promise<boolean>;
}

export interface OpenSession extends Session {
  /** Loads the SDKs on first use. Refuses every change in read-only mode. */
  readonly cloud: () => Promise<Cloud>;
  readonly whoAsks: () => Promise<Asker>;
  /** The profile whose credentials are used; null where they stand in the environment. Loads no SDK. */
  readonly profileInUse: () => Promise<string | null>;
  /** The id of the key that signed last; null before. */
  readonly lastKeyId: () => Promise<string | null>;
  /** The key in use if stored on this machine in plain text, read without an SDK; null if another service issues it. */
  readonly keyAtHand: () => Promise<AccessKey | null>;
  /** The key in use, wherever it comes from. */
  readonly askedKey: () => Promise<AccessKey>;
}

export function createSession(options: SessionOptions): OpenSession {
  const { home } = options;
  let hasAsked = false;
  const cloud = lazy(async () => {
    const opened = await openCloud(options);
    hasAsked = true;
    return opened;
  });
  return {
    cloud,
    hasAskedCloud: () => hasAsked,
    whoAsks: () => whoAsks(options),
    profileInUse: async () => (await chosenOrigin(options)).origin.profile,
    lastKeyId: async () => (await cloud()).credentials.lastKeyId(),
    keyAtHand: () => keyAtHand(options),
    askedKey: async () => {
      const [{ createCredentials }, asked] = await Promise.all([
        import('../cloud/credentials/credentials.js'),
        inUse(options),
      ]);
      return createCredentials({ ...asked, home }).get();
    },
    profileFacts: async () => {
      const { profile, kind, label, accountId, region } = await (await cloud()).credentials.origin();
      return { profile, kind, source: label, accountId, region };
    },
    callerIdentity: async (signal) => {
      const [{ createSts }, { resolveEndpoint }, asked] = await Promise.all([
        import('../cloud/sts/sts.js'),
        import('../cloud/openapi/endpoints.js'),
        cloud(),
      ]);
      const { credentials, environment, homeRegion: region, limiterOf } = asked;
      const endpoint = resolveEndpoint('sts', region, environment);
      const sts = createSts({ credentials, region, endpoint, clock: systemClock, limiter: limiterOf('sts') });
      return sts.callerIdentity(signal);
    },
    clockSkewMs: async (signal) => {
      const [{ clockSkewMs, resolveEndpoint }, { environment, homeRegion }] = await Promise.all([
        import('../cloud/openapi/endpoints.js'),
        cloud(),
      ]);
      return clockSkewMs(resolveEndpoint('cs', homeRegion, environment), signal);
    },
    profiles: async ({ withEmpty = false } = {}) => {
      const [{ readNamedFile }, { parseCliConfig, profileProblems }] = await Promise.all([
        import('../machine/files/named-file.js'),
        import('../cloud/credentials/profile.js'),
      ]);
      try {
        const text = readNamedFile(join(home, '.aliyun', 'config.json')).toString('utf8');
        const config = parseCliConfig(text);
        if (config === null) return [];
        const isShown = (profile: CliProfile): boolean =>
          withEmpty || !profileProblems(config, profile).isEmpty;
        return config.profiles.filter(isShown).map(({ name }) => name);
      } catch {
        return [];
      }
    },
  };
}

/** The profile that the environment chooses; null if there is none, and then the cloud cannot be reached either. */
export async function chosenProfile({
  environment,
  home,
}: Pick<SessionOptions, 'environment' | 'home'>): Promise<string | null> {
  const { chooseOrigin } = await import('../cloud/credentials/origin.js');
  return chooseOrigin({ environment, home }).then(
    ({ profile }) => profile,
    () => null,
  );
}

async function openCloud(options: SessionOptions): Promise<Cloud> {
  const [{ createAck }, { createCredentials }, { resolveEndpoint }, { createRateLimiters }, { readOnlyApi }] =
    await Promise.all([
      import('../cloud/ack/ack.js'),
      import('../cloud/credentials/credentials.js'),
      import('../cloud/openapi/endpoints.js'),
      import('../cloud/rate-limit.js'),
      import('../cloud/read-only.js'),
    ]);
  const asked = await inUse(options);
  const { environment } = asked;
  const credentials = createCredentials({ ...asked, home: options.home, lenders: options.lenders });
  const limiterOf = createRateLimiters(systemClock);
  const { region } = await credentials.origin();
  const ackOne = (await options.settings()).hubs ? await openAckOne(asked, { credentials, limiterOf }) : null;
  const own = createAck({
    credentials,
    endpoint: (place) => resolveEndpoint('cs', place, environment),
    clock: systemClock,
    limiter: limiterOf('cs'),
    ...(region === null ? {} : { homeRegion: region }),
  });
  const ack = ackOne === null ? own : ackOne.beside(own, options.knownHubs);
  return {
    ackOne: ackOne?.api ?? null,
    ack: (await options.isReadOnly()) ? readOnlyApi(ack) : ack,
    issue: ack.fetchKubeconfig,
    credentials,
    homeRegion: region ?? 'cn-hangzhou',
    environment,
    limiterOf,
  };
}

async function openAckOne(
  { environment }: { readonly environment: Environment },
  { credentials, limiterOf }: Pick<Cloud, 'credentials' | 'limiterOf'>,
) {
  const [{ createAckOne }, { withHubs }, { resolveEndpoint }] = await Promise.all([
    import('../cloud/ack-one/ack-one.js'),
    import('../cloud/ack-one/with-hubs.js'),
    import('../cloud/openapi/endpoints.js'),
  ]);
  const region = 'cn-hangzhou';
  const api = createAckOne({
    credentials,
    region,
    endpoint: resolveEndpoint('adcp', region, environment),
    clock: systemClock,
    limiter: limiterOf('adcp'),
  });
  return {
    api,
    beside: (ack: Ack & AccessApi, known: SessionOptions['knownHubs']) => withHubs(ack, api, known),
  };
}

/** Where the credentials in use are looked for. */
export interface CallerOptions {
  readonly environment: Environment;
  readonly home: string;
  /** Chosen by flag. */
  readonly profile: string | null;
  readonly settings: () => Promise<{
    readonly profile: string | null;
    /** By service; the environment wins. */
    readonly endpoints: Readonly<Record<string, string>>;
    readonly directory?: Directory | null;
    readonly hubs?: boolean;
  }>;
  readonly lenders?: Lenders | undefined;
}

/** A caller, as far as known without asking the cloud or running a command, and which ACK endpoint is used. */
interface Asker {
  readonly caller: string;
  readonly endpoint: string;
  /**
   * Only where a command may sign in anybody: the caller with this key. What a key fetched is kept for that caller,
   * and served as long as the profile names the key: kubectl's plug-in cannot run the command each time.
   */
  readonly withKey: ((accessKeyId: string) => string) | null;
}

export async function whoAsks(options: CallerOptions): Promise<Asker> {
  const { environment, origin } = await chosenOrigin(options);
  const parts = [origin.kind, origin.profile, origin.mode, ...origin.caller];
  const endpoint = environment['ACKRING_CS_ENDPOINT'] ?? '';
  const { issuedKeyId } = origin;
  if (issuedKeyId === null) return { caller: JSON.stringify(parts), endpoint, withKey: null };
  const withKey = (accessKeyId: string): string => JSON.stringify([...parts, accessKeyId]);
  return { caller: withKey(issuedKeyId), endpoint, withKey };
}

/** The key in use if stored on this machine in plain text, read without an SDK; null if another service issues it. */
export async function keyAtHand(options: CallerOptions): Promise<AccessKey | null> {
  const { environment, origin } = await chosenOrigin(options);
  return localKey(origin, { environment, home: options.home });
}

/** The profile in use, and the environment with the settings' endpoints as defaults. */
export async function inUse(
  options: CallerOptions,
): Promise<{ environment: Environment; profile: string | undefined; directory: Directory | null }> {
  const { profile, endpoints, directory = null } = await options.settings();
  const environment = withEndpoints(options.environment, endpoints);
  return { environment, profile: options.profile ?? profile ?? undefined, directory };
}

/** Without a cloud SDK. */
async function chosenOrigin(
  options: CallerOptions,
): Promise<{ environment: Environment; origin: CredentialOrigin }> {
  const asked = await inUse(options);
  return { environment: asked.environment, origin: await chooseOrigin({ ...asked, home: options.home }) };
}

/** `ACKRING_<SERVICE>_ENDPOINT` from the settings unless the environment sets it. */
function withEndpoints(environment: Environment, endpoints: Readonly<Record<string, string>>): Environment {
  const merged: Record<string, string | undefined> = { ...environment };
  for (const [service, endpoint] of Object.entries(endpoints)) {
    merged[`ACKRING_${service.toUpperCase()}_ENDPOINT`] ||= endpoint;
  }
  return merged;
}
