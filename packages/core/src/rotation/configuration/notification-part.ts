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
 * What an unusable configuration still says about whom to notify: its notifiers, their language and heartbeat, and
 * its sinks, which remember who was told, each as far as it is readable by itself. Everything else is a default, not
 * to be used for rotating.
 */
export function notificationPart(yaml: string): RotationConfiguration {
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
