import * as v from 'valibot';
import type { RamStatement } from '../../cloud/ram.js';
import { readOnlyRefusal, toAckringError } from '../../words/errors.js';
import { type Sentence, say } from '../../words/say.js';
import { kindOf, kindsText, type PlugInOptions, type PolicyPlace } from '../plug-in/plug-in.js';
import { fileSink } from './file.js';
import { githubSink } from './github.js';
import { gitlabSink } from './gitlab.js';
import { jenkinsSink } from './jenkins.js';
import { kmsSink } from './kms.js';
import { kubernetesSecretSink } from './kubernetes-secret.js';
import { ossSink } from './oss.js';
import type { Sink } from './sink.js';

/** Every kind of sink; adding its record here registers it. */
export const sinkKinds = [
  kmsSink,
  ossSink,
  fileSink,
  kubernetesSecretSink,
  gitlabSink,
  githubSink,
  jenkinsSink,
];

/** One sink of the configuration. */
export const sinkSchema = v.variant(
  'kind',
  sinkKinds.map(({ schema }) => schema),
  kindsText(say('a sink'), sinkKinds),
);

/** The kinds without room for reports and the memory of alarms. */
export const forgetfulKinds: readonly string[] = sinkKinds
  .filter(({ keepsMemory }) => !keepsMemory)
  .map(({ kind }) => kind);

export type SinkConfiguration = v.InferOutput<typeof sinkSchema>;

/**
 * The sink that a configuration names. One that cannot be opened fails each credential separately, like one that
 * cannot be read, and does not stop the others.
 */
export async function openSink(sink: SinkConfiguration, options: PlugInOptions): Promise<Sink> {
  try {
    const opened = await kindOf(sink, sinkKinds).open(sink, options);
    return options.isReadOnly ? readOnlySink(opened) : opened;
  } catch (thrown) {
    const fail = async (): Promise<never> => {
      throw toAckringError(thrown);
    };
    return { name: sink.kind, read: fail, stage: fail, promote: fail, documents: null };
  }
}

/** The same sink, into which nothing is written. */
export function readOnlySink(sink: Sink): Sink {
  const refuse = () => Promise.reject(readOnlyRefusal(say('write {file}', { file: sink.name })));
  const { documents } = sink;
  const kept = documents === null ? null : { ...documents, write: refuse, replace: refuse };
  return { ...sink, stage: refuse, promote: refuse, documents: kept };
}

/** Who else sees what is delivered, of each sink that rotation.yaml opens so far; empty for most. */
export function sinkCaveats(sinks: readonly SinkConfiguration[]): readonly Sentence[] {
  return sinks.flatMap((sink) => kindOf(sink, sinkKinds).caveats?.(sink) ?? []);
}

/** The RAM permissions that a sink of the configuration needs. */
export function sinkStatements(sink: SinkConfiguration, place: PolicyPlace): readonly RamStatement[] {
  return kindOf(sink, sinkKinds).ramStatements(sink, place);
}
