import type { FileProblem } from '@ackring/core/contexts/local-contexts';
import type { Kubeconfig } from '@ackring/core/kubeconfig/kubeconfig';
import { isThere } from '@ackring/core/machine/files/facts';
import { exitCodes } from '@ackring/core/words/errors';
import { passportText, passportToJson } from '../features/contexts/passport-text.js';
import type { Services } from '../services.js';
import { readerOf } from '../shell/text-table.js';
import { defineCommand } from './command.js';
import { readStandardInput } from './standard-input.js';
import { usageError } from './usage-error.js';

const parts = ['certificate', 'key', 'ca', 'server', 'subject', 'enddate'] as const;

export const command = defineCommand({
  name: 'inspect',
  summary: 'everything about a context, a kubeconfig file or standard input',
  usage: '[CONTEXT|FILE|-]',
  positionals: { min: 0, max: 1, completes: 'context' },
  options: {
    show: { type: 'string', choices: parts, summary: 'print this part alone' },
    context: {
      type: 'string',
      value: 'NAME',
      completes: 'context',
      summary: 'the context to take of a file',
    },
    all: { type: 'boolean', summary: 'every context, not the current one alone' },
    output: { type: 'string', value: 'FILE', completes: 'file', summary: 'write the part there, mode 0600' },
  },
  examples: [
    { line: 'ackring inspect', summary: 'the current context' },
    { line: 'ackring inspect ./old.yaml --all', summary: 'every context of a file' },
    { line: 'ackring inspect prod --show certificate', summary: 'the PEM alone' },
  ],
  async run(commandContext) {
    const { options, positionals, services, output, stdin } = commandContext;
    const [given] = positionals;
    const { kubeconfigs, problems, context } = await findSubject(given, services, stdin);
    for (const { file, error } of problems) output.problem({ file }, error);
    const code = problems.length === 0 ? undefined : exitCodes.partial;
    const name = options.context ?? context;
    const now = services.clock.now();
    if (options.show !== undefined) {
      const { extractPart } = await import('@ackring/core/contexts/inspect');
      const part = parts.find((each) => each === options.show) ?? 'certificate';
      const found = extractPart(kubeconfigs, name, part);
      if (options.output === undefined) output.raw(found);
      else {
        await services.refuseWhenReadOnly(`write ${options.output}`);
        const { writeOutputFile } = await import('@ackring/core/machine/files/write');
        await writeOutputFile(options.output, found, { isPrivate: true });
      }
      return code;
    }
    if (options.output !== undefined)
      throw usageError('`--output` goes with `--show`', 'Add `--show certificate`, …');
    const { inspectAll, inspectContext } = await import('@ackring/core/contexts/inspect');
    const passports = options.all ? inspectAll(kubeconfigs, now) : [inspectContext(kubeconfigs, name, now)];
    if (output.json) output.data(passports.map(passportToJson));
    else {
      const reader = await readerOf(commandContext);
      output.write(passports.map((each) => passportText(each, reader)).join('\n\n'));
    }
    return code;
  },
});

interface Subject {
  readonly kubeconfigs: readonly Kubeconfig[];
  /** Files beside them that could not be read. */
  readonly problems: readonly FileProblem[];
  /** Null for the current one. */
  readonly context: string | null;
}

/** A context of KUBECONFIG by that name, else a file by that path; `-` is standard input. */
async function findSubject(
  given: string | undefined,
  services: Services,
  stdin: NodeJS.ReadableStream,
): Promise<Subject> {
  if (given === '-') {
    const [{ readKubeconfig }, { mostOfKubeconfig }] = await Promise.all([
      import('@ackring/core/kubeconfig/read'),
      import('@ackring/core/machine/files/named-file'),
    ]);
    const text = await readStandardInput(stdin, mostOfKubeconfig);
    const kubeconfig = readKubeconfig(text, { file: 'standard input' });
    return { kubeconfigs: [kubeconfig], problems: [], context: null };
  }
  const own = await services.kubeconfigs();
  if (given === undefined) return { ...own, context: null };
  const isContext = own.kubeconfigs.some(({ contexts }) => contexts.some(({ name }) => name === given));
  if (isContext || !(await isThere(given))) return { ...own, context: given };
  return { ...(await services.kubeconfigs([given])), context: null };
}
