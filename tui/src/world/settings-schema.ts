import {
  AckringError,
  type Directory,
  demand,
  nearest,
  type Sentence,
  schemaProblems,
  temporaryMinutes,
  toText,
  unquoting,
  usualDirectoryRole,
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

const services = ['cs', 'kms', 'oss', 'fc', 'sts', 'cms', 'sls', 'rd', 'adcp'] as const;

/** As STS takes them: AssumeRole's reference, 2026. */
const directory = v.strictObject(
  {
    profile: v.pipe(text, v.nonEmpty(demand(say('must name a profile')))),
    role: v.optional(
      v.pipe(text, v.regex(/^[\w.-]{1,64}$/, demand(say('must be the name of a role, without its account')))),
      usualDirectoryRole,
    ),
    externalId: v.optional(
      v.nullable(
        v.pipe(
          text,
          v.regex(
            /^[\w+=,.@:/\\-]{2,1224}$/,
            demand(say('must be an external id: 2 to 1,224 letters, digits and +=,.@:/\\-')),
          ),
        ),
      ),
      null,
    ),
    without: v.optional(
      v.array(
        v.pipe(text, v.regex(/^\d{16}$/, demand(say('must be the number of an account, 16 digits')))),
        demand(say('must be a list of accounts')),
      ),
      [],
    ),
  },
  () => demand(say('must be null, or hold profile, role, externalId and without')),
);

const schema = v.strictObject(
  {
    profile: v.optional(v.nullable(text), defaultSettings.profile),
    accounts: v.optional(
      v.union([texts, v.literal('all')], demand(say('must be a list of profiles, or "all"'))),
      defaultSettings.accounts,
    ),
    directory: v.optional(v.nullable(directory), defaultSettings.directory),
    regions: v.optional(texts, []),
    hubs: v.optional(flag, defaultSettings.hubs),
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

/** A directory as it is given; throws ConfigurationInvalid with every problem. */
export function decodeDirectory(value: unknown): Directory {
  const result = v.safeParse(directory, value, unquoting);
  if (result.success) return result.output;
  throw new AckringError('ConfigurationInvalid', say('that directory cannot be used:'), {
    problems: schemaProblems(result.issues),
    remedy: say('Correct it; `{help}` lists the options.', { help: 'ackring accounts add --help' }),
  });
}

/** Parses a settings file; throws ConfigurationInvalid with every problem, its place and what to do. */
export function decodeSettings(value: unknown, file: string): Settings {
  // A list has a method of the name of a setting.
  const result = v.safeParse(schema, Array.isArray(value) ? null : value, unquoting);
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
