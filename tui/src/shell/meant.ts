import { AckringError, type Fact, shell } from '@ackring/core/words';
import { say } from '../messages/say.js';
import { ownArguments } from './arguments.js';

/**
 * For the name of a cluster or a context that nothing has, the same command with each name that is similar, to be typed;
 * where the name stands in it once, and so confirms nothing.
 */
export function withMeant(error: AckringError, argv: readonly string[]): AckringError {
  const { name, near } = missingIn(error);
  // Of many, the first with how many more there are.
  const told = factOf(near, 'names') ?? factOf(near, 'name');
  const names = typeof told === 'string' ? [told] : (factOf(told, 'names') ?? told);
  const [at, ...others] = argv.flatMap((word, index) => (word === name ? [index] : []));
  if (!Array.isArray(names) || at === undefined || others.length > 0) return error;
  // Before `--` a leading dash makes an option of a name.
  const isAsIs = argv.slice(0, at).includes('--');
  const typed = names.map(String).filter((each) => isAsIs || !each.startsWith('-'));
  if (typed.length === 0) return error;
  const commands = typed.map((each) => `\`${shell`ackring ${withoutLanguage(argv.with(at, each))}`}\``);
  const { code, said, requestId, cause } = error;
  const remedy = say('Did you mean {commands}? {remedy}', { commands, remedy: said.remedy });
  return new AckringError(code, said.summary, { remedy, requestId: requestId ?? undefined, cause });
}

/** The name that nothing has, and what is said of similar ones. */
function missingIn({ code, said }: AckringError): {
  readonly name?: Fact | undefined;
  readonly near?: Fact | undefined;
} {
  const { name, near, contexts, hint } = said.summary.facts;
  if (code === 'ClusterNotFound') return { name, near };
  if (code !== 'ContextNotFound' || !Array.isArray(contexts)) return {};
  return { name: factOf(contexts[0], 'name'), near: hint };
}

function factOf(fact: Fact | undefined, name: string): Fact | undefined {
  return typeof fact === 'object' && 'facts' in fact ? fact.facts[name] : undefined;
}

/** For a command that is not there, the one that was meant with what stands around it, to be typed: `at` is its place. */
export function withArguments(error: AckringError, argv: readonly string[], at: number): AckringError {
  const { hint, command = '' } = error.said.summary.facts;
  if (typeof hint !== 'object' || !('facts' in hint)) return error;
  const words = String(hint.facts['name']).split(' ');
  // A topic has no options.
  const meant = argv[at - 1] === 'help' ? words.filter((word) => !word.startsWith('-')) : words;
  // A member of a group is missing with its group.
  const missing = String(command).split(' ').length;
  const typed = argv.toSpliced(at, missing, ...meant);
  const needsName = typed.at(-1) === '--namespace' ? ['NAME'] : [];
  const remedy = say('Run `{command}`.', {
    command: shell`ackring ${withoutLanguage([...typed, ...needsName])}`,
  });
  return new AckringError(error.code, error.said.summary, { remedy, cause: error.cause });
}

/** As in every other hint: a command that is told does the same in any language. */
function withoutLanguage(argv: readonly string[]): readonly string[] {
  const own = ownArguments(argv);
  const others = own.filter((word, at) => !/^--lang(?:=|$)/.test(word) && own[at - 1] !== '--lang');
  return [...others, ...argv.slice(own.length)];
}
