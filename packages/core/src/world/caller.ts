import { localKey } from '../cloud/credentials/local-key.js';
import { chooseOrigin } from '../cloud/credentials/origin.js';
import type { AccessKey, CredentialOrigin } from '../cloud/openapi/credential-source.js';

type Environment = Readonly<Record<string, string | undefined>>;

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
  }>;
}

/** A caller, as far as known without asking the cloud or running a command, and which ACK endpoint is used. */
export interface Asker {
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
): Promise<{ environment: Environment; profile: string | undefined }> {
  const { profile, endpoints } = await options.settings();
  const environment = withEndpoints(options.environment, endpoints);
  return { environment, profile: options.profile ?? profile ?? undefined };
}

/** Without a cloud SDK. */
async function chosenOrigin(
  options: CallerOptions,
): Promise<{ environment: Environment; origin: CredentialOrigin }> {
  const { environment, profile } = await inUse(options);
  const { home } = options;
  return { environment, origin: await chooseOrigin({ environment, home, profile }) };
}

/** `ACKRING_<SERVICE>_ENDPOINT` from the settings unless the environment sets it. */
function withEndpoints(environment: Environment, endpoints: Readonly<Record<string, string>>): Environment {
  const merged: Record<string, string | undefined> = { ...environment };
  for (const [service, endpoint] of Object.entries(endpoints)) {
    merged[`ACKRING_${service.toUpperCase()}_ENDPOINT`] ||= endpoint;
  }
  return merged;
}
