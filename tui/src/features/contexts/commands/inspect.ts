import { type CertificatePassport, formatName } from '@ackring/core/certificate';
import type { ContextPassport, FileProblem } from '@ackring/core/contexts';
import {
  type ContextEntry,
  certificateIssuedAt,
  contextMeant,
  type Kubeconfig,
  lookInto,
  neitherContextNorFile,
} from '@ackring/core/kubeconfig';
import { isThere, notThere } from '@ackring/core/machine';
import { AckringError, exitCodes, type Sentence, uidWithName, visible } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { localTime } from '../../../messages/times.js';
import { widthOf } from '../../../screen/drawing/line.js';
import { lifeBar, lifeText } from '../../../screen/life.js';
import { homePath } from '../../../screen/reader.js';
import type { Reader } from '../../../screen/table.js';
import { type CommandContext, defineCommand, usageError } from '../../../shell/command.js';
import { readStandardInput } from '../../../shell/standard-input.js';
import { pad, readerOf } from '../../../shell/text-table.js';
import { requireOneFile } from '../../../subjects/context/select-contexts.js';
import { contextStatus, contextTable, credentialText } from '../../../subjects/context/table.js';
import { namesAmong } from '../../../subjects/holding/known-names.js';
import type { Services } from '../../../world/services.js';

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
    const { options, positionals, services, output } = commandContext;
    const [given] = positionals;
    const { kubeconfigs, problems, context } = await findSubject(given, commandContext);
    for (const { file, error } of problems) output.problem({ file }, error);
    const code = problems.length === 0 ? undefined : exitCodes.partial;
    if (kubeconfigs.length === 0)
      await requireOneFile(commandContext.environment, (await services.contexts()).files);
    const named = options.context ?? context;
    const names = kubeconfigs.flatMap(({ contexts }) => contexts.map((each) => each.name));
    const name = named === null ? null : (contextMeant(named, names) ?? named);
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
    const read = options.all ? inspectAll(kubeconfigs, now) : [inspectContext(kubeconfigs, name, now)];
    const judged = await services.judgedByRecord(read.map(({ entry }) => entry));
    const passports = read.map((each, at) => ({ ...each, entry: judged[at] ?? each.entry }));
    if (output.json) output.data(passports.map(passportToJson));
    else {
      const reader = await readerOf(commandContext);
      const told = (text: Sentence | string): string =>
        typeof text === 'string' ? visible(text) : output.text(text);
      const met = await services.cachedHolders().catch(() => []);
      output.write(passports.map((each) => passportText(each, reader, { told, met })).join('\n\n'));
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
  { services, stdin, output }: Pick<CommandContext, 'services' | 'stdin' | 'output'>,
): Promise<Subject> {
  if (given === '-') {
    const { readKubeconfig } = await import('@ackring/core/kubeconfig');
    const { mostOfKubeconfig } = await import('@ackring/core/machine');
    const text = await readStandardInput(stdin, mostOfKubeconfig);
    const kubeconfig = readKubeconfig(text, { file: 'standard input' });
    return { kubeconfigs: [kubeconfig], problems: [], context: null };
  }
  if (given === undefined) return { ...(await services.kubeconfigs()), context: null };
  const isFile = await isThere(given);
  const own = await services.kubeconfigs().catch((error: unknown) => {
    // Another file can be looked into all the same.
    if (isFile) return null;
    throw error;
  });
  const names = own?.kubeconfigs.flatMap(({ contexts }) => contexts.map(({ name }) => name)) ?? [];
  const isContext = isFile ? names.includes(given) : contextMeant(given, names) !== null;
  if (!isContext && !isFile && looksLikeFile(given)) throw notThere(given);
  if (own !== null && isContext) return { ...own, context: given };
  if (!isFile) throw neitherContextNorFile(given, names);
  const { kubeconfigs, problems } = await services.kubeconfigs([given]);
  if (problems.length === 0 && kubeconfigs.every(({ contexts }) => contexts.length === 0)) {
    const { noContextIn } = await import('../pick-context.js');
    throw new AckringError('ContextNotFound', noContextIn([given], output.path), { remedy: lookInto(given) });
  }
  return { kubeconfigs, problems, context: null };
}

/** Names of contexts have slashes too. */
function looksLikeFile(given: string): boolean {
  return /^(\.{0,2}|~)\/|\.(ya?ml|json|conf|kubeconfig)$/.test(given);
}

/** A name, a plug-in's arguments and an issuer are whatever somebody wrote into the file. */
function clusterText({ clusterId, region, source }: NonNullable<ContextEntry['ack']>): Sentence {
  const facts = { clusterId, region: region ?? say('region unknown') };
  return source === 'owned' || source === 'serverAddress'
    ? say('{clusterId} ({region})', facts)
    : say('{clusterId} ({region}), which only the file says', facts);
}

interface PassportWords {
  readonly told: (text: Sentence | string) => string;
  /** Whose names are known. */
  readonly met: Awaited<ReturnType<Services['cachedHolders']>>;
}

/** Everything about one context, laid out like a passport. */
function passportText(passport: ContextPassport, reader: Reader, { told, met }: PassportWords): string {
  const { entry, certificate } = passport;
  const facts: readonly Fact[] = [
    [say('File'), homePath(entry.file, reader.home)],
    [say('Server'), entry.server],
    [say('Cluster'), entry.ack === null ? null : clusterText(entry.ack)],
    ...entriesOf(entry).map(
      ({ part, name, file }) =>
        [
          part === 'cluster' ? say('Cluster entry') : say('User entry'),
          file === null
            ? say('{name}, which is in no file', { name })
            : say('{name} in {file}', { name, file: homePath(file, reader.home) }),
        ] as const,
    ),
    [say('Credential'), credentialText(entry.credential, reader.messages, namesAmong(met))],
    [say('Status'), contextStatus(entry, reader.messages)],
    ...(certificate === null ? [] : certificateFacts(passport, certificate, met, reader)),
    ...entry.warnings.map((warning) => [say('Warning'), warning] as const),
  ];
  const wide = Math.max(13, ...facts.map(([name]) => widthOf(told(name))));
  const lines = facts.flatMap(([name, value]) =>
    value === null ? [] : [`  ${pad(told(name), wide)} ${told(value)}`],
  );
  return [visible(entry.context), ...lines].join('\n');
}

/** The entries that kubectl takes for a context, by the names that it goes by; a file is null for one that is in none. */
function entriesOf({ cluster, clusterFile, user, userFile }: ContextEntry) {
  return [
    { part: 'cluster' as const, name: cluster, file: clusterFile },
    { part: 'user' as const, name: user, file: userFile },
  ].flatMap(({ name, ...each }) => (name === null ? [] : [{ ...each, name }]));
}

type Fact = readonly [name: Sentence, value: Sentence | string | null];

function certificateFacts(
  passport: ContextPassport,
  certificate: CertificatePassport,
  met: PassportWords['met'],
  { now, timeZone, messages }: Reader,
): readonly Fact[] {
  const { entry, keyMatches, authorities, isSignedByAuthority } = passport;
  const holder = entry.credential.kind === 'certificate' ? entry.credential : null;
  const at = (instant: Date): string => localTime(instant, timeZone);
  const bar = lifeBar(certificate, now);
  const { keyUsage, extendedKeyUsage } = certificate.extensions;
  return [
    [say('Subject'), formatName(certificate.subject)],
    [say('Holder'), holder?.uid == null ? null : uidWithName(holder.uid, met)],
    [say('Issued'), holder === null ? null : at(certificateIssuedAt(holder))],
    [say('Not before'), at(certificate.notBefore)],
    [
      say('Ends'),
      messages.aside(at(certificate.notAfter), lifeText(certificate, entry.status, now, messages)),
    ],
    [say('Renews from'), entry.renewableFrom === null ? null : at(entry.renewableFrom)],
    [say('Life'), `${bar.left}${bar.spent}`],
    [say('Serial'), certificate.serial],
    [say('SHA-256'), certificate.sha256],
    [say('Issuer'), formatName(certificate.issuer)],
    [say('Key'), keyText(certificate, keyMatches)],
    [say('Usage'), [...(keyUsage ?? []), ...(extendedKeyUsage ?? [])].join(', ')],
    [
      say('Authority'),
      authorities.length === 0
        ? null
        : say('{authorities}', {
            authorities: authorities.map(({ subject, notAfter }) =>
              say('{name}, ends {end}', { name: formatName(subject), end: at(notAfter) }),
            ),
          }),
    ],
    [
      say('Signed by it'),
      isSignedByAuthority === null
        ? null
        : isSignedByAuthority
          ? say('yes')
          : say('no (as ACK did until 2024)'),
    ],
  ];
}

function keyText({ publicKey }: CertificatePassport, keyMatches: boolean | null): Sentence {
  const size = publicKey.bits === null ? (publicKey.curve ?? '') : String(publicKey.bits);
  const match =
    keyMatches === null
      ? say('no key here')
      : keyMatches
        ? say('matches the certificate')
        : say('DOES NOT match the certificate');
  return say('{algorithm} {size}, {match}', { algorithm: publicKey.algorithm, size, match });
}

/** The `inspect` contract: that of `contexts`, plus the complete certificate. */
function passportToJson(passport: ContextPassport): Record<string, unknown> {
  const { entry, certificate, chain, keyMatches, authorities, isSignedByAuthority } = passport;
  const entries = Object.fromEntries(entriesOf(entry).map(({ part, ...named }) => [part, named]));
  return {
    ...contextTable.toJson(entry),
    entries: { cluster: null, user: null, ...entries },
    certificate,
    chain,
    keyMatches,
    authorities,
    isSignedByAuthority,
  };
}
