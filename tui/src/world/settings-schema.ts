import {
  AckringError,
  demand,
  nearest,
  type Sentence,
  schemaProblems,
  temporaryMinutes,
  toText,
  unquoting,
} from '@ackring/core/words';
import * as v from 'valibot';
import { languages } from '../messages/language.js';
import { say } from '../messages/say.js';
import { defaultSettings, functionPattern, type Settings, skins } from './settings.js';

const text = v.string(demand(say('must be text in quotes')));
const flag = v.boolean(demand(say('must be true or false')));
const texts = v.array(text, demand(say('must be a list of texts')));

function wholeNumber(least: number, most: number, otherwise: Sentence | '' = '') {
  const message = demand(
    say('must be a whole number from {least} to {most}{otherwise}', { least, most, otherwise }),
  );
  return v.pipe(v.number(message), v.integer(message), v.minValue(least, message), v.maxValue(most, message));
}

function oneOf<const Choices extends readonly string[]>(choices: Choices, otherwise: Sentence | '' = '') {
  return v.picklist(choices, demand(say('must be one of {choices}{otherwise}', { choices, otherwise })));
}

const services = ['cs', 'kms', 'oss', 'fc', 'sts', 'cms', 'sls'] as const;

const schema = v.strictObject(
  {
    profile: v.optional(v.nullable(text), defaultSettings.profile),
    accounts: v.optional(
      v.union([texts, v.literal('all')], demand(say('must be a list of profiles, or "all"'))),
      defaultSettings.accounts,
    ),
    regions: v.optional(texts, []),
    readOnly: v.optional(flag, defaultSettings.readOnly),
    readOnlyProfiles: v.optional(texts, []),
    durationMinutes: v.optional(
      v.nullable(wholeNumber(temporaryMinutes.min, temporaryMinutes.max, say(', or null for long-term'))),
      defaultSettings.durationMinutes,
    ),
    access: v.optional(oneOf(['private', 'public', 'auto']), defaultSettings.access),
    contextName: v.optional(
      v.pipe(
        text,
        v.regex(/\{(name|id)\}/, demand(say('needs {name} or {id} in it', { name: '{name}', id: '{id}' }))),
      ),
      defaultSettings.contextName,
    ),
    refreshSeconds: v.optional(wholeNumber(5, 3600), defaultSettings.refreshSeconds),
    function: v.optional(
      v.pipe(
        text,
        v.regex(
          functionPattern,
          demand(say('must be NAME or SERVICE/NAME, with @REGION behind it if need be')),
        ),
      ),
      defaultSettings.function,
    ),
    rules: v.optional(
      v.nullable(
        v.pipe(
          text,
          v.regex(/^(~\/|\/|[A-Za-z]:[\\/])/, demand(say('must be an absolute path, or begin with ~/'))),
        ),
      ),
      defaultSettings.rules,
    ),
    mouse: v.optional(flag, defaultSettings.mouse),
    skin: v.optional(v.nullable(oneOf(skins)), defaultSettings.skin),
    language: v.optional(
      v.nullable(oneOf(languages, say(", or null for the machine's"))),
      defaultSettings.language,
    ),
    favourites: v.optional(
      v.record(text, texts, demand(say('must map profiles to lists of cluster ids'))),
      {},
    ),
    aliases: v.optional(
      v.record(
        text,
        v.record(text, text, demand(say('must map short names to cluster ids'))),
        demand(say('must map profiles to short names')),
      ),
      {},
    ),
    keys: v.optional(v.record(text, text, demand(say('must map actions to keys'))), {}),
    endpoints: v.optional(v.record(oneOf(services), text, demand(say('must map services to addresses'))), {}),
  },
  () => demand(say('must hold settings: {settings}', { settings: '{…}' })),
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

function withSuggestion(problem: Sentence): Sentence {
  const name = /^([^:.[]+): is not a known setting$/.exec(toText(problem))?.[1];
  const meant = name === undefined ? null : nearest(name, Object.keys(schema.entries));
  return meant === null ? problem : say('{problem}: did you mean {meant}?', { problem, meant });
}
