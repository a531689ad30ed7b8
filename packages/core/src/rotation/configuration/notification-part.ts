import * as v from 'valibot';
import { notifierSchema } from '../notifiers/notifiers.js';
import { sinkSchema } from '../sinks/sinks.js';
import {
  heartbeatSchema,
  languageSchema,
  nameSchema,
  parseRotationConfiguration,
  type RotationConfiguration,
  readYaml,
} from './configuration.js';

/**
 * What an unusable configuration still says about whom to notify: its notifiers, their language and heartbeat, and
 * its sinks with its name in them, which remember who was told, each as far as it is readable by itself. Everything
 * else is a default, not to be used for rotating.
 */
export function notificationPart(yaml: string): RotationConfiguration {
  const { name, notify, sinks, heartbeat, language } = settingsIn(yaml);
  const own = v.safeParse(nameSchema, name);
  const url = v.safeParse(heartbeatSchema, heartbeat);
  const words = v.safeParse(languageSchema, language);
  return {
    ...parseRotationConfiguration('', 'defaults'),
    notify: readable(notifierSchema, notify),
    // Without its name the memory in them would be another function's, which it would silence or call off.
    sinks: own.success ? readable(sinkSchema, sinks) : [],
    ...(own.success && own.output !== undefined ? { name: own.output } : {}),
    ...(url.success ? { heartbeat: url.output } : {}),
    ...(words.success ? { language: words.output } : {}),
  };
}

const settingsSchema = v.record(v.string(), v.unknown());

/** By name. Where the text is no YAML, each block that begins a line is read by itself; what cannot be is null. */
function settingsIn(yaml: string): Readonly<Record<string, unknown>> {
  const whole = v.safeParse(settingsSchema, document(yaml));
  if (whole.success) return whole.output;
  const found = new Map<string, unknown>();
  for (const block of yaml.replace(/^\uFEFF/, '').split(/\n(?=[\w"'])/)) {
    const [, key = ''] = /^["']?(\w+)["']?\s*:/.exec(block) ?? [];
    const read = v.safeParse(settingsSchema, document(block));
    // Given twice, neither counts.
    found.set(key, read.success && !found.has(key) ? read.output[key] : null);
  }
  return Object.fromEntries(found);
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
