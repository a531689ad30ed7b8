import { AckringError, nearest, schemaProblems, temporaryMinutes, unquoting } from '@ackring/core/words';
import * as v from 'valibot';
import { languages } from '../messages/language.js';
import { say } from '../messages/say.js';
import { defaultSettings, functionPattern, type Settings, skins } from './settings.js';

const text = v.string('must be text in quotes');
const flag = v.boolean('must be true or false');
const texts = v.array(text, 'must be a list of texts');

function wholeNumber(least: number, most: number, otherwise = '') {
  const message = `must be a whole number from ${least} to ${most}${otherwise}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(least, message), v.maxValue(most, message));
}

function oneOf<const Choices extends readonly string[]>(choices: Choices, otherwise = '') {
  return v.picklist(choices, `must be one of ${choices.join(', ')}${otherwise}`);
}

const services = ['cs', 'kms', 'oss', 'fc', 'sts', 'cms', 'sls'] as const;

const schema = v.strictObject(
  {
    profile: v.optional(v.nullable(text), defaultSettings.profile),
    regions: v.optional(texts, []),
    readOnly: v.optional(flag, defaultSettings.readOnly),
    readOnlyProfiles: v.optional(texts, []),
    durationMinutes: v.optional(
      v.nullable(wholeNumber(temporaryMinutes.min, temporaryMinutes.max, ', or null for long-term')),
      defaultSettings.durationMinutes,
    ),
    access: v.optional(oneOf(['private', 'public', 'auto']), defaultSettings.access),
    contextName: v.optional(
      v.pipe(text, v.regex(/\{(name|id)\}/, 'needs {name} or {id} in it')),
      defaultSettings.contextName,
    ),
    refreshSeconds: v.optional(wholeNumber(5, 3600), defaultSettings.refreshSeconds),
    function: v.optional(
      v.pipe(
        text,
        v.regex(functionPattern, 'must be NAME or SERVICE/NAME, with @REGION behind it if need be'),
      ),
      defaultSettings.function,
    ),
    mouse: v.optional(flag, defaultSettings.mouse),
    skin: v.optional(oneOf(skins), defaultSettings.skin),
    language: v.optional(
      v.nullable(oneOf(languages, ", or null for the machine's")),
      defaultSettings.language,
    ),
    favourites: v.optional(v.record(text, texts, 'must map profiles to lists of cluster ids'), {}),
    aliases: v.optional(
      v.record(
        text,
        v.record(text, text, 'must map short names to cluster ids'),
        'must map profiles to short names',
      ),
      {},
    ),
    keys: v.optional(v.record(text, text, 'must map actions to keys'), {}),
    endpoints: v.optional(v.record(oneOf(services), text, 'must map services to addresses'), {}),
  },
  ({ expected }) => (expected === 'never' ? 'is not a known setting' : 'must hold settings: {…}'),
);

/** Parses a settings file; throws ConfigurationInvalid with every problem, its place and what to do. */
export function decodeSettings(value: unknown, file: string): Settings {
  const result = v.safeParse(schema, value, unquoting);
  if (result.success) return result.output;
  throw new AckringError('ConfigurationInvalid', say('the settings in {file} cannot be used:', { file }), {
    problems: schemaProblems(result.issues).map(withSuggestion),
    remedy: say('Correct {file}, or remove it for the defaults.', { file }),
  });
}

function withSuggestion(problem: string): string {
  const name = /^([^:.[]+): is not a known setting$/.exec(problem)?.[1];
  const meant = name === undefined ? null : nearest(name, Object.keys(schema.entries));
  return meant === null ? problem : `${problem}: did you mean ${meant}?`;
}
