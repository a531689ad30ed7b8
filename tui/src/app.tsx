import type { ReadStream, WriteStream } from 'node:tty';
import { render } from 'ink';
import { Screen } from './components/screen.js';
import { createPerform } from './effects/perform.js';
import { languageOf } from './messages/messages.js';
import { type AppState, initialState, type Size } from './state/app-state.js';
import { createStore, type Store } from './state/store.js';
import { copyToTerminal } from './terminal/clipboard.js';
import { colourDepth } from './theme/paint.js';
import type { CreateServices, ServiceOptions } from './wiring.js';

export interface AppOptions {
  /** Called again with another profile or other regions when they are switched inside the screen. */
  readonly createServices: CreateServices;
  readonly options: ServiceOptions;
  /** From `--lang`; null follows settings and locale. */
  readonly language: string | null;
  /** Aborted by SIGTERM and SIGHUP: restore the terminal and return. */
  readonly signal: AbortSignal;
  readonly stdin?: ReadStream;
  readonly stdout?: WriteStream;
}

/** How often ages and life bars are drawn anew. */
const tickMs = 1000;

/** The full screen; resolves with the exit code when it is left. */
export async function runApp(app: AppOptions): Promise<number> {
  const stdin = app.stdin ?? process.stdin;
  const stdout = app.stdout ?? process.stdout;
  const services = app.createServices(app.options);
  const left = new AbortController();
  const exit = Promise.withResolvers<number>();
  const store: Store = createStore(firstState(app, stdout, services.clock.now()), (effect) =>
    perform(effect),
  );
  const perform = createPerform({
    services,
    dispatch: (...events) => {
      if (!left.signal.aborted) store.dispatch(...events);
    },
    copy: (text) => copyToTerminal(text, stdout),
    quit: exit.resolve,
    signal: left.signal,
  });
  const screen = <Screen store={store} depth={colourDepth(app.options.environment)} />;
  const instance = render(screen, {
    stdin,
    stdout,
    interactive: true,
    alternateScreen: true,
    incrementalRendering: true,
    exitOnCtrlC: false,
    patchConsole: false,
    maxFps: 120,
  });
  const resize = (): void => {
    store.dispatch({ kind: 'resized', size: sizeOf(stdout) });
    // Drawn at once: Ink draws on the same event, and must not draw a frame taller than the window.
    instance.rerender(screen);
  };
  const tick = setInterval(() => store.dispatch({ kind: 'tick', now: services.clock.now() }), tickMs);
  stdout.prependListener('resize', resize);
  const interrupt = (): void => exit.resolve(0);
  app.signal.addEventListener('abort', interrupt);
  if (app.signal.aborted) interrupt();
  instance.waitUntilExit().then(() => exit.resolve(0), exit.reject);
  for (const kind of ['loadCachedFleet', 'readContexts', 'loadProfile', 'scanFleet'] as const)
    perform({ kind });
  try {
    return await exit.promise;
  } finally {
    left.abort();
    clearInterval(tick);
    stdout.off('resize', resize);
    app.signal.removeEventListener('abort', interrupt);
    instance.unmount();
    await instance.waitUntilExit().catch(() => undefined);
  }
}

function firstState(app: AppOptions, stdout: WriteStream, now: Date): AppState {
  const { environment, home, readOnly } = app.options;
  return initialState({
    size: sizeOf(stdout),
    now,
    home,
    timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    language: languageOf(app.language === null ? environment : { LANG: app.language }),
    readOnly: readOnly ? 'flag' : null,
  });
}

function sizeOf(stdout: WriteStream): Size {
  return { columns: stdout.columns || 80, rows: stdout.rows || 24 };
}
