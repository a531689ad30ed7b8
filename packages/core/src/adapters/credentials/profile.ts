/** What of a profile is read: text, empty where it is absent or something else. */
const fieldNames = [
  'name',
  'mode',
  'region_id',
  'access_key_id',
  'access_key_secret',
  'sts_token',
  'ram_role_arn',
  'ram_role_name',
  'source_profile',
  'oidc_provider_arn',
  'oidc_token_file',
  'cloud_sso_sign_in_url',
  'cloud_sso_account_id',
  'process_command',
  'oauth_site_type',
] as const;
type RawProfile = Readonly<Record<(typeof fieldNames)[number], string>>;

/** One profile of the aliyun CLI, without what is secret in it. */
export interface CliProfile {
  readonly name: string;
  readonly mode: string;
  readonly region: string;
  readonly roleArn: string;
  readonly accountId: string;
  readonly sourceProfile: string;
  /** Fields its mode needs and it has not. */
  readonly missing: readonly string[];
}

export interface CliConfig {
  readonly current: string;
  readonly profiles: readonly CliProfile[];
}

const needed: Readonly<Record<string, readonly (keyof RawProfile)[]>> = {
  AK: ['access_key_id', 'access_key_secret'],
  StsToken: ['access_key_id', 'access_key_secret', 'sts_token'],
  RamRoleArn: ['access_key_id', 'access_key_secret', 'ram_role_arn'],
  EcsRamRole: [],
  OIDC: ['ram_role_arn', 'oidc_provider_arn', 'oidc_token_file'],
  ChainableRamRoleArn: ['source_profile', 'ram_role_arn'],
  CloudSSO: ['cloud_sso_sign_in_url', 'cloud_sso_account_id'],
  OAuth: ['oauth_site_type'],
  External: ['process_command'],
};

/** Reads `~/.aliyun/config.json`; null when it is not what the CLI writes. Secrets do not come along. */
export function parseCliConfig(content: string): CliConfig | null {
  const config = parseJson(content);
  if (!isRecord(config) || !Array.isArray(config['profiles'])) return null;
  const profiles: readonly unknown[] = config['profiles'];
  if (!profiles.every(isRecord)) return null;
  return { current: textOf(config['current']) || 'default', profiles: profiles.map(decode).map(toProfile) };
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return null;
  }
}

/** By hand: kubectl's exec plug-in passes here before every command, and a schema library takes 2 ms to load. */
function decode(profile: Record<string, unknown>): RawProfile {
  const entries = fieldNames.map((name) => [name, textOf(profile[name])]);
  return Object.fromEntries(entries) as RawProfile;
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function findProfile(config: CliConfig, name: string): CliProfile | null {
  return config.profiles.find((profile) => profile.name === name) ?? null;
}

/** What keeps a profile from being used; `isEmpty` when nobody ever filled it in. */
export function profileProblems(
  config: CliConfig,
  profile: CliProfile,
): { readonly missing: readonly string[]; readonly isEmpty: boolean } {
  const seen = new Set<string>([profile.name]);
  const missing = [...profile.missing];
  for (let name = profile.sourceProfile; profile.mode === 'ChainableRamRoleArn' && name !== ''; ) {
    const source = findProfile(config, name);
    if (source === null || seen.has(name))
      return { missing: [...missing, `a usable source_profile (${name})`], isEmpty: false };
    seen.add(name);
    missing.push(...source.missing.map((field) => `${field} in its source_profile ${name}`));
    name = source.mode === 'ChainableRamRoleArn' ? source.sourceProfile : '';
  }
  return { missing, isEmpty: profile.mode === '' || (profile.mode === 'AK' && profile.missing.length === 2) };
}

function toProfile(raw: RawProfile): CliProfile {
  const fields = Object.hasOwn(needed, raw.mode) ? needed[raw.mode] : undefined;
  return {
    name: raw.name,
    mode: raw.mode,
    region: raw.region_id,
    roleArn: raw.ram_role_arn,
    accountId: raw.cloud_sso_account_id,
    sourceProfile: raw.source_profile,
    missing:
      fields === undefined ? ['a mode this program knows'] : fields.filter((field) => raw[field] === ''),
  };
}
