import * as v from 'valibot';
import { AckringError } from '../../words/errors.js';
import { type Sentence, say } from '../../words/say.js';
import type { Digest, DigestEntry } from './digest.js';

/** How one kind of robot answers. */
export interface RobotAnswers {
  /** Its name in messages. */
  readonly robot: string;
  /** The field that is 0 if it accepted the message. */
  readonly codeField: 'errcode' | 'code';
  /** Codes for rate limits. */
  readonly tooFast: readonly number[];
  /** The remedy for each code; others get `otherwise`. */
  readonly remedies: Readonly<Record<number, Sentence>>;
  readonly otherwise: Sentence;
}

/** Robots answer 200 to everything, with the outcome in a code. The text beside it may quote the message. */
export function refuseFailure(
  answer: string,
  { robot, codeField, tooFast, remedies, otherwise }: RobotAnswers,
): void {
  const schema = v.pipe(v.string(), v.parseJson(), v.object({ [codeField]: v.number() }));
  const parsed = v.safeParse(schema, answer);
  const code = parsed.success ? parsed.output[codeField] : null;
  if (code === 0) return;
  if (code === null || code === undefined) {
    throw new AckringError(
      'ResponseUnreadable',
      say('{robot} answered nothing that can be understood', { robot }),
      {
        remedy: say("Check that the URL is the robot's own; the next run tells it again."),
      },
    );
  }
  const isTooFast = tooFast.includes(code);
  throw new AckringError(
    isTooFast ? 'Throttled' : 'RequestRejected',
    say('{robot} refused the notice ({code})', { robot, code }),
    {
      remedy: isTooFast
        ? say('Others send by this robot too: give the rotation one of its own. The next run tells it again.')
        : say('{advice}; the next run tells it again.', { advice: remedies[code] ?? otherwise }),
    },
  );
}

/** A digest in the Markdown that DingTalk and WeCom share. */
export function robotMarkdown(
  { title, summary, leftOut }: Digest,
  entries: readonly Line[],
  missing: number,
): string {
  const more = missing === 0 ? [] : [`- ${inert(leftOut(missing))}`];
  return [`#### ${inert(title)}`, '', ...entries.map(line), ...more, '', `> ${inert(summary)}`].join('\n');
}

type Line = Pick<DigestEntry, 'mark' | 'text' | 'remedy'>;

function line({ mark, text, remedy }: Line): string {
  return `- ${mark} ${inert(text)}${remedy === null ? '' : `  \n  ${inert(remedy)}`}`;
}

/**
 * Text that makes no link, tag or mention: neither robot documents an escape, so characters that could begin one
 * become their full-width twins. WeCom interprets `<@userid>` and `<font>` in Markdown, both interpret links.
 */
function inert(text: string): string {
  return text
    .replaceAll('`', "'")
    .replaceAll('://', ':／／')
    .replace(/[<>[\]*#@&\\|!]/g, fullWidth);
}

function fullWidth(character: string): string {
  return String.fromCharCode(character.charCodeAt(0) + 0xfee0);
}
