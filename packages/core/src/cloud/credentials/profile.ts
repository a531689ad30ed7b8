import { type Directory, memberAccount } from '../../words/directory.js';
import { quickHash } from '../../words/hash.js';
import { isRecord, jsonIn } from '../../words/json.js';
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
  'ram_session_name',
  'external_id',
  'expired_seconds',
  'sts_region',
  'sts_endpoint',
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
  /** Why no field would help; null if that is not so. */
  readonly unusable: Unusable | null;
}

export interface Unusable {
  readonly why: Sentence;
  /** How the CLI spells its mode; null if that is not what is wrong. */
  readonly spelling: string | null;
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

/** As in the CLI 3.4.3 (`config/profile.go`), which reads them from the file in this very spelling. */
const modes: Readonly<Record<string, Mode>> = {
  AK: { needs: ['access_key_id', 'access_key_secret'], tells: ['access_key_id'] },
  StsToken: { needs: ['access_key_id', 'access_key_secret', 'sts_token'], tells: ['access_key_id'] },
  RamRoleArn: {
    needs: ['access_key_id', 'access_key_secret', 'ram_role_arn'],
    tells: ['access_key_id', 'ram_role_arn'],
  },
  EcsRamRole: { needs: [], tells: ['ram_role_name'] },
  RamRoleArnWithRoleName: { needs: ['ram_role_arn'], tells: ['ram_role_name', 'ram_role_arn'] },
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

/** One that can be used. */
export function isMode(mode: string): boolean {
  return Object.hasOwn(modes, mode);
}

/** What the CLI knows besides, and why it is of no use here. */
const uselessModes: Readonly<Record<string, Sentence>> = {
  RsaKeyPair: say('its mode RsaKeyPair, which the vendor has deprecated, is not supported'),
  BearerToken: say('its mode is BearerToken, which signs no call of ACK’s API'),
  Anonymous: say('its mode is Anonymous: there is no key to sign with'),
};

/** Modes that run a program or call an address that the profile names. */
export const outsideModes: ReadonlySet<string> = new Set(['External', 'CredentialsURI']);

/** A profile's name, and the directory whose members have names too. */
export interface NamedProfile {
  readonly name: string;
  readonly directory?: Directory | null | undefined;
}

/**
 * Reads `~/.aliyun/config.json`, without secrets; null if it is not what the CLI writes. With the named member of a
 * directory, which no file holds.
 */
export function parseCliConfig(content: string, named?: NamedProfile): CliConfig | null {
  const config = rawConfig(content, named);
  return config && { current: config.current, profiles: config.profiles.map(toProfile) };
}

/** The key in a profile of mode AK or StsToken; null in all others, and if incomplete. */
export function keyInProfile(content: string, name: string): AccessKey | null {
  const way = keyWay(content, { name });
  return way?.kind === 'key' ? way.key : null;
}

/** How a profile comes by its key. Holds secrets. `vendor`: as the vendor's SDK does it for that profile. */
export type KeyWay =
  | { readonly kind: 'key'; readonly key: AccessKey }
  | { readonly kind: 'uri'; readonly uri: string }
  | { readonly kind: 'instance'; readonly role: string }
  | {
      readonly kind: 'role';
      readonly role: RoleToAssume;
      readonly from: KeyWay;
      /** The profile that enters all members of a directory, if it is for one; null otherwise. */
      readonly lender: string | null;
    }
  | {
      readonly kind: 'token';
      readonly role: RoleToAssume;
      readonly providerArn: string;
      readonly tokenFile: string;
    }
  | { readonly kind: 'vendor'; readonly profile: string; readonly mode: string };

export interface RoleToAssume {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly externalId: string | undefined;
  readonly durationSeconds: number;
  /** A host; null for that of the region. */
  readonly stsEndpoint: string | null;
  /** Null for the central one. */
  readonly stsRegion: string | null;
}

/** Null for a profile that is not there or incomplete, here or along its chain; see `profileProblems`. */
export function keyWay(content: string, named: NamedProfile): KeyWay | null {
  const { name, directory = null } = named;
  const profiles = rawConfig(content, named)?.profiles ?? [];
  const way = wayOf(profiles, name, profiles.length);
  const isMember = memberAccount(name, directory) !== null;
  return way?.kind === 'role' && isMember ? { ...way, lender: directory?.profile ?? null } : way;
}

function wayOf(profiles: readonly RawProfile[], name: string, mostLinks: number): KeyWay | null {
  const raw = profiles.find((profile) => profile.name === name);
  if (raw === undefined || mostLinks === 0) return null;
  const mode = modeOf(raw);
  switch (mode) {
    case 'AK':
      return keyIn(raw, null);
    case 'StsToken':
      return raw.sts_token === '' ? null : keyIn(raw, raw.sts_token);
    case 'RamRoleArn':
      return inRole(raw, keyIn(raw, raw.sts_token || null));
    case 'EcsRamRole':
      return { kind: 'instance', role: raw.ram_role_name };
    case 'RamRoleArnWithRoleName':
      return inRole(raw, { kind: 'instance', role: raw.ram_role_name });
    case 'ChainableRamRoleArn':
      return inRole(raw, wayOf(profiles, raw.source_profile, mostLinks - 1));
    case 'CredentialsURI':
      return { kind: 'uri', uri: raw.credentials_uri };
    case 'OIDC':
      return byToken(raw);
    default:
      return isMode(mode) ? { kind: 'vendor', profile: name, mode } : null;
  }
}

function keyIn(
  { access_key_id: accessKeyId, access_key_secret: accessKeySecret }: RawProfile,
  securityToken: string | null,
): KeyWay | null {
  if (accessKeyId === '' || accessKeySecret === '') return null;
  return { kind: 'key', key: { accessKeyId, accessKeySecret, securityToken } };
}

export const usualSeconds = 3_600;

function inRole(raw: RawProfile, from: KeyWay | null): KeyWay | null {
  return from === null || raw.ram_role_arn === ''
    ? null
    : { kind: 'role', role: roleIn(raw), from, lender: null };
}

function byToken(raw: RawProfile): KeyWay | null {
  const { ram_role_arn: roleArn, oidc_provider_arn: providerArn, oidc_token_file: tokenFile } = raw;
  if (roleArn === '' || providerArn === '' || tokenFile === '') return null;
  return { kind: 'token', role: roleIn(raw), providerArn, tokenFile };
}

function roleIn(raw: RawProfile): RoleToAssume {
  return {
    roleArn: raw.ram_role_arn,
    sessionName: raw.ram_session_name || 'ackring',
    externalId: raw.external_id || undefined,
    durationSeconds: Number(raw.expired_seconds) || usualSeconds,
    stsEndpoint: raw.sts_endpoint || null,
    stsRegion: raw.sts_region || null,
  };
}

/** As the CLI recognizes a profile that names no mode (`AutoModeRecognition`), of those that need no other library. */
function modeOf(raw: RawProfile): string {
  if (raw.mode !== '') return raw.mode;
  if (raw.access_key_id !== '' && raw.access_key_secret !== '')
    return raw.sts_token !== '' ? 'StsToken' : raw.ram_role_arn !== '' ? 'RamRoleArn' : 'AK';
  return raw.ram_role_name === '' ? '' : 'EcsRamRole';
}

function rawConfig(
  content: string,
  named?: NamedProfile,
): { current: string; profiles: readonly RawProfile[] } | null {
  const config = jsonIn(content);
  if (!isRecord(config) || !Array.isArray(config['profiles'])) return null;
  const profiles: readonly unknown[] = config['profiles'];
  if (!profiles.every(isRecord)) return null;
  const written = profiles.map(decode);
  return {
    current: textOf(config['current']) || 'default',
    profiles: [...written, ...memberAmong(written, named)],
  };
}

/** The named member, unless a profile has that name. */
function memberAmong(written: readonly RawProfile[], named: NamedProfile | undefined): readonly RawProfile[] {
  const { name = '', directory = null } = named ?? {};
  const accountId = memberAccount(name, directory);
  if (directory === null || accountId === null || written.some((each) => each.name === name)) return [];
  return [
    decode({
      name,
      mode: 'ChainableRamRoleArn',
      region_id: written.find((each) => each.name === directory.profile)?.region_id,
      source_profile: directory.profile,
      ram_role_arn: `acs:ram::${accountId}:role/${directory.role}`,
      external_id: directory.externalId ?? '',
    }),
  ];
}

/** By hand: kubectl's exec plug-in runs this before every command, and a schema library takes 2 ms to load. */
function decode(profile: Record<string, unknown>): RawProfile {
  const entries = fieldNames.map((name) => [name, textOf(profile[name])]);
  return Object.fromEntries(entries) as RawProfile;
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

export function findProfile(config: CliConfig, name: string): CliProfile | null {
  return config.profiles.find((profile) => profile.name === name) ?? null;
}

/** Why a profile cannot be used; `isEmpty` if it was never filled in. */
export function profileProblems(
  config: CliConfig,
  profile: CliProfile,
): Pick<CliProfile, 'missing' | 'unusable'> & { readonly isEmpty: boolean } {
  const seen = new Set<string>([profile.name]);
  const missing = [...profile.missing];
  let { unusable } = profile;
  for (let name = profile.sourceProfile; profile.mode === 'ChainableRamRoleArn' && name !== ''; ) {
    const source = findProfile(config, name);
    if (source === null || seen.has(name)) {
      missing.push(say('a usable source_profile ({name})', { name }));
      return { missing, unusable, isEmpty: false };
    }
    seen.add(name);
    missing.push(
      ...source.missing.map((field) =>
        say('{field} in its source_profile {name}', { field, name: source.name }),
      ),
    );
    unusable ??= source.unusable;
    name = source.mode === 'ChainableRamRoleArn' ? source.sourceProfile : '';
  }
  const isEmpty = profile.mode === '' || (profile.mode === 'AK' && profile.missing.length === 2);
  return { missing, unusable, isEmpty };
}

/**
 * What identifies the caller of a profile, along its chain of source profiles; see `profileProblems` for a broken
 * one.
 */
export function callerOf(config: CliConfig, profile: CliProfile): string[] {
  const sources = sourcesOf(config, profile);
  return [...profile.caller, ...sources.flatMap(({ mode, caller }) => [mode, ...caller])];
}

/** The profiles that it gets its key from, the nearest first. */
export function sourcesOf(config: CliConfig, profile: CliProfile): readonly CliProfile[] {
  const sources: CliProfile[] = [];
  for (let at = sourceOf(config, profile); at !== null && sources.length < config.profiles.length; ) {
    sources.push(at);
    at = sourceOf(config, at);
  }
  return sources;
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
  const claims = parts.length === 3 ? jsonIn(Buffer.from(parts[1] ?? '', 'base64url').toString()) : null;
  if (!isRecord(claims) || textOf(claims['sub']) === '') return null;
  return ['iss', 'aid', 'uid', 'sub'].map((claim) => textOf(claims[claim]));
}

function sourceOf(config: CliConfig, { mode, sourceProfile }: CliProfile): CliProfile | null {
  return mode === 'ChainableRamRoleArn' ? findProfile(config, sourceProfile) : null;
}

function toProfile(raw: RawProfile): CliProfile {
  const name = modeOf(raw);
  const mode = isMode(name) ? modes[name] : undefined;
  const unusable = mode === undefined ? unusableMode(name) : null;
  const unknown = unusable === null ? [say('a mode that ackring knows')] : [];
  return {
    name: raw.name,
    mode: name,
    region: raw.region_id,
    roleArn: raw.ram_role_arn,
    accountId: raw.cloud_sso_account_id,
    sourceProfile: raw.source_profile,
    caller: [
      ...(mode?.tells.map((field) => raw[field]) ?? []),
      ...(mode?.signedIn ? [mode.signedIn(raw)] : []),
    ],
    issuedKeyId: name === 'External' ? raw.access_key_id : null,
    missing: mode?.needs.filter((field) => raw[field] === '') ?? unknown,
    unusable,
  };
}

/** The CLI takes any spelling on its command line, and the one alone from the file. */
function unusableMode(mode: string): Unusable | null {
  const useless = Object.hasOwn(uselessModes, mode) ? uselessModes[mode] : undefined;
  if (useless !== undefined) return { why: useless, spelling: null };
  const spelling = Object.keys(modes).find((each) => each.toLowerCase() === mode.toLowerCase());
  if (spelling === undefined) return null;
  return {
    why: say('its mode is written {mode}, and the CLI reads {spelling} alone', { mode, spelling }),
    spelling,
  };
}
