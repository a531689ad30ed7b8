import * as v from 'valibot';
import { isAlias, isMap, isScalar } from 'yaml';
import { readYamlText } from '../../machine/yaml-text.js';
import { renewalWindowDays } from '../../words/certificate.js';
import { AckringError } from '../../words/errors.js';
import { type Sentence, say } from '../../words/say.js';
import { demand, schemaProblems, unquoting } from '../../words/schema-problems.js';
import { notifierSchema } from '../notifiers/notifiers.js';
import { languages, secretReference, text, webAddress } from '../plug-in/plug-in.js';
import { forgetfulKinds, sinkSchema } from '../sinks/sinks.js';
import { blackoutSchema } from './blackout.js';

const wholeNumber = (what: string, least: number, most: number) =>
  v.pipe(
    v.number(demand(say('{what} must be a number', { what }))),
    v.integer(demand(say('{what} must be a whole number', { what }))),
    v.minValue(least, demand(say('{what} must be at least {least}', { what, least }))),
    v.maxValue(most, demand(say('{what} must be at most {most}', { what, most }))),
  );

const emptyList = (what: string) => demand(say('{what} is an empty list', { what }));

const list = (what: string) => demand(say('{what} must be a list', { what }));

const roleArnPattern = /^acs:ram::[0-9]+:role\/[A-Za-z0-9][A-Za-z0-9._-]*$/;

const identitySchema = v.union(
  [
    v.literal('self'),
    v.strictObject({
      roleArn: v.pipe(v.string(), v.regex(roleArnPattern)),
      externalId: v.optional(
        v.pipe(
          v.string(demand(say('{what} must be text', { what: 'externalId' }))),
          // AssumeRole's reference, 2026.
          v.regex(
            /^[\w+=,.@:/\\-]{2,1224}$/,
            demand(say('has 2 to 1224 letters, digits and {signs}', { signs: '_+=,.@:/\\-' })),
          ),
        ),
      ),
    }),
    v.strictObject({ uid: v.pipe(v.string(), v.regex(/^[0-9]{5,32}$/)) }),
  ],
  demand(
    say('an identity is `self`, {role} or {user}', {
      role: '{roleArn: "acs:ram::<account>:role/<name>"}',
      user: '{uid: "<quoted uid>"}',
    }),
  ),
);

export const heartbeatSchema = v.union(
  [secretReference, webAddress],
  demand(
    say('{what} must be a URL, or "kms:<secret name>" of a secret that holds it', { what: 'heartbeat' }),
  ),
);

export const languageSchema = v.picklist(
  languages,
  demand(say('must be {names} or {last}', { names: ['en', 'ja'], last: 'zh' })),
);

/** Under which it keeps its memory in shared sinks. */
export const nameSchema = v.optional(
  v.pipe(
    v.string(demand(say('{what} must be text', { what: 'name' }))),
    v.regex(
      /^[a-z0-9][a-z0-9-]{0,31}$/,
      demand(say('must be a short name of lower-case letters, digits and -')),
    ),
  ),
);

const globs = v.array(text(say('a pattern')), demand(say('must be a list of name patterns')));

const selectSchema = v.optional(
  v.strictObject({
    names: v.optional(globs),
    exclude: v.optional(globs),
    tags: v.optional(v.record(v.string(), v.string(demand(say('a tag value must be quoted text'))))),
    vpc: v.optional(
      v.pipe(
        v.string(),
        v.regex(/^vpc-[a-z0-9]+$/, demand(say('must be the id of a VPC, such as vpc-bp1…'))),
      ),
    ),
  }),
  {},
);

const accessChoices = ['private', 'public', 'auto'] as const;

const accessChoice = v.picklist(
  accessChoices,
  demand(say('must be private, public or auto, or a list of {rules}', { rules: '{select: {…}, access: …}' })),
);
const accessRules = v.pipe(
  v.array(v.strictObject({ select: selectSchema, access: accessChoice })),
  v.minLength(1, emptyList('access')),
);
// Not a union, which would not say what is wrong in which rule.
const accessSchema = v.lazy<typeof accessRules | typeof accessChoice>((value) =>
  Array.isArray(value) ? accessRules : accessChoice,
);

const configurationSchema = v.strictObject({
  name: nameSchema,
  regions: v.optional(v.pipe(v.array(text(say('a region'))), v.minLength(1, emptyList('regions')))),
  select: selectSchema,
  identities: v.optional(v.pipe(v.array(identitySchema), v.minLength(1, emptyList('identities'))), ['self']),
  renewBeforeDays: v.optional(wholeNumber('renewBeforeDays', 1, renewalWindowDays), renewalWindowDays),
  spreadDays: v.optional(wholeNumber('spreadDays', 0, 150), 0),
  access: v.optional(accessSchema, 'auto'),
  sinks: v.optional(
    v.pipe(
      v.array(sinkSchema, list('sinks')),
      v.check(
        (sinks) => sinks.length === 0 || sinks.some(({ kind }) => !forgetfulKinds.includes(kind)),
        demand(
          say('{kinds} keep no reports and no memory of alarms: name another sink beside', {
            kinds: forgetfulKinds,
          }),
        ),
      ),
    ),
    [],
  ),
  verify: v.optional(
    v.picklist(
      ['require', 'prefer', 'skip'],
      demand(say('must be {names} or {last}', { names: ['require', 'prefer'], last: 'skip' })),
    ),
    'require',
  ),
  probeDays: v.optional(wholeNumber('probeDays', 0, 90), 7),
  holders: v.optional(v.boolean(demand(say('must be true or false'))), true),
  rights: v.optional(v.boolean(demand(say('must be true or false'))), false),
  blackouts: v.optional(v.array(blackoutSchema, list('blackouts')), []),
  canary: v.optional(
    v.strictObject({
      count: v.optional(wholeNumber('count', 0, 1000), 3),
      haltAbovePercent: v.optional(wholeNumber('haltAbovePercent', 1, 100), 50),
    }),
    {},
  ),
  notify: v.optional(v.array(notifierSchema, list('notify')), []),
  language: v.optional(languageSchema, 'en'),
  heartbeat: v.optional(heartbeatSchema),
  concurrency: v.optional(wholeNumber('concurrency', 1, 64), 8),
  shardSize: v.optional(wholeNumber('shardSize', 1, 1000), 200),
});

const checkedSchema = v.pipe(
  configurationSchema,
  v.forward(
    v.partialCheck(
      [['spreadDays'], ['renewBeforeDays']],
      ({ spreadDays, renewBeforeDays }) => spreadDays < renewBeforeDays,
      demand(
        say('spreadDays must be less than renewBeforeDays, or some credentials would expire while held back'),
      ),
    ),
    ['spreadDays'],
  ),
  v.forward(
    v.partialCheck(
      [['identities']],
      ({ identities }) => new Set(identities.map(identityPlace)).size === identities.length,
      demand(say('two identities of one account have the same name, and would be stored in the same place')),
    ),
    ['identities'],
  ),
);

/** What to rotate, where to store it and whom to notify; every default filled in. */
export type RotationConfiguration = v.InferOutput<typeof checkedSchema>;
export type IdentityConfiguration = v.InferOutput<typeof identitySchema>;
export type VerifyChoice = RotationConfiguration['verify'];

/** The name an identity is stored under: `self`, the role's name, or the uid. */
export function identityName(identity: IdentityConfiguration): string {
  if (identity === 'self') return 'self';
  if ('uid' in identity) return identity.uid;
  return identity.roleArn.slice(identity.roleArn.indexOf('/') + 1);
}

/** A role with its account, of which it says so itself. */
export function assumedRole(identity: IdentityConfiguration) {
  if (identity === 'self' || 'uid' in identity) return null;
  return { ...identity, accountId: /^acs:ram::([0-9]+):/.exec(identity.roleArn)?.[1] ?? '' };
}

/** Identifies an identity: two accounts may have roles of one name. */
export function identityKey(identity: IdentityConfiguration): string {
  return identity !== 'self' && 'roleArn' in identity ? identity.roleArn : identityName(identity);
}

/**
 * Where its credentials go: clusters are stored by id, so that roles of two accounts never collide. A role with the
 * same name as another whose account is unknown might.
 */
function identityPlace(
  identity: IdentityConfiguration,
  _index: number,
  all: readonly IdentityConfiguration[],
) {
  const name = identityName(identity);
  const isAlone = all.every((each) => identityName(each) !== name || identityKey(each) !== name);
  return isAlone ? identityKey(identity) : name;
}

/**
 * Parses rotation.yaml. `source` names it in messages. Throws ConfigurationInvalid with every problem and its path at
 * once; an empty text means every default: the caller's own identity into no sink.
 */
export function parseRotationConfiguration(yaml: string, source: string): RotationConfiguration {
  if (yaml.length > mostCharacters)
    throw invalid(source, [say('it is longer than {count} characters', { count: mostCharacters })]);
  const parsed = v.safeParse(checkedSchema, readYaml(yaml, source) ?? {}, unquoting);
  if (parsed.success) return parsed.output;
  throw invalid(source, schemaProblems(parsed.issues));
}

/**
 * Throws ConfigurationInvalid if it names no sink: whoever applies it would have credentials renewed and throw them
 * away. A plan needs none.
 */
export function refuseWithoutSinks({ sinks }: RotationConfiguration, source: string): void {
  if (sinks.length === 0) throw withoutSinks(source);
}

export function withoutSinks(source: string): AckringError {
  return new AckringError(
    'ConfigurationInvalid',
    say('{source} names no sink: what is renewed would be stored nowhere', { source }),
    {
      remedy: say('Name one under `sinks`, such as {example}.', { example: '{kind: oss, bucket: my-keys}' }),
    },
  );
}

/**
 * The object of `oss://bucket/key`, in which a configuration may be kept; null for any other text. A `*` would be a
 * pattern in the policy that lets the function read it.
 */
export function objectPlace(url: string): { readonly bucket: string; readonly name: string } | null {
  const [, bucket, name] = /^oss:\/\/([a-z0-9][a-z0-9-]{1,61}[a-z0-9])\/([^*?]+)$/.exec(url) ?? [];
  return bucket === undefined || name === undefined ? null : { bucket, name };
}

/** A hundred times the names and ids of the largest fleets. */
const mostCharacters = 1_048_576;

/** The document as data; throws ConfigurationInvalid if it is not YAML. */
export function readYaml(yaml: string, source: string): unknown {
  const read = readYamlText(yaml, quoteLongNumbers);
  if (read.kind === 'problems') throw invalid(source, read.problems);
  return read.data;
}

/** An unquoted uid exceeds 2^53 and would lose its last digits: use the digits as written. */
function quoteLongNumbers(node: unknown): void {
  if (isMap(node)) {
    for (const { key, value } of node.items) {
      if (isScalar(key) && key.value === 'uid' && isScalar(value) && typeof value.value === 'number') {
        value.value = value.source ?? String(value.value);
      } else quoteLongNumbers(value);
    }
  } else if (typeof node === 'object' && node !== null && 'items' in node && Array.isArray(node.items)) {
    for (const item of node.items) if (!isAlias(item)) quoteLongNumbers(item);
  }
}

function invalid(source: string, problems: readonly (Sentence | string)[]): AckringError {
  return new AckringError('ConfigurationInvalid', say('{source} cannot be used:', { source }), {
    problems,
    remedy: say('Correct {source}, then run `ackring rotate plan` to see what it would do.', { source }),
  });
}
