import * as v from 'valibot';
import type { KubeconfigState } from '../cloud/ack/api.js';
import { readYamlText } from '../machine/yaml-text.js';
import { temporaryMinutes } from '../words/certificate.js';
import { durationMs } from '../words/duration.js';
import { AckringError } from '../words/errors.js';
import { matchesGlob } from '../words/glob.js';
import type { Identity } from '../words/identity.js';
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

/** One kubeconfig under one rule. */
export interface RuleFinding {
  /** The rule's place in its file, from 1. */
  readonly rule: number;
  readonly cluster: { readonly id: string; readonly name: string; readonly region: string };
  readonly identity: Identity;
  /** What is left of the certificate's life, in ms; null if no certificate is in force. */
  readonly lifeMs: number | null;
  readonly verdict: 'kept' | 'broken';
}

/**
 * Holds the kubeconfigs of a cluster against the rules. The cloud tells when a certificate ends and not when it began:
 * a maximum is broken by what has more than that left, so that whoever checks daily sees each new one that lives too
 * long. Roles of the cloud's own services are left out.
 */
export function checkRules(
  rules: readonly FleetRule[],
  states: readonly KubeconfigState[],
  now: Date,
): readonly RuleFinding[] {
  return states
    .filter(({ cloudService }) => cloudService === null)
    .flatMap((state) =>
      rules.flatMap((rule, index) => (applies(rule, state) ? [findingOf(rule, index, state, now)] : [])),
    );
}

function findingOf(rule: FleetRule, index: number, state: KubeconfigState, now: Date): RuleFinding {
  const { cluster, identity } = state;
  const lifeMs = lifeLeft(state, now);
  const isTooLong = lifeMs !== null && rule.maxLifeMs !== null && lifeMs > rule.maxLifeMs;
  const isForbidden = lifeMs !== null && !rule.longTerm;
  return {
    rule: index + 1,
    cluster,
    identity,
    lifeMs,
    verdict: isTooLong || isForbidden ? 'broken' : 'kept',
  };
}

/** Temporary ones are in no list: whatever is in force there is long-term. */
function lifeLeft({ certificateState, notAfter }: KubeconfigState, now: Date): number | null {
  if (certificateState !== 'unexpired' || notAfter === null) return null;
  const left = notAfter.getTime() - now.getTime();
  return left > 0 ? left : null;
}

function applies({ identities, clusters }: FleetRule, { identity, cluster }: KubeconfigState): boolean {
  return isAmong(identities, identity) && matchesGlob(clusters, cluster.name);
}

function isAmong(identities: string, { type, name, uid }: Identity): boolean {
  if (identities === 'people') return type === 'user' || type === 'root' || type === 'unknown';
  if (identities === 'roles') return type === 'role' || type === 'unknown';
  return identities === name || identities === uid;
}
