import * as v from 'valibot';
import { type Fault, type FaultEffect, kubeconfigFlaws } from '../faults/fault.js';
import { serviceNames } from '../service.js';

const optional = v.exactOptional;
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const status = v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599));

const effect: v.GenericSchema<unknown, FaultEffect> = v.variant('kind', [
  v.strictObject({
    kind: v.literal('throttle'),
    code: optional(v.string()),
    status: optional(status),
    retryAfterMs: optional(count),
  }),
  v.strictObject({
    kind: v.literal('error'),
    status,
    code: optional(v.string()),
    message: optional(v.string()),
    after: optional(v.boolean()),
  }),
  v.strictObject({ kind: v.literal('delay'), ms: count }),
  v.strictObject({ kind: v.literal('reset'), after: optional(v.boolean()) }),
  v.strictObject({ kind: v.literal('kill'), after: optional(v.boolean()) }),
  v.strictObject({ kind: v.literal('truncate'), bytes: optional(count) }),
  v.strictObject({ kind: v.literal('html'), status: optional(status) }),
  v.strictObject({ kind: v.literal('emptyBody'), status: optional(status) }),
  v.strictObject({ kind: v.literal('redirect'), location: v.string(), status: optional(status) }),
  v.strictObject({ kind: v.literal('flood'), bytes: count, gzip: optional(v.boolean()) }),
  v.strictObject({ kind: v.literal('drip'), ms: count }),
  v.strictObject({
    kind: v.literal('misissue'),
    flaw: v.picklist(kubeconfigFlaws),
    command: optional(v.string()),
    marker: optional(v.string()),
  }),
  v.strictObject({ kind: v.literal('drift'), path: v.string(), value: v.unknown() }),
  v.strictObject({ kind: v.literal('emptyPage') }),
  v.strictObject({ kind: v.literal('duplicatePage') }),
  v.strictObject({ kind: v.literal('totalCount'), value: v.number() }),
]);

/** A fault as it arrives over HTTP. */
export const faultSchema: v.GenericSchema<unknown, Fault> = v.strictObject({
  service: optional(v.picklist([...serviceNames, 'kubernetes'])),
  operation: optional(v.string()),
  path: optional(v.string()),
  probability: optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  skip: optional(count),
  times: optional(count),
  effect,
});

/** A script as it arrives over HTTP: null lets a call pass. */
export const scriptSchema = v.strictObject({ operation: v.string(), effects: v.array(v.nullable(effect)) });
