import * as v from 'valibot';
import { notifierSchema } from '../notifiers/notifiers.js';
import { sinkSchema } from '../sinks/sinks.js';
import {
  heartbeatSchema,
  languageSchema,
  parseRotationConfiguration,
  type RotationConfiguration,
  readYaml,
} from './configuration.js';

/**
 * What a configuration that cannot be used still says of whom to tell: its notifiers, their language and heartbeat, and its sinks,
 * where is remembered who was told, each as far as it can be read by itself. Everything else is a default, to
 * rotate nothing by.
 */
export function tellingPart(yaml: string): RotationConfiguration {
  const found = v.safeParse(v.record(v.string(), v.unknown()), document(yaml));
  const { notify, sinks, heartbeat, language } = found.success ? found.output : {};
  const url = v.safeParse(heartbeatSchema, heartbeat);
  const words = v.safeParse(languageSchema, language);
  return {
    ...parseRotationConfiguration('', 'defaults'),
    notify: readable(notifierSchema, notify),
    sinks: readable(sinkSchema, sinks),
    ...(url.success ? { heartbeat: url.output } : {}),
    ...(words.success ? { language: words.output } : {}),
  };
}

function document(yaml: string): unknown {
  try {
    return readYaml(yaml, 'configuration');
  } catch {
    return null;
  }
}

function readable<Schema extends v.GenericSchema>(schema: Schema, list: unknown): v.InferOutput<Schema>[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item) => {
    const parsed = v.safeParse(schema, item);
    return parsed.success ? [parsed.output] : [];
  });
}
