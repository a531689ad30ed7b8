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

/** Who calls, as far as is known without asking the cloud, and which ACK endpoint is used. */
export async function whoAsks(options: CallerOptions): Promise<{ caller: string; endpoint: string }> {
  const { environment, origin } = await chosenOrigin(options);
  const caller = JSON.stringify([origin.kind, origin.profile, origin.mode, ...origin.caller]);
  return { caller, endpoint: environment['ACKRING_CS_ENDPOINT'] ?? '' };
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
