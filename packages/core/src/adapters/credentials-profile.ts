import * as v from 'valibot';

const text = v.fallback(
  v.pipe(
    v.union([v.string(), v.number()]),
    v.transform((value) => String(value)),
  ),
  '',
);
const profileSchema = v.object({
  name: text,
  mode: text,
  region_id: text,
  access_key_id: text,
  access_key_secret: text,
  sts_token: text,
  ram_role_arn: text,
  ram_role_name: text,
  source_profile: text,
  oidc_provider_arn: text,
  oidc_token_file: text,
  cloud_sso_sign_in_url: text,
  cloud_sso_account_id: text,
  process_command: text,
  oauth_site_type: text,
});
type RawProfile = v.InferOutput<typeof profileSchema>;
const configSchema = v.object({ current: text, profiles: v.array(profileSchema) });

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
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    return null;
  }
  const parsed = v.safeParse(configSchema, json);
  if (!parsed.success) return null;
  return { current: parsed.output.current || 'default', profiles: parsed.output.profiles.map(toProfile) };
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
