import { successMark } from '@ackring/core/claims';
import { type ContextEntry, type Credential, certificateIssuedAt } from '@ackring/core/kubeconfig';
import type { Verdict } from '@ackring/core/verification';
import { type Sentence, toText, visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { cutMiddle, type Line, type Span, span, widthOf } from '../../screen/drawing/line.js';
import {
  askedLeft,
  credentialWord,
  lifeCell,
  lifeText,
  lifeTimeWidth,
  lifeWords,
  statusText,
} from '../../screen/life.js';
import { homePath } from '../../screen/reader.js';
import { packed } from '../../screen/rows.js';
import { defineTable, type TableColumn } from '../../screen/table.js';

/** What the screen knows besides the files. */
export interface ContextSurroundings {
  /** Its API server's answer; null until it is asked. */
  answer(entry: ContextEntry): Verdict | 'asking' | null;
  /** What a uid is called; itself where nobody told. */
  called(uid: string): string;
}

/** Identifies one context across files: names repeat from file to file. */
export function contextId({ file, context }: Pick<ContextEntry, 'file' | 'context'>): string {
  return `${file}\u0000${context}`;
}

type ContextColumn = TableColumn<ContextEntry, ContextSurroundings>;

const credentialColumn = (nameOf: NameOf): ContextColumn => ({
  title: ({ titles }) => titles.credential,
  sort: null,
  search: null,
  code: ({ credential }) => (credential.kind === 'certificate' ? (credential.uid ?? '') : ''),
  besides: ({ credential }, { called }, { messages }) => credentialText(credential, messages, called),
  text: ({ credential }, { messages }) => credentialText(credential, messages, nameOf),
  asked: {
    credential: ({ credential }, { called }, { messages }) => [
      credentialFacts(credential),
      credentialText(credential, messages, called),
    ],
  },
  cell: null,
  sacrifice: 9,
});
const namelessCredential = credentialColumn((uid) => uid);

const fileColumn: ContextColumn = {
  title: ({ columns }) => columns.file,
  sort: { column: 'file', key: 'F', by: ({ file }) => file },
  search: ({ file }) => file,
  text: ({ file }, { home }) => homePath(file, home),
  cell: { min: 14, ideal: 24, sacrifice: 3, yields: true, cut: 'middle', tone: 'faint' },
};

/** The contexts of the kubeconfig files: where each leads, its credential and its end. */
export const contextTable = defineTable<ContextEntry, ContextSurroundings>({
  id: contextId,
  tie: nameOf,
  sign: ({ current, warnings }) => (current ? span('*', 'accent') : warningSign(warnings)),
  columns: [
    {
      title: ({ titles }) => titles.context,
      sort: { column: 'name', key: 'N', by: nameOf },
      search: ({ cluster, namespace }) => `${cluster ?? ''} ${namespace ?? ''}`,
      text: nameOf,
      drawn: (entry) => nameOf(entry) + namespaceSuffix(entry),
      cell: { min: 26, ideal: 64, growth: 10, wants: 'longest', sacrifice: 0, draw: nameLine },
    },
    namelessCredential,
    {
      title: ({ titles }) => titles.left,
      sort: null,
      search: null,
      align: 'right',
      text: ({ credential, status }, { now, messages }) =>
        credential.kind === 'certificate' ? lifeText(credential, status, now, messages) : '–',
      asked: { ...askedLeft(leftOf), ends: certificateEnd },
      cell: null,
    },
    {
      title: ({ columns }) => columns.status,
      sort: null,
      search: ({ status }) => status,
      text: (entry, { messages }) => contextStatus(entry, messages),
      cell: null,
    },
    {
      title: ({ columns }) => columns.server,
      sort: { column: 'server', key: 'S', by: ({ server }) => server },
      search: ({ server }) => server ?? '',
      text: ({ server }) => server?.replace(/^https:\/\//, '') ?? '–',
      // People go by names: the details have the server.
      cell: { min: 18, ideal: 28, sacrifice: 2, yields: true, cut: 'middle', tone: 'dim' },
    },
    {
      title: ({ columns }) => columns.life,
      sort: { column: 'life', key: 'L', by: (entry) => certificateEnd(entry)?.getTime() ?? null },
      search: null,
      text: null,
      alsoDrawn: (entry, { now, messages }) => lifeWords(entry, now, messages),
      asked: { ...askedLeft(leftOf), ends: certificateEnd },
      cell: {
        min: (messages) => lifeTimeWidth(messages) + 8,
        ideal: (messages) => lifeTimeWidth(messages) + 21,
        growth: 2,
        sacrifice: 0,
        draw: (entry, width, _, { now, messages }) => lifeCell(entry, now, width, messages),
      },
    },
    {
      title: ({ columns }) => columns.answer,
      sort: { column: 'answer', key: 'A', by: (entry, { answer }) => answerOrder(answer(entry)) },
      search: null,
      besides: (entry, { answer }, { messages }) => answerWords(answer(entry), messages),
      text: null,
      cell: {
        min: 10,
        ideal: 18,
        // What a refusal is called is worth more than a longer name, bar or file.
        wants: (_, { causes }) => widthOf(`✕ ${causes.unauthorized}`),
        growth: 1,
        sacrifice: 1,
        draw: (entry, _, { answer }, { messages }) => answerLine(answer(entry), messages),
      },
    },
    fileColumn,
  ],
  fields: {
    file: ({ file }) => file,
    context: nameOf,
    cluster: ({ cluster }) => cluster,
    server: ({ server }) => server,
    namespace: ({ namespace }) => namespace,
    current: ({ current }) => current,
    credential: ({ credential }) => credentialFacts(credential),
    status: ({ status }) => status,
    daysLeft: ({ daysLeft }) => daysLeft,
    renewableFrom: ({ renewableFrom }) => renewableFrom,
    ack: ({ ack }) =>
      ack === null ? null : { clusterId: ack.clusterId, region: ack.region, access: ack.access },
    warnings: ({ warnings }) => warnings.map((warning) => toText(warning)),
  },
});

/**
 * What is printed: identities by the names that are known; the namespace where one has another than the usual, and the
 * file where there are several.
 */
export function printedContexts({
  nameOf,
  isOneFile,
  hasNamespaces,
}: {
  readonly nameOf: NameOf;
  readonly isOneFile: boolean;
  readonly hasNamespaces: boolean;
}) {
  const { sign, columns } = contextTable;
  return {
    sign,
    columns: columns
      .filter((column) => !isOneFile || column !== fileColumn)
      .flatMap((column) => {
        if (column !== namelessCredential) return [column];
        return [...(hasNamespaces ? [namespaceColumn] : []), credentialColumn(nameOf)];
      }),
  };
}

/** On the screen it stands beside the name. */
const namespaceColumn: ContextColumn = {
  ...namelessCredential,
  title: ({ titles }) => titles.namespace,
  text: ({ namespace }) => namespace ?? '–',
  sacrifice: 2,
};

/** What a uid is called. */
type NameOf = (uid: string) => string;

function nameOf({ context }: ContextEntry): string {
  return context;
}

/** With the namespace that kubectl works in, where it is not the usual one and there is room. */
function nameLine(entry: ContextEntry, width: number): Line {
  const name = visible(entry.context);
  const suffix = visible(namespaceSuffix(entry));
  return widthOf(name + suffix) > width
    ? [span(cutMiddle(name, width), 'text')]
    : [span(name, 'text'), span(suffix, 'dim')];
}

function namespaceSuffix({ namespace }: Pick<ContextEntry, 'namespace'>): string {
  return namespace === null ? '' : ` · ${namespace}`;
}

/** Null for a credential without a known end. */
export function certificateEnd({ credential }: ContextEntry): Date | null {
  return credential.kind === 'certificate' ? credential.notAfter : null;
}

function warningSign(warnings: readonly Sentence[]): Span {
  return span(warnings.length > 0 ? '!' : ' ', 'warn');
}

/** `certificate mei`, or the kind of another credential. */
export function credentialText(
  credential: Credential,
  messages: Messages,
  called: NameOf = (uid) => uid,
): string {
  if (credential.kind !== 'certificate') return credentialWord(credential, messages);
  const { uid, subject } = credential;
  return messages.credentials.certificate(uid === null ? subject.commonName : called(uid));
}

/** A plug-in, a token or a password has no known end. */
export function contextStatus({ credential, status }: ContextEntry, messages: Messages): string {
  const hasLife = credential.kind === 'certificate' || credential.kind === 'unreadable';
  return hasLife ? statusText(status, messages) : '–';
}

function leftOf({ daysLeft }: ContextEntry): number | null {
  return daysLeft;
}

/** In the contract's word and as the row says it. */
function answerWords(answer: Verdict | 'asking' | null, { answers, causes }: Messages): string {
  if (answer === null) return '';
  if (answer === 'asking') return packed([answer, answers.asking]);
  return answer.cause === null ? answer.verdict : packed([answer.cause, causes[answer.cause]]);
}

/** The quickest first; then failures, by cause. */
function answerOrder(answer: Verdict | 'asking' | null): string | null {
  if (answer === null || answer === 'asking') return null;
  return answer.verdict === 'ok' ? `0 ${Math.round(answer.latencyMs ?? 0)}` : `1 ${answer.cause ?? ''}`;
}

/** `✓ 38 ms`, `✕ expired`; its first sign alone says which. */
export function answerLine(answer: Verdict | 'asking' | null, { answers, causes }: Messages): Line {
  if (answer === null) return [span('·', 'faint')];
  if (answer === 'asking') return [span(answers.asking, 'dim')];
  const mark = successMark(answer.claim);
  if (mark !== null)
    return [
      span(`${mark} `, 'good'),
      span(`${Math.round(answer.latencyMs ?? 0)} ms`, 'dim'),
      ...extentSpans(answer),
    ];
  return [span('✕ ', 'bad'), span(answer.cause === null ? '' : causes[answer.cause], 'bad')];
}

/** The limits of its rights, for access to single namespaces only. */
function extentSpans({ scope = null }: Verdict): Line {
  return scope?.kind === 'namespaces' ? [span(` @${visible(scope.names.join(','))}`, 'dim')] : [];
}

function credentialFacts(credential: Credential): Record<string, unknown> {
  if (credential.kind !== 'certificate') return { ...credential };
  const { kind, subject, uid, issuedAt, notBefore, notAfter, serial, sha256 } = credential;
  const issued = issuedAt === null ? null : certificateIssuedAt({ issuedAt, notBefore });
  return { kind, subject, uid, issuedAt: issued, notBefore, notAfter, serial, sha256 };
}
