import { quickHash } from '../../words/hash.js';
import { type Sentence, say } from '../../words/say.js';
import type { AccessKey } from '../openapi/credential-source.js';

/** What is read of a profile: text, empty if absent or something else. */
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
  'cloud_sso_access_config',
  'process_command',
  'oauth_site_type',
  'oauth_access_token',
  'oauth_refresh_token',
  'credentials_uri',
] as const;
type RawProfile = Readonly<Record<(typeof fieldNames)[number], string>>;

/** One profile of the aliyun CLI, without its secrets. */
export interface CliProfile {
  readonly name: string;
  readonly mode: string;
  readonly region: string;
  readonly roleArn: string;
  readonly accountId: string;
  readonly sourceProfile: string;
  /** See `CredentialOrigin.caller`. */
  readonly caller: readonly string[];
  /** See `CredentialOrigin.issuedKeyId`. */
  readonly issuedKeyId: string | null;
  /** Required fields of its mode that are missing. */
  readonly missing: readonly (string | Sentence)[];
}

export interface CliConfig {
  readonly current: string;
  readonly profiles: readonly CliProfile[];
}

interface Mode {
  /** Fields that its mode requires. */
  readonly needs: readonly (keyof RawProfile)[];
  /**
   * Fields that identify the caller. Never the session keys and tokens that the CLI and the SDK rewrite in the file
   * (External, CloudSSO): only a key that the user wrote there.
   */
  readonly tells: readonly (keyof RawProfile)[];
  /** Who signed in, where no field says it. */
  readonly signedIn?: (profile: RawProfile) => string;
}

const modes: Readonly<Record<string, Mode>> = {
  AK: { needs: ['access_key_id', 'access_key_secret'], tells: ['access_key_id'] },
  StsToken: { needs: ['access_key_id', 'access_key_secret', 'sts_token'], tells: ['access_key_id'] },
  RamRoleArn: {
    needs: ['access_key_id', 'access_key_secret', 'ram_role_arn'],
    tells: ['access_key_id', 'ram_role_arn'],
  },
  EcsRamRole: { needs: [], tells: ['ram_role_name'] },
  OIDC: {
    needs: ['ram_role_arn', 'oidc_provider_arn', 'oidc_token_file'],
    tells: ['ram_role_arn', 'oidc_provider_arn', 'oidc_token_file'],
  },
  ChainableRamRoleArn: { needs: ['source_profile', 'ram_role_arn'], tells: ['ram_role_arn'] },
  CloudSSO: {
    needs: ['cloud_sso_sign_in_url', 'cloud_sso_account_id'],
    tells: ['cloud_sso_sign_in_url', 'cloud_sso_account_id', 'cloud_sso_access_config'],
  },
  OAuth: { needs: ['oauth_site_type'], tells: ['oauth_site_type'], signedIn },
  External: { needs: ['process_command'], tells: ['process_command'] },
  CredentialsURI: { needs: ['credentials_uri'], tells: ['credentials_uri'] },
};

/** Reads `~/.aliyun/config.json`, without secrets; null if it is not what the CLI writes. */
export function parseCliConfig(content: string): CliConfig | null {
  const config = rawConfig(content);
  return config && { current: config.current, profiles: config.profiles.map(toProfile) };
}

/** The key in a profile of mode AK or StsToken; null in all others, and if incomplete. */
export function keyInProfile(content: string, name: string): AccessKey | null {
  const raw = rawConfig(content)?.profiles.find((profile) => profile.name === name);
  if (raw === undefined || (raw.mode !== 'AK' && raw.mode !== 'StsToken')) return null;
  const { access_key_id: accessKeyId, access_key_secret: accessKeySecret, sts_token: token } = raw;
  const securityToken = raw.mode === 'StsToken' ? token : null;
  if (accessKeyId === '' || accessKeySecret === '' || securityToken === '') return null;
  return { accessKeyId, accessKeySecret, securityToken };
}

function rawConfig(content: string): { current: string; profiles: readonly RawProfile[] } | null {
  const config = parseJson(content);
  if (!isRecord(config) || !Array.isArray(config['profiles'])) return null;
  const profiles: readonly unknown[] = config['profiles'];
  if (!profiles.every(isRecord)) return null;
  return { current: textOf(config['current']) || 'default', profiles: profiles.map(decode) };
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return null;
  }
}

/** By hand: kubectl's exec plug-in runs this before every command, and a schema library takes 2 ms to load. */
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

/** Why a profile cannot be used; `isEmpty` if it was never filled in. */
export function profileProblems(
  config: CliConfig,
  profile: CliProfile,
): { readonly missing: readonly (string | Sentence)[]; readonly isEmpty: boolean } {
  const seen = new Set<string>([profile.name]);
  const missing = [...profile.missing];
  for (let name = profile.sourceProfile; profile.mode === 'ChainableRamRoleArn' && name !== ''; ) {
    const source = findProfile(config, name);
    if (source === null || seen.has(name))
      return { missing: [...missing, say('a usable source_profile ({name})', { name })], isEmpty: false };
    seen.add(name);
    missing.push(
      ...source.missing.map((field) =>
        say('{field} in its source_profile {name}', { field, name: source.name }),
      ),
    );
    name = source.mode === 'ChainableRamRoleArn' ? source.sourceProfile : '';
  }
  return { missing, isEmpty: profile.mode === '' || (profile.mode === 'AK' && profile.missing.length === 2) };
}

/**
 * What identifies the caller of a profile, along its chain of source profiles; see `profileProblems` for a broken
 * one.
 */
export function callerOf(config: CliConfig, profile: CliProfile): string[] {
  const caller = [...profile.caller];
  let source = sourceOf(config, profile);
  for (let links = 1; source !== null && links < config.profiles.length; links += 1) {
    caller.push(source.mode, ...source.caller);
    source = sourceOf(config, source);
  }
  return caller;
}

/**
 * Two people may sign in one after the other under one profile. An access token that can be read names its subject,
 * which stays when it is renewed; whether Alibaba Cloud's can be read is not documented. Otherwise each sign-in counts,
 * and each renewal of one, as another caller: that costs a fetch, and nobody gets what was issued to somebody else.
 */
function signedIn(profile: RawProfile): string {
  const { oauth_access_token: access, oauth_refresh_token: refresh } = profile;
  const subject = subjectOf(access);
  return quickHash(
    JSON.stringify(subject === null ? ['tokens', refresh || access] : ['subject', ...subject]),
  );
}

/** Issuer, account and subject of a token in the form of a JWT; null if it does not say all that tells people apart. */
function subjectOf(token: string): readonly string[] | null {
  const parts = token.split('.');
  const claims = parts.length === 3 ? parseJson(Buffer.from(parts[1] ?? '', 'base64url').toString()) : null;
  if (!isRecord(claims) || textOf(claims['sub']) === '') return null;
  return ['iss', 'aid', 'uid', 'sub'].map((claim) => textOf(claims[claim]));
}

function sourceOf(config: CliConfig, { mode, sourceProfile }: CliProfile): CliProfile | null {
  return mode === 'ChainableRamRoleArn' ? findProfile(config, sourceProfile) : null;
}

function toProfile(raw: RawProfile): CliProfile {
  const mode = Object.hasOwn(modes, raw.mode) ? modes[raw.mode] : undefined;
  return {
    name: raw.name,
    mode: raw.mode,
    region: raw.region_id,
    roleArn: raw.ram_role_arn,
    accountId: raw.cloud_sso_account_id,
    sourceProfile: raw.source_profile,
    caller: [
      ...(mode?.tells.map((field) => raw[field]) ?? []),
      ...(mode?.signedIn ? [mode.signedIn(raw)] : []),
    ],
    issuedKeyId: raw.mode === 'External' ? raw.access_key_id : null,
    missing: mode?.needs.filter((field) => raw[field] === '') ?? [say('a mode that ackring knows')],
  };
}
