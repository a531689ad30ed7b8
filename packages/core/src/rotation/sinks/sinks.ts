import * as v from 'valibot';
import type { RamStatement } from '../../cloud/ram.js';
import { toAckringError } from '../../words/errors.js';
import type { Sink } from '../delivery/sink.js';
import type { PlugIn } from '../plug-in.js';
import type { PolicyPlace } from '../policy-place.js';
import type { RotationPortsOptions } from '../ports-options.js';
import { fileSink } from './file.js';
import { kmsSink } from './kms.js';
import { kubernetesSecretSink } from './kubernetes-secret.js';
import { ossSink } from './oss.js';

/** One sink of the configuration. */
export const sinkSchema = v.variant(
  'kind',
  [kmsSink.schema, ossSink.schema, fileSink.schema, kubernetesSecretSink.schema],
  'a sink has a kind: kms, oss, file or kubernetesSecret',
);

export type SinkConfiguration = v.InferOutput<typeof sinkSchema>;
export type SinkKind = SinkConfiguration['kind'];
type SettingsByKind = { readonly [Settings in SinkConfiguration as Settings['kind']]: Settings };

/** Every kind of sink; a schema above without its record here does not compile. */
export const sinkKinds: { readonly [Kind in SinkKind]: PlugIn<SettingsByKind[Kind], Sink> } = {
  kms: kmsSink,
  oss: ossSink,
  file: fileSink,
  kubernetesSecret: kubernetesSecretSink,
};

/**
 * The sink a configuration names. One that cannot be opened fails each credential by itself, as one that
 * cannot be read does, and keeps the others from nothing.
 */
export async function openSink(sink: SinkConfiguration, options: RotationPortsOptions): Promise<Sink> {
  try {
    return await openKind(sink.kind, sink, options);
  } catch (thrown) {
    const fail = async (): Promise<never> => {
      throw toAckringError(thrown);
    };
    return { name: sink.kind, read: fail, stage: fail, promote: fail, documents: null };
  }
}

/** What a sink of the configuration needs of RAM. */
export function sinkStatements(sink: SinkConfiguration, place: PolicyPlace): readonly RamStatement[] {
  return statementsOfKind(sink.kind, sink, place);
}

function openKind<Kind extends SinkKind>(
  kind: Kind,
  settings: SettingsByKind[Kind],
  options: RotationPortsOptions,
): Promise<Sink> {
  return sinkKinds[kind].open(settings, options);
}

function statementsOfKind<Kind extends SinkKind>(
  kind: Kind,
  settings: SettingsByKind[Kind],
  place: PolicyPlace,
): readonly RamStatement[] {
  return sinkKinds[kind].ramStatements(settings, place);
}
