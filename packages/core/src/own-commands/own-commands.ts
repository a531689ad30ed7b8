import * as v from 'valibot';
import { parseDocument } from 'yaml';
import { AckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import { demand, schemaProblems, unquoting } from '../words/schema-problems.js';
import { type LineProblem, wordsOfLine } from './words.js';

/** A command on a key of the screen. */
export interface OwnCommand {
  /** Its name in the file. */
  readonly name: string;
  readonly key: string;
  /** The screens whose rows it takes; empty for every screen. */
  readonly where: readonly string[];
  readonly label: string;
  /** With the names of a row's values in braces. */
  readonly words: readonly [string, ...string[]];
  /** It may change something: disabled in read-only mode, and confirmed before it is run. */
  readonly isChanging: boolean;
  /** Its output is shown on the screen; otherwise it has the terminal to itself. */
  readonly isShown: boolean;
}

const schemaOf = (screens: readonly string[]) =>
  v.record(
    v.string(),
    v.strictObject(
      {
        key: v.pipe(
          v.string(demand(say('must be text'))),
          v.regex(
            /^(?:[!-~]|ctrl-[abd-z])$/,
            demand(say('must be one letter or sign, or ctrl- and a letter that is not c')),
          ),
        ),
        where: v.optional(
          v.array(
            v.picklist(screens, demand(say('must be of {screens}', { screens }))),
            demand(say('must be a list of screens')),
          ),
          [],
        ),
        label: v.optional(
          v.pipe(
            v.string(demand(say('must be text'))),
            v.maxLength(40, demand(say('must be short: 40 letters'))),
          ),
        ),
        command: v.string(demand(say('must be text'))),
        changes: v.optional(v.boolean(demand(say('must be true or false'))), true),
        output: v.optional(
          v.picklist(['screen', 'terminal'], demand(say('must be screen or terminal'))),
          'terminal',
        ),
      },
      demand(say('must have a key and a command')),
    ),
    demand(say('must map names to keys and commands')),
  );

const lineProblems: Readonly<Record<LineProblem, Sentence>> = {
  empty: say('is empty'),
  quote: say('has a quote that is not closed'),
  shell: say('needs a shell for its signs: {example}, where the value is $1', {
    example: "sh -c 'kubectl … | less' sh {context}",
  }),
  script: say('has a value within a script, where it would be run: hand it on, {example}', {
    example: 'sh -c \'echo "$1"\' sh {name}',
  }),
  runner: say('makes a command line of its arguments: let it take the value from its variable, {example}', {
    example: `watch 'kubectl --context "$ROW_CONTEXT" get pods'`,
  }),
  program: say('must begin with a program, not with a value'),
};

/** The commands of a `keys.yaml`. Throws ConfigurationInvalid with every problem and its place. */
export function parseOwnCommands(
  text: string,
  { file, screens }: { readonly file: string; readonly screens: readonly string[] },
): readonly OwnCommand[] {
  const document = parseDocument(text, { prettyErrors: false });
  const [broken] = document.errors;
  if (broken !== undefined) throw invalid(file, [say('is not YAML: {why}', { why: broken.message })]);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 0 });
  } catch {
    throw invalid(file, [say('must not have aliases')]);
  }
  const parsed = v.safeParse(schemaOf(screens), value ?? {}, unquoting);
  if (!parsed.success) throw invalid(file, schemaProblems(parsed.issues));
  const problems: Sentence[] = [];
  const commands = Object.entries(parsed.output).flatMap(([name, own]): OwnCommand[] => {
    const words = wordsOfLine(own.command);
    if (typeof words === 'string') {
      problems.push(say('{path}: {problem}', { path: `${name}.command`, problem: lineProblems[words] }));
      return [];
    }
    const { key, where, label = name, changes, output } = own;
    return [{ name, key, where, label, words, isChanging: changes, isShown: output === 'screen' }];
  });
  if (problems.length > 0) throw invalid(file, problems);
  return commands;
}

function invalid(file: string, problems: readonly Sentence[]): AckringError {
  return new AckringError('ConfigurationInvalid', say('your keys in {file} cannot be used:', { file }), {
    problems,
    remedy: say('Correct {file}, or remove it.', { file }),
  });
}
