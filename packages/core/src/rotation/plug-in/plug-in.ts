import * as v from 'valibot';
import type { FunctionName } from '../../cloud/function-compute/api.js';
import type { KmsSecrets } from '../../cloud/kms/kms-secrets.js';
import type { CredentialSource } from '../../cloud/openapi/credential-source.js';
import { resolveEndpoint, type Service } from '../../cloud/openapi/endpoints.js';
import type { Audience } from '../../cloud/openapi/failure.js';
import { allow, type RamStatement } from '../../cloud/ram.js';
import type { RateLimiter } from '../../cloud/rate-limit.js';
import type { Clock } from '../../machine/clock.js';
import type { Cluster } from '../../words/cluster.js';
import type { AccessChoice } from '../../words/endpoints.js';
import { AckringError } from '../../words/errors.js';
import { type Sentence, say } from '../../words/say.js';
import { demand } from '../../words/schema-problems.js';

interface Kinded {
  readonly kind: string;
}

/**
 * A kind of sink or notifier, complete: the configuration, the policy generator and the docs derive from these
 * records, so that a new kind is one record and its place in the list.
 */
export interface PlugIn<Schema extends v.GenericSchema<unknown, Kinded>, Opened>
  extends Kind<v.InferOutput<Schema>, Opened> {
  /** The schema of its settings. Loads no client: the start path reads it. */
  readonly schema: Schema;
}

/** Any kind, for settings whose kind is not known yet. */
interface Kind<Settings extends Kinded, Opened> {
  readonly kind: Settings['kind'];
  /** Opens it with the configuration's settings; throws AckringError if that fails. */
  open(settings: Settings, options: PlugInOptions): Promise<Opened>;
  /** Its RAM permissions; empty if RAM is not involved. */
  ramStatements(settings: Settings, place: PolicyPlace): readonly RamStatement[];
  /** Who else sees what goes there, as the settings have it; for a plan. Absent for a kind that has no such settings. */
  caveats?(settings: Settings): readonly Sentence[];
  readonly docs: PlugInDocs<Settings>;
}

/** A plug-in's documentation, in Markdown. */
interface PlugInDocs<Settings extends Kinded> {
  /** A sentence: what it is and where it stores things. */
  readonly summary: string;
  /** One line of rotation.yaml, in flow style. */
  readonly example: string;
  /** What each setting means, with its default. */
  readonly settings: Readonly<Record<Exclude<keyof Settings, 'kind'>, string>>;
  /** What users must know to rely on it; a sentence or two each. */
  readonly notes: readonly string[];
}

/** A plug-in's environment. */
export interface PlugInOptions {
  readonly credentials: Pick<CredentialSource, 'get'>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where regional services are called unless the settings name another. */
  readonly region: string;
  readonly clock: Clock;
  /** One limiter per service, for the life of the program: services do not share their limits. */
  readonly limiterOf: (service: Service) => RateLimiter;
  /** Who needs a missing grant; default `person`. */
  readonly audience?: Audience | undefined;
  /** The language of notices. */
  readonly language: Language;
  /** By which receivers tell it from others: its name, or the function that runs it; absent from a terminal. */
  readonly rotator?: string | undefined;
  /** Nothing is issued, run or written; default false. */
  readonly isReadOnly?: boolean;
  /** The access to a cluster of the fleet. */
  readonly accessOf: (cluster: Cluster) => AccessChoice;
}

export const languages = ['en', 'ja', 'zh'] as const;
export type Language = (typeof languages)[number];

/** The kind that the settings name; the schema ensures that it exists. */
export function kindOf<Settings extends Kinded, Opened>(
  { kind }: Settings,
  kinds: readonly Kind<Settings, Opened>[],
): Kind<Settings, Opened> {
  const found = kinds.find((each) => each.kind === kind);
  if (found === undefined) throw new TypeError(`no plug-in is of the kind ${kind}`);
  return found;
}

/** The message for settings without a known kind, such as "a sink has a kind: kms, oss or file". */
export function kindsText(what: Sentence, kinds: readonly Kinded[]): string {
  const names = kinds.map(({ kind }) => kind);
  const [last = ''] = names.slice(-1);
  return demand(say('{what} has a kind: {names} or {last}', { what, names: names.slice(0, -1), last }));
}

/** Non-empty text; `what` names it in the error. */
export const text = (what: string | Sentence) =>
  v.pipe(
    v.string(demand(say('{what} must be text', { what }))),
    v.minLength(1, demand(say('{what} is empty', { what }))),
  );

/** ACK's cluster ids: `c` and 32 hexadecimal digits. */
export function isClusterId(id: string): boolean {
  return /^c[0-9a-f]{32}$/.test(id);
}

/** What a setting is told that should name a KMS secret. */
export const namesNoSecret = demand(
  say('must name a KMS secret as "kms:<secret name>", never the secret itself'),
);

/** A KMS secret, as `kms:<secret name>` in the function's own region, or `kms:<region>:<secret name>`. */
export const secretReference = v.pipe(
  v.string(demand(say('must be text'))),
  // Only what a KMS name may hold: a star would open every secret in the policy that `ackring policy` prints.
  v.regex(/^kms:(?:[a-z]{2}-[a-z0-9-]+:)?[\w/+=.@-]{1,64}$/, namesNoSecret),
);

/** Where a reference leads; null for a setting that is none. */
export function secretPlace(
  setting: string | undefined,
): { readonly region: string | null; readonly name: string } | null {
  const [, region = null, name] = /^kms:(?:([^:]*):)?([^:]*)$/.exec(setting ?? '') ?? [];
  return name === undefined ? null : { region, name };
}

/** A URL of the web: to a parser, `kms:*` is one too. */
export const webAddress = v.pipe(v.string(), v.url(), v.regex(/^https?:\/\//));

/** Where the resources in a policy are. */
export interface PolicyPlace {
  /** Null prints `*`, to be narrowed by hand. */
  readonly accountId: string | null;
  /** The region of function, secrets and logs. */
  readonly region: string;
  /** Null for a rotation that runs elsewhere, and calls no function. */
  readonly function: FunctionName | null;
  /** The rotation's own role. */
  readonly role: string;
  readonly logs: { readonly project: string; readonly logstore: string } | null;
}

/** Encrypting and decrypting with a customer's key; the account's default key needs no permission. */
export function keyUse(
  keyId: string | undefined,
  region: string,
  { accountId }: PolicyPlace,
): readonly RamStatement[] {
  if (keyId === undefined) return [];
  return allow(
    ['kms:GenerateDataKey', 'kms:Decrypt'],
    [`acs:kms:${region}:${accountId ?? '*'}:key/${keyId}`],
  );
}

/** Reading the KMS secrets that settings refer to; other values need no permission. */
export function readingSecrets(
  settings: readonly (string | undefined)[],
  { accountId, region }: PolicyPlace,
): readonly RamStatement[] {
  const secrets = settings.flatMap((setting) => {
    const place = secretPlace(setting);
    return place === null
      ? []
      : [`acs:kms:${place.region ?? region}:${accountId ?? '*'}:secret/${place.name}`];
  });
  return secrets.length === 0 ? [] : allow(['kms:GetSecretValue'], secrets);
}

/** The value of a KMS secret by its reference; throws ResourceNotFound if there is none. */
export async function readKmsSecret(options: PlugInOptions, reference: string): Promise<string> {
  const { region, name } = secretPlace(reference) ?? { region: null, name: reference };
  const secrets = await openKmsSecrets(options, region ?? undefined);
  const current = await secrets.current(name);
  if (current !== null) return current.data;
  throw new AckringError('ResourceNotFound', say('there is no KMS secret {name}', { name }), {
    remedy: say(
      'Create it in KMS Secrets Manager, in {region}, or correct its name in rotation.yaml; {form} where it is in another region.',
      { region: region ?? options.region, form: `kms:REGION:${name}` },
    ),
  });
}

/** KMS Secrets Manager of a region, the function's own unless another is named. */
export async function openKmsSecrets(options: PlugInOptions, named: string | undefined): Promise<KmsSecrets> {
  const { createKmsSecrets } = await import('../../cloud/kms/kms-secrets.js');
  const { credentials, environment, clock, audience } = options;
  const region = named ?? options.region;
  const limiter = options.limiterOf('kms');
  const endpoint = resolveEndpoint('kms', region, environment);
  return createKmsSecrets({ credentials, endpoint, region, clock, limiter, audience });
}
