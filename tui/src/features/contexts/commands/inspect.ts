import { type CertificatePassport, formatName } from '@ackring/core/certificate';
import type { ContextPassport, FileProblem } from '@ackring/core/contexts';
import { certificateIssuedAt, type Kubeconfig } from '@ackring/core/kubeconfig';
import { isThere } from '@ackring/core/machine';
import { exitCodes, visible } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { homePath } from '../../../screen/drawing/home-path.js';
import { localTime } from '../../../screen/drawing/times.js';
import { lifeBar, lifeText } from '../../../screen/life.js';
import type { Reader } from '../../../screen/table.js';
import { defineCommand, usageError } from '../../../shell/command.js';
import { readStandardInput } from '../../../shell/standard-input.js';
import { pad, readerOf } from '../../../shell/text-table.js';
import type { Services } from '../../../world/services.js';
import { contextStatus, contextTable, credentialText } from '../table.js';

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
      const { extractPart } = await import('@ackring/core/contexts');
      const part = parts.find((each) => each === options.show) ?? 'certificate';
      const found = extractPart(kubeconfigs, name, part);
      if (options.output === undefined) output.raw(found);
      else {
        await services.refuseWhenReadOnly(say('write {file}', { file: options.output }));
        const { writeOutputFile } = await import('@ackring/core/machine');
        await writeOutputFile(options.output, found, { isPrivate: true });
      }
      return code;
    }
    if (options.output !== undefined)
      throw usageError(say('`--output` goes with `--show`'), say('Add `--show certificate`, for example.'));
    const { inspectAll, inspectContext } = await import('@ackring/core/contexts');
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
    const { readKubeconfig } = await import('@ackring/core/kubeconfig');
    const { mostOfKubeconfig } = await import('@ackring/core/machine');
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

/** Everything about one context, laid out like a passport. */
function passportText(passport: ContextPassport, reader: Reader): string {
  const { entry, certificate } = passport;
  const facts: readonly (readonly [string, string | null])[] = [
    ['File', homePath(entry.file, reader.home)],
    ['Server', entry.server],
    [
      'Cluster',
      entry.ack === null ? entry.cluster : `${entry.ack.clusterId} (${entry.ack.region ?? 'region unknown'})`,
    ],
    ['Credential', credentialText(entry.credential, reader.messages)],
    ['Status', contextStatus(entry, reader.messages)],
    ...(certificate === null ? [] : certificateFacts(passport, certificate, reader)),
    ...entry.warnings.map((warning) => ['Warning', warning] as const),
  ];
  const lines = facts.flatMap(([name, value]) =>
    value === null ? [] : [`  ${pad(name, 13)} ${visible(value)}`],
  );
  return [visible(entry.context), ...lines].join('\n');
}

type Fact = readonly [string, string | null];

function certificateFacts(
  passport: ContextPassport,
  certificate: CertificatePassport,
  { now, timeZone, messages }: Reader,
): readonly Fact[] {
  const { entry, keyMatches, authorities, isSignedByAuthority } = passport;
  const holder = entry.credential.kind === 'certificate' ? entry.credential : null;
  const at = (instant: Date): string => localTime(instant, timeZone);
  const bar = lifeBar(certificate, now);
  const { keyUsage, extendedKeyUsage } = certificate.extensions;
  return [
    ['Subject', formatName(certificate.subject)],
    ['Holder', holder?.uid ?? null],
    ['Issued', holder === null ? null : at(certificateIssuedAt(holder))],
    ['Not before', at(certificate.notBefore)],
    ['Ends', `${at(certificate.notAfter)} (${lifeText(certificate, entry.status, now, messages)})`],
    ['Renews from', entry.renewableFrom === null ? null : at(entry.renewableFrom)],
    ['Life', `${bar.left}${bar.spent}`],
    ['Serial', certificate.serial],
    ['SHA-256', certificate.sha256],
    ['Issuer', formatName(certificate.issuer)],
    ['Key', keyText(certificate, keyMatches)],
    ['Usage', [...(keyUsage ?? []), ...(extendedKeyUsage ?? [])].join(', ')],
    [
      'Authority',
      authorities.map(({ subject, notAfter }) => `${formatName(subject)}, ends ${at(notAfter)}`).join('; ') ||
        null,
    ],
    [
      'Signed by it',
      isSignedByAuthority === null ? null : isSignedByAuthority ? 'yes' : 'no (as ACK did until 2024)',
    ],
  ];
}

function keyText({ publicKey }: CertificatePassport, keyMatches: boolean | null): string {
  const size = publicKey.bits === null ? (publicKey.curve ?? '') : String(publicKey.bits);
  const match =
    keyMatches === null
      ? 'no key here'
      : keyMatches
        ? 'matches the certificate'
        : 'DOES NOT match the certificate';
  return `${publicKey.algorithm} ${size}, ${match}`;
}

/** The `inspect` contract: that of `contexts`, plus the complete certificate. */
function passportToJson(passport: ContextPassport): Record<string, unknown> {
  const { entry, certificate, chain, keyMatches, authorities, isSignedByAuthority } = passport;
  return { ...contextTable.toJson(entry), certificate, chain, keyMatches, authorities, isSignedByAuthority };
}
