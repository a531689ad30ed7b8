import { homeFolder } from '@ackring/core/machine';
import { header } from './features/clusters/header.js';
import { clusterOutline } from './features/clusters/outline.js';
import { en } from './languages/en.js';
import { loadMessages } from './languages/load.js';
import { languageOf } from './messages/language.js';
import { installMessages, loadLanguage } from './messages/messages.js';
import { type AppState, type Size, withSettings } from './screen/app-state.js';
import type { Binding } from './screen/binding.js';
import { leaveTerminal, takeTerminal } from './screen/drawing/alternate-screen.js';
import { createFrameWriter } from './screen/drawing/frame-writer.js';
import { emptyBody } from './screen/empty-body.js';
import { type Features, installFeatures, type View } from './screen/feature.js';
import { initialState } from './screen/initial-state.js';
import { screenNames } from './screen/screen-name.js';
import { screenActions } from './screen/tabs.js';
import { emptyFleet } from './subjects/cluster/fleet.js';
import { groundQuestion } from './terminal/ground.js';
import { leaveOpened } from './terminal/opened.js';
import { picturesFor } from './terminal/picture.js';
import { configFolder } from './world/folders.js';
import { readSettings, settingsFile } from './world/settings-file.js';

// `ackring`, alone in a terminal, shows its screen before its program is loaded: this draws the frame that knows
// nothing yet, and is bundled apart with what that frame needs, a sixth of what the program loads for it.

type Environment = Readonly<Record<string, string | undefined>>;

/** With these the program may not get as far as the screen, or shows another one. */
const changesTheStart = ['NODE_OPTIONS', 'NODE_DEBUG', 'ACKRING_DEBUG', 'INK_SCREEN_READER'];

/**
 * Draws the first frame, and leaves it to the program. Nothing is drawn where the program may have anything else to
 * say first.
 *
 * @public The launcher calls it.
 */
export async function openScreen({ env, execArgv }: NodeJS.Process): Promise<void> {
  const { stdin, stdout } = process;
  if (execArgv.length > 0 || changesTheStart.some((name) => env[name])) return;
  if (!stdin.isTTY || !stdout.isTTY) return;
  try {
    const size = { columns: stdout.columns || 80, rows: stdout.rows || 24 };
    const state = await openingState(env, size);
    const frame = createFrameWriter().next(picturesFor(env)(state), size);
    leaveOpened(holdTerminal());
    stdout.write(takeTerminal + frame + groundQuestion(env, state));
    stdin.setRawMode(true);
  } catch {
    // The program reports whatever is wrong.
  }
}

/** Until the program has taken over, a signal ends the process, and every end restores the terminal. */
function holdTerminal() {
  const { stdin, stdout } = process;
  const restore = (): void => {
    handOver();
    stdin.setRawMode(false);
    stdout.write(leaveTerminal);
  };
  const ends = Object.entries({ SIGINT: 2, SIGTERM: 15, SIGHUP: 1 }).map(
    ([signal, number]) => [signal, () => process.exit(128 + number)] as const,
  );
  const handOver = (): void => {
    process.off('exit', restore);
    for (const [signal, end] of ends) process.off(signal, end);
  };
  process.once('exit', restore);
  for (const [signal, end] of ends) process.once(signal, end);
  return { handOver, restore };
}

/** What the screen shows before it has learnt anything. Throws what settings throw. */
export async function openingState(environment: Environment, size: Size): Promise<AppState> {
  installMessages(en, loadMessages);
  // A frame without rows and dialogs asks for nothing else.
  installFeatures(opening as unknown as Features);
  const home = homeFolder(environment);
  const state = initialState({
    ...{ size, now: new Date(), home, timeZone: '', language: languageOf(environment), isReadOnly: false },
  });
  const settings = await readSettings(settingsFile(configFolder(environment, home)));
  const next = withSettings(state, settings);
  await loadLanguage(next.language);
  return next;
}

const unused = (): never => {
  throw new Error('the opening takes no keys');
};

/** Where a row is needed. */
const disabled = () => '';

/** The keys of the first frame. A test holds its pictures to those of the whole table of features. */
const keys: readonly Binding[] = [
  ...(
    [
      { scope: 'clusters', action: 'open', keys: ['enter'], disabled },
      { scope: 'clusters', action: 'fetch', keys: ['f'], isChanging: true, disabled },
      { scope: 'clusters', action: 'verify', keys: ['v'], disabled },
      { scope: 'clusters', action: 'mark', keys: ['space'], disabled },
      { scope: 'global', action: 'filter', keys: ['/'] },
      { scope: 'global', action: 'command', keys: [':'] },
      { scope: 'global', action: 'help', keys: ['?'] },
    ] as const
  ).map((binding) => ({ ...binding, does: unused, isInFooter: true })),
  ...screenNames.map((name, index) => ({
    ...{ scope: 'global' as const, action: screenActions[name], keys: [String(index + 1)], does: unused },
  })),
];

const opening = {
  initial: { fleet: emptyFleet, kubeconfigs: { inventory: null } },
  keys,
  ownKeys: () => [],
  header,
  views: {
    clusters: {
      ...clusterOutline,
      body: (state, { empty }) => emptyBody([empty.scanning], state),
    } satisfies Partial<View>,
  },
};
