import type { ServiceRecord } from '@ackring/core/internal/cloud/openapi/operation';
import * as v from 'valibot';
import type { Finding } from './compare.js';
import { type Shape, shapeOfSchema } from './shape.js';

const day = v.pipe(v.string(), v.isoDate());
const names = v.pipe(v.array(v.string()), v.minLength(1));
const announcementSchema = v.strictObject({
  /** Null for all of them. */
  product: v.nullable(v.string()),
  ends: v.variant('kind', [
    v.strictObject({ kind: v.literal('operation'), names }),
    v.strictObject({ kind: v.literal('signature'), names }),
    v.strictObject({ kind: v.literal('version'), names }),
    v.strictObject({ kind: v.literal('runtime'), names }),
    v.strictObject({ kind: v.literal('field'), operation: v.string(), names }),
  ]),
  /** `ends` has a date, or comes in phases; `discouraged` has no known end. */
  state: v.picklist(['retired', 'ends', 'discouraged']),
  on: v.nullable(day),
  says: v.string(),
  source: v.string(),
  lookedUpOn: day,
});

export const announcementsSchema = v.strictObject({
  /** When the vendor's change logs were read. */
  looks: v.pipe(v.array(v.strictObject({ on: day, at: v.string() })), v.minLength(1)),
  announcements: v.array(announcementSchema),
});

export type Announcements = v.InferOutput<typeof announcementsSchema>;
type Announcement = Announcements['announcements'][number];

/** What we use of the cloud besides the services: the function's runtime. */
export interface Used {
  readonly services: readonly ServiceRecord[];
  readonly runtimes: readonly string[];
}

export interface Announced extends Finding {
  /** False if merely discouraged. */
  readonly isEnd: boolean;
}

/** The announcements that concern something used. */
export function announcedFor({ announcements }: Announcements, used: Used): readonly Announced[] {
  return announcements.flatMap((announcement) => {
    const { state, on, says, source } = announcement;
    const problem = `${state}${on === null ? '' : ` ${on}`}: ${says} (${source})`;
    return usesOf(announcement, used).map((use) => ({ ...use, problem, isEnd: state !== 'discouraged' }));
  });
}

type Use = Pick<Finding, 'operation' | 'place'>;

function usesOf({ product, ends }: Announcement, { services, runtimes }: Used): readonly Use[] {
  if (ends.kind === 'runtime') return named(runtimes, ends.names, 'fc', 'runtime');
  return services
    .filter((service) => product === null || service.product === product)
    .flatMap((service) => usesIn(service, ends));
}

function usesIn(
  service: ServiceRecord,
  ends: Exclude<Announcement['ends'], { kind: 'runtime' }>,
): readonly Use[] {
  switch (ends.kind) {
    case 'operation':
      return named(Object.keys(service.operations), ends.names, service.product, 'operation');
    case 'signature':
      return named([service.signature], ends.names, service.product, 'signature');
    case 'version':
      return named([service.version], ends.names, service.product, 'version');
    case 'field':
      return fieldsOf(service, ends.operation, ends.names);
  }
}

function named(
  used: readonly string[],
  ended: readonly string[],
  product: string,
  place: string,
): readonly Use[] {
  return used
    .filter((name) => ended.includes(name))
    .map((name) => ({ operation: product, place: `${place} ${name}` }));
}

function fieldsOf(service: ServiceRecord, operation: string, ended: readonly string[]): readonly Use[] {
  const shape: Shape | null = shapeOfSchema(service.operations[operation]?.answer);
  return [...(shape?.fields.keys() ?? [])]
    .filter((name) => ended.includes(name))
    .map((name) => ({ operation: `${service.product} ${operation}`, place: `field ${name}` }));
}

/** The latest reading of the vendor's change logs, and how many whole days ago it was. */
export function newestLook(
  { looks }: Announcements,
  now: Date,
): { readonly on: string; readonly days: number } {
  const sorted = looks.map((look) => look.on).toSorted();
  const on = sorted.at(-1) ?? '';
  return { on, days: Math.max(0, Math.floor((now.getTime() - Date.parse(on)) / 86_400_000)) };
}
