import type { ServiceRecord } from '@ackring/core/internal/cloud/openapi/operation';
import { type Announced, type Announcements, announcedFor, newestLook } from './announcements.js';
import { abandoned, type Belief, oldestBelief } from './beliefs.js';
import { type Comparison, compare, type Finding } from './compare.js';
import type { Sdk } from './sdk.js';
import type { Undescribed } from './undescribed.js';

export interface DriftOptions {
  readonly services: readonly ServiceRecord[];
  /** The managed runtimes of deployed functions. */
  readonly runtimes: readonly string[];
  /** By product and version, such as `cs 2015-12-15`; null if none is installed. */
  readonly sdkOf: (product: string, version: string) => Sdk | null;
  readonly undescribed: readonly Undescribed[];
  readonly announcements: Announcements;
  readonly beliefs: readonly Belief[];
  /** Of core and the embedded cloud. */
  readonly sources: readonly string[];
  readonly now: Date;
}

export interface ServiceDrift {
  /** Such as `cs 2015-12-15`. */
  readonly service: string;
  readonly sdk: string | null;
  readonly operations: readonly OperationDrift[];
}

interface OperationDrift {
  readonly name: string;
  /** Why nothing was compared, or the comparison. */
  readonly result: Comparison | Undescribed;
}

export interface Drift {
  readonly services: readonly ServiceDrift[];
  readonly announced: readonly Announced[];
  /** Exceptions that no longer hold: the SDK has it, or we do not call it. */
  readonly stale: readonly Finding[];
  readonly look: { readonly on: string; readonly days: number };
  readonly beliefs: { readonly count: number; readonly oldest: Belief | undefined };
}

/** Compares everything that we send and read with the SDKs and the vendor's announcements; makes no calls. */
export function findDrift(options: DriftOptions): Drift {
  const { services, announcements, undescribed, beliefs, sources, now } = options;
  return {
    services: services.map((service) => serviceDrift(service, options)),
    announced: announcedFor(announcements, options),
    stale: [
      ...undescribed.flatMap((exception) => staleness(exception, options)),
      ...abandoned(sources, beliefs).map(unfounded),
    ],
    look: newestLook(announcements, now),
    beliefs: { count: beliefs.length, oldest: oldestBelief(beliefs) },
  };
}

function unfounded({ what, mark }: Belief): Finding {
  const problem = `is in beliefs.ts, and no source says \`${mark}\`: take the row out, or name the words that rest on it`;
  return { operation: 'belief', place: what, problem };
}

/** Everything that fails the check. */
export function failuresOf({ services, announced, stale }: Drift): readonly Finding[] {
  const compared = services.flatMap(({ operations }) =>
    operations.flatMap(({ result }) => ('findings' in result ? result.findings : [])),
  );
  return [...compared, ...announced.filter(({ isEnd }) => isEnd), ...stale];
}

function serviceDrift(service: ServiceRecord, { sdkOf, undescribed }: DriftOptions): ServiceDrift {
  const { product, version } = service;
  const sdk = sdkOf(product, version);
  const operations = Object.entries(service.operations).map(([name, record]): OperationDrift => {
    const exceptions = undescribed.filter((each) => covers(each, service, name));
    const whole = exceptions.find(({ place }) => place === null);
    const compared = (): Comparison => compare(service, [name, record], sdk?.operation(name) ?? null);
    return { name, result: whole ?? without(compared(), exceptions) };
  });
  return { service: `${product} ${version}`, sdk: sdk?.title ?? null, operations };
}

/** Without the known findings. */
function without(comparison: Comparison, exceptions: readonly Undescribed[]): Comparison {
  const known = comparison.findings.filter((finding) =>
    exceptions.some(({ place }) => place === finding.place),
  );
  return {
    ...comparison,
    findings: comparison.findings.filter((finding) => !known.includes(finding)),
    undescribed: [...comparison.undescribed, ...known.map(({ place }) => place)],
  };
}

function covers({ product, version, operation }: Undescribed, service: ServiceRecord, name: string): boolean {
  const isOfService = product === service.product && version === service.version;
  return isOfService && (operation === null || operation === name);
}

function staleness(exception: Undescribed, { services, sdkOf }: DriftOptions): readonly Finding[] {
  const { product, version, operation, place } = exception;
  const finding = { operation: `${product} ${operation ?? version}`, place: place ?? 'operation' };
  const covered = services.flatMap((service) =>
    Object.entries(service.operations)
      .filter(([name]) => covers(exception, service, name))
      .map((entry) => ({ service, entry })),
  );
  if (covered.length === 0) return [{ ...finding, problem: 'is in undescribed.ts, and nothing calls it' }];
  const sdk = sdkOf(product, version);
  const isNeeded = covered.some(({ service, entry }) => {
    const { findings } = compare(service, entry, sdk?.operation(entry[0]) ?? null);
    return findings.some((each) => each.place === finding.place);
  });
  return isNeeded ? [] : [{ ...finding, problem: `is in undescribed.ts, and ${sdk?.title} has it` }];
}
