import type { ContextEntry } from '@ackring/core/kubeconfig';
import { AckringError, type Sentence } from '@ackring/core/words';
import { say } from '../../messages/say.js';
import { localTime } from '../../messages/times.js';
import type { Fact } from '../../screen/fact-lines.js';
import { lifeText, statusText } from '../../screen/life.js';
import { homePath } from '../../screen/reader.js';
import type { Reader } from '../../screen/table.js';
import type { Mistyped } from '../../shell/found-or-picked.js';
import { type PickPlace, pick } from '../../shell/pick.js';
import { readerOf } from '../../shell/text-table.js';
import { credentialText } from '../../subjects/context/table.js';

/**
 * Lets the user choose a context on the terminal, recently used ones first. Throws ContextNotFound if there is none,
 * and as `pick`.
 */
export async function pickContext(place: PickPlace, mistyped: Mistyped | null = null): Promise<string> {
  const { services } = place;
  const [{ entries }, recent] = await Promise.all([services.contexts(), services.recentContexts()]);
  if (entries.length === 0) {
    throw new AckringError('ContextNotFound', say('there is no context in any kubeconfig file'), {
      remedy: fetchOne,
    });
  }
  const reader = await readerOf(place);
  const places = new Map(recent.map((name, index) => [name, index]));
  const rank = ({ context, current }: ContextEntry): number =>
    current ? 0 : 1 + (places.get(context) ?? recent.length);
  const choices = entries
    .toSorted((a, b) => rank(a) - rank(b))
    .map((entry) => ({
      value: entry.context,
      text: entry.context,
      hint: hintOf(entry, reader),
      facts: factsOf(entry, reader),
    }));
  return pick('context', choices, { ...place, messages: reader.messages }, mistyped);
}

export const fetchOne = say('Fetch one: `ackring get CLUSTER`.');

/** That the kubeconfig files, shown by `path`, hold nothing to choose from. */
export function noContextIn(files: readonly string[], path: (file: string) => string): Sentence {
  return files.length === 0
    ? say('no context in any kubeconfig file')
    : say('no context in {files}', { files: files.map(path) });
}

function hintOf({ current, namespace, server, status }: ContextEntry, { messages }: Reader): string {
  const { rows, statuses } = messages;
  const known = [current ? rows.current : '', namespace ?? '', server?.replace(/^https:\/\//, '') ?? ''];
  return [...known, status === 'unknown' ? '' : statuses[status]].filter((part) => part !== '').join(' · ');
}

function factsOf(entry: ContextEntry, { messages, home, now, timeZone }: Reader): readonly Fact[] {
  const { credential, status, server, namespace, file, current } = entry;
  const labels = messages.details.context;
  const life: readonly Fact[] =
    credential.kind === 'certificate'
      ? [
          [labels.life, `${statusText(status, messages)} · ${lifeText(credential, status, now, messages)}`],
          [labels.ends, localTime(credential.notAfter, timeZone)],
        ]
      : [];
  return [
    [labels.server, server ?? '–'],
    [labels.namespace, namespace ?? '–'],
    [labels.credential, credentialText(credential, messages)],
    ...life,
    [labels.file, homePath(file, home)],
    ...(current ? [['', messages.rows.current] as const] : []),
  ];
}
