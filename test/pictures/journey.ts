import type { Terminal } from '../terminal/driver.js';
import { type Base, escaped, svgText, terminalSvg } from './svg.js';

/** One still of the animated picture: how the screen gets there, and for how long it is shown. */
interface Still {
  readonly seconds: number;
  play(terminal: Terminal): Promise<void>;
}

/** The main job: find a cluster, fetch its kubeconfig with the change in view, see that it works, switch to it. */
const stills: readonly Still[] = [
  { seconds: 2, play: (terminal) => terminal.see('v verify') },
  { seconds: 0.6, play: (terminal) => typed(terminal, '/prod', 'match "prod"') },
  { seconds: 1.4, play: (terminal) => typed(terminal, 'frt', 'match "prodfrt"') },
  {
    seconds: 3.5,
    play: async (terminal) => {
      await terminal.press('enter', 'f');
      await terminal.see('current-context stays');
    },
  },
  {
    seconds: 3,
    play: async (terminal) => {
      await terminal.press('enter');
      await terminal.see('answers as');
      await terminal.see(/prod-frankfurt .*✓/);
    },
  },
  {
    seconds: 2.5,
    play: async (terminal) => {
      await terminal.press('2');
      await terminal.see(/▌ +ack\/eu-central-1\/prod-frankfurt/);
    },
  },
  {
    seconds: 3.5,
    play: async (terminal) => {
      await terminal.press('u');
      await terminal.see('→ ack/eu-central-1/prod-frankfurt');
      await terminal.see('is the current context');
    },
  },
];

async function typed(terminal: Terminal, text: string, seen: string): Promise<void> {
  await terminal.type(text);
  await terminal.see(seen);
}

/**
 * The stills one after the other, over and over, in one SVG without a script; who wants no motion sees the last. The
 * description is each of them as text.
 */
export async function drawJourney(terminal: Terminal, base: Base): Promise<string> {
  const pictures: string[] = [];
  for (const { play } of stills) {
    await play(terminal);
    await terminal.settled();
    pictures.push(terminalSvg(terminal, base, ''));
  }
  const [first = ''] = pictures;
  const [, head = '', ground = ''] = /^(<svg[^>]*>)[\s\S]*?(<rect[^>]*\/>)/.exec(first) ?? [];
  const whole = stills.reduce((sum, { seconds }) => sum + seconds, 0);
  let from = 0;
  const rules = stills.map(({ seconds }, index) => {
    const [start, end] = [from, from + seconds].map((at) => `${((at / whole) * 100).toFixed(2)}%`);
    from += seconds;
    const before = index === 0 ? '' : '0%{visibility:hidden}';
    const after = index === stills.length - 1 ? '' : `${end}{visibility:hidden}`;
    return `@keyframes s${index}{${before}${start}{visibility:visible}${after}}.s${index}{animation:s${index} ${whole}s step-end infinite}`;
  });
  return [
    head,
    '<title>ackring: find, fetch, prove, switch</title>',
    `<desc>${pictures.map((picture) => escaped(svgText(picture))).join('\n— — —\n')}</desc>`,
    `<style>.s{visibility:hidden}${rules.join('')}@media(prefers-reduced-motion:reduce){.s{animation:none}.s${stills.length - 1}{visibility:visible}}</style>`,
    ground,
    ...pictures.map((picture, index) => `<g class="s s${index}">${bodyOf(picture)}</g>`),
    '</svg>',
    '',
  ].join('\n');
}

function bodyOf(picture: string): string {
  return picture
    .slice(picture.indexOf('/>', picture.indexOf('<rect')) + 2, picture.lastIndexOf('</svg>'))
    .trim();
}
