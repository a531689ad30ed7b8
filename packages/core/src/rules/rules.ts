import * as v from 'valibot';
import { readYamlText } from '../machine/yaml-text.js';
import { temporaryMinutes } from '../words/certificate.js';
import { durationMs } from '../words/duration.js';
import { AckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import { demand, schemaProblems, unquoting } from '../words/schema-problems.js';

/** One rule for kubeconfigs of a fleet. */
export interface FleetRule {
  /** `people`: RAM users and the account root; `roles`: RAM roles; else one name or uid. */
  readonly identities: string;
  /** A pattern of names, `*` for any characters. */
  readonly clusters: string;
  /** The longest life, in ms; null for any. */
  readonly maxLifeMs: number | null;
  /** False forbids long-term kubeconfigs altogether. */
  readonly longTerm: boolean;
}

const duration = v.pipe(
  v.string(),
  v.regex(/^[1-9][0-9]{0,5}[mhd]$/, demand(say('must be a duration such as 8h or 90d'))),
  v.transform((text) => durationMs(text) ?? 0),
);

const ruleSchema = v.pipe(
  v.strictObject({
    identities: v.pipe(v.string(), v.minLength(1)),
    clusters: v.optional(v.pipe(v.string(), v.minLength(1)), '*'),
    maxLife: v.optional(duration),
    longTerm: v.optional(v.boolean(), true),
  }),
  v.check(
    ({ maxLife, longTerm }) => maxLife !== undefined || !longTerm,
    demand(say('must say maxLife, or longTerm: false')),
  ),
);

const rulesSchema = v.pipe(v.array(ruleSchema), v.minLength(1, demand(say('must hold at least one rule'))));

/** Many times the rules that a fleet needs. */
const mostCharacters = 1_048_576;

/** Nobody reads more at once. */
const mostProblems = 50;

/** Reads the rules of a file, YAML or JSON. Throws ConfigurationInvalid with every problem, its line and its path. */
export function parseRules(text: string, file: string): readonly FleetRule[] {
  if (text.length > mostCharacters) {
    throw invalid(file, [say('it is longer than {count} characters', { count: mostCharacters })]);
  }
  const read = readYamlText(text);
  if (read.kind === 'problems') throw invalid(file, read.problems);
  const parsed = v.safeParse(rulesSchema, read.data, unquoting);
  if (!parsed.success) throw invalid(file, atMost(schemaProblems(parsed.issues, read.lineOf)));
  return parsed.output.map(({ identities, clusters, maxLife, longTerm }) => ({
    identities,
    clusters,
    maxLifeMs: maxLife ?? null,
    longTerm,
  }));
}

/**
 * The longest life, in minutes, that rules for people leave to temporary kubeconfigs (15–4320); null if none forbids
 * long-term ones in all clusters: RAM knows no names of clusters.
 */
export function mostMinutesForPeople(rules: readonly FleetRule[]): number | null {
  const { min, max } = temporaryMinutes;
  const own = rules.filter(({ identities, clusters }) => identities === 'people' && clusters === '*');
  const lives = own.flatMap(({ longTerm, maxLifeMs }) => [
    ...(longTerm ? [] : [max]),
    ...(maxLifeMs === null ? [] : [Math.floor(maxLifeMs / 60_000)]),
  ]);
  const most = Math.min(...lives);
  return most > max ? null : Math.max(min, most);
}

function atMost(problems: readonly Sentence[]): readonly Sentence[] {
  const count = problems.length - mostProblems;
  return count <= 0 ? problems : [...problems.slice(0, mostProblems), say('and {count} more', { count })];
}

type Problems = ConstructorParameters<typeof AckringError>[2]['problems'];

function invalid(file: string, problems: NonNullable<Problems>): AckringError {
  return new AckringError('ConfigurationInvalid', say('the rules in {file} cannot be used', { file }), {
    problems,
    remedy: say('A rule is such as {example}.', {
      example: '`- {identities: people, clusters: "prod-*", maxLife: 90d}`',
    }),
  });
}
