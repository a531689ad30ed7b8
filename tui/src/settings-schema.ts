import { AckringError } from '@ackring/core/errors';
import { unquoting } from '@ackring/core/unquoting';
import * as v from 'valibot';
import { defaultSettings, functionPattern, type Settings } from './settings.js';

const text = v.string();
const schema = v.strictObject({
  profile: v.optional(v.nullable(text), defaultSettings.profile),
  regions: v.optional(v.array(text), []),
  readOnly: v.optional(v.boolean(), defaultSettings.readOnly),
  readOnlyProfiles: v.optional(v.array(text), []),
  durationMinutes: v.optional(
    v.nullable(v.pipe(v.number(), v.integer(), v.minValue(15), v.maxValue(4320))),
    defaultSettings.durationMinutes,
  ),
  access: v.optional(v.picklist(['private', 'public', 'auto']), defaultSettings.access),
  contextName: v.optional(
    v.pipe(text, v.regex(/\{(name|id)\}/, 'needs {name} or {id} in it')),
    defaultSettings.contextName,
  ),
  refreshSeconds: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(5), v.maxValue(3600)),
    defaultSettings.refreshSeconds,
  ),
  function: v.optional(
    v.pipe(text, v.regex(functionPattern, 'must be NAME or SERVICE/NAME, with @REGION behind it if need be')),
    defaultSettings.function,
  ),
  skin: v.optional(v.picklist(['dark', 'light', 'mono']), defaultSettings.skin),
  language: v.optional(v.nullable(v.picklist(['en', 'ja', 'zh'])), defaultSettings.language),
  keys: v.optional(v.record(text, text), {}),
  endpoints: v.optional(v.record(v.picklist(['cs', 'kms', 'oss', 'fc', 'sts', 'cms', 'sls']), text), {}),
});

/** Reads what a settings file holds; throws ConfigurationInvalid naming every problem with its place. */
export function decodeSettings(value: unknown, file: string): Settings {
  const result = v.safeParse(schema, value, unquoting);
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`);
  throw new AckringError(
    'ConfigurationInvalid',
    `the settings in ${file} cannot be used: ${problems.join('; ')}`,
    {
      remedy: `Correct ${file}, or remove it for the defaults.`,
    },
  );
}
