import * as v from 'valibot';
import { AckringError } from '../../words/errors.js';
import type { Digest, DigestEntry } from './digest.js';

/** What is particular to the answers of one kind of robot. */
export interface RobotAnswers {
  /** Names it in messages. */
  readonly robot: string;
  /** The field that is 0 where it took the message. */
  readonly codeField: 'errcode' | 'code';
  /** Codes that ask for patience. */
  readonly tooFast: readonly number[];
  /** What each code asks of us; others get `otherwise`. */
  readonly remedies: Readonly<Record<number, string>>;
  readonly otherwise: string;
}

/** Robots answer 200 to everything, and say in a code how it went. The text beside it may quote what was sent. */
export function refuseFailure(
  answer: string,
  { robot, codeField, tooFast, remedies, otherwise }: RobotAnswers,
): void {
  const schema = v.pipe(v.string(), v.parseJson(), v.object({ [codeField]: v.number() }));
  const parsed = v.safeParse(schema, answer);
  const code = parsed.success ? parsed.output[codeField] : null;
  if (code === 0) return;
  if (code === null || code === undefined) {
    throw new AckringError('ResponseUnreadable', `${robot} answered nothing that can be understood`, {
      remedy: "Check that the URL is the robot's own; the next run tells it again.",
    });
  }
  const isTooFast = tooFast.includes(code);
  throw new AckringError(
    isTooFast ? 'Throttled' : 'RequestRejected',
    `${robot} refused the notice (${code})`,
    {
      remedy: isTooFast
        ? 'Others send by this robot too: give the rotation one of its own. The next run tells it again.'
        : `${remedies[code] ?? otherwise}; the next run tells it again.`,
    },
  );
}

/** A digest in the Markdown that DingTalk and WeCom have in common. */
export function robotMarkdown(
  { title, summary, leftOut }: Digest,
  entries: readonly DigestEntry[],
  missing: number,
): string {
  const more = missing === 0 ? [] : [`- ${inert(leftOut(missing))}`];
  return [`#### ${inert(title)}`, '', ...entries.map(line), ...more, '', `> ${inert(summary)}`].join('\n');
}

function line({ mark, text, remedy }: DigestEntry): string {
  return `- ${mark} ${inert(text)}${remedy === null ? '' : `  \n  ${inert(remedy)}`}`;
}

/**
 * Text that makes no link, tag or mention: neither robot documents an escape, so what could begin one becomes its
 * full-width twin. WeCom reads `<@userid>` and `<font>` inside of Markdown, both read links.
 */
function inert(text: string): string {
  return text
    .replaceAll('`', "'")
    .replaceAll('://', ':／／')
    .replace(/[<>[\]*#@&\\|!]/g, fullWidth);
}

function fullWidth(character: string): string {
  return String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0);
}
