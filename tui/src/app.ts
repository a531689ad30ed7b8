import './features.js';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadStream, WriteStream } from 'node:tty';
import { toAckringError } from '@ackring/core/words';
import { readDirectory } from './features/clusters/directory.js';
import { loadOwnCommands } from './features/own-commands/tasks.js';
import { languageOf } from './messages/language.js';
import { loadLanguage } from './messages/messages.js';
import { type AppState, type Size, withSettings } from './screen/app-state.js';
import { neededBy } from './screen/commands.js';
import { initialState } from './screen/initial-state.js';
import { notifyProblem } from './screen/notify.js';
import { createRunner } from './screen/runner.js';
import type { ScreenName } from './screen/screen-name.js';
import { createStore, startPulse } from './screen/store.js';
import type { ProfileName, World } from './screen/world.js';
import { ownerOf } from './subjects/cluster/fleet.js';
import { loadCachedFleet, loadProfile, loadProfileNames, scanFleet } from './subjects/cluster/tasks.js';
import { readContexts, watchContexts } from './subjects/context/tasks.js';
import { takeBackEnded } from './subjects/journal/tasks.js';
import { createTerminalControl, type Suspend } from './terminal/control.js';
import { dropLateAnswer, groundQuestion } from './terminal/ground.js';
import type { Mounted, MountOptions } from './terminal/mount.js';
import { holdWarnings, startPainter, watchWindow } from './terminal/painter.js';
import { picturesFor } from './terminal/picture.js';
import { severalProfiles } from './world/accounts.js';
import type { CreateServices, ServiceOptions, Services } from './world/services.js';
import { withoutOptimizing } from './world/v8-options.js';

export interface AppOptions {
  /** Called again with another profile or other regions when they are switched inside the screen. */
  readonly createServices: CreateServices;
  readonly options: ServiceOptions;
  /** From `--lang`; null follows settings and locale. */
  readonly language: string | null;
  /** On the embedded cloud. */
  readonly isDemo?: boolean;
  /** Opened first; null for the first one. */
  readonly screen?: ScreenName | null;
  /** Aborted by SIGTERM and SIGHUP: restore the terminal and return. */
  readonly signal: AbortSignal;
  readonly stdin?: ReadStream;
  readonly stdout?: WriteStream;
}

/** What is known on this machine: its rows are drawn before Ink is loaded. */
const localTasks = () => [loadCachedFleet(), watchContexts(), readContexts()];

/** Requested as soon as keys are read. */
const startTasks = (profile: string | null) => [
  loadOwnCommands(),
  loadProfile(),
  loadProfileNames(),
  scanFleet(null),
  takeBackEnded(),
  // What a flag has chosen is all that is looked at.
  ...(profile === null ? [readDirectory()] : []),
];

/** A file system that hangs keeps nobody from quitting. */
const longestReadingMs = 300;

/** The full screen; resolves with the exit code when it is closed. */
export async function runApp(app: AppOptions): Promise<number> {
  const { environment } = app.options;
  const stdin = app.stdin ?? process.stdin;
  const stdout = app.stdout ?? process.stdout;
  const left = new AbortController();
  const exit = Promise.withResolvers<number>();
  const watch = createWatch(app.createServices, app.options);
  const local = watch.servicesOf(app.options.profile);
  let suspend: Suspend = (work) => work();
  let anew = (): void => undefined;
  const first = await firstState(app, local, stdout);
  if (first.watched[0] !== app.options.profile)
    watch.watch(first.watched, first.regions, first.readOnly !== null);
  const store = createStore(first, (ask) => perform(ask));
  const perform = createRunner({
    ...watch,
    servicesFor: (cluster) =>
      watch.servicesOf(ownerOf(store.get().fleet, cluster) ?? watch.watched()[0] ?? null),
    dispatch: (event) => {
      if (!left.signal.aborted) store.dispatch({ kind: 'clock', now: local.clock.now() }, event);
    },
    terminal: createTerminalControl({
      stdin,
      stdout,
      environment,
      suspend: (work) => suspend(work),
      redraw: () => anew(),
    }),
    quit: exit.resolve,
    signal: left.signal,
  });
  const crash = (error: unknown): void => exit.reject(error);
  const interrupt = (): void => exit.resolve(0);
  process.on('uncaughtException', crash);
  const letWarningsThrough = holdWarnings(environment);
  app.signal.addEventListener('abort', interrupt);
  if (app.signal.aborted) interrupt();
  const isScreenReader = environment['INK_SCREEN_READER'] === 'true';
  const asks = groundQuestion(environment, store.get());
  const painter = isScreenReader
    ? null
    : startPainter(store, picturesFor(environment), { stdin, stdout, asks });
  const restore = (): void => painter?.restore();
  const optimize = withoutOptimizing();
  const known = Promise.all(localTasks().map(perform));
  const { settingsProblem } = store.get();
  if (settingsProblem !== null)
    store.dispatch({
      kind: 'arrived',
      name: 'settings',
      change: (state) => notifyProblem(state, settingsProblem),
    });
  const onReady = (handOver: Suspend): void => {
    suspend = handOver;
  };
  // A second signal ends the process at once; once loaded, Ink restores the terminal itself.
  process.once('exit', restore);
  const read = Promise.race([known, sleep(longestReadingMs, undefined, { ref: false })]).finally(optimize);
  const mounting = read.then(() => loadScreen({ stdin, stdout, store, painter, onReady }, left.signal));
  let instance: Mounted | null = null;
  const fit = (): void => store.dispatch({ kind: 'resized', size: sizeOf(stdout) });
  const startWork = (): void => {
    const asked = app.screen ? neededBy(store.get()) : [];
    for (const ask of [...startTasks(app.options.profile), ...asked]) void perform(ask);
    void local.sweepSessions();
  };
  const stopPulse = startPulse(store, local.clock.now);
  anew = () => {
    fit();
    painter?.redraw();
  };
  const unwatch = watchWindow(stdout, anew);
  try {
    // Quitting or failing while Ink is loading does not wait for it.
    instance = await Promise.race([mounting, exit.promise.then(() => null)]);
    process.off('exit', restore);
    if (instance !== null) startWork();
    instance?.waitUntilExit().then(() => exit.resolve(0), crash);
    // The window may have changed meanwhile.
    fit();
    return await exit.promise;
  } finally {
    left.abort();
    stopPulse();
    unwatch();
    app.signal.removeEventListener('abort', interrupt);
    process.off('exit', restore);
    if (asks !== '' && painter !== null && store.get().ground === null) await dropLateAnswer(stdin);
    if (instance === null) restore();
    instance?.unmount();
    await instance?.waitUntilExit().catch(() => undefined);
    letWarningsThrough();
    process.off('uncaughtException', crash);
  }
}

/**
 * Ink and React take most of the time to start: they load while the first frame is shown. Null if the screen was
 * closed before.
 */
async function loadScreen(options: MountOptions, left: AbortSignal): Promise<Mounted | null> {
  const { mount } = await import('./terminal/mount.js');
  return left.aborted ? null : mount(options);
}

/** Settings come before the first frame, for the right colours and words; they are one small file. */
async function firstState(app: AppOptions, local: Services, stdout: WriteStream): Promise<AppState> {
  const state = await readSettings(app, local, stdout);
  await loadLanguage(state.language);
  return state;
}

async function readSettings(app: AppOptions, local: Services, stdout: WriteStream): Promise<AppState> {
  const { screen = null } = app;
  const { environment, home, readOnly, profile, regions } = app.options;
  const state = initialState({
    size: sizeOf(stdout),
    now: local.clock.now(),
    home,
    isDemo: app.isDemo ?? false,
    timeZone: '',
    language: languageOf(app.language === null ? environment : { LANG: app.language }),
    isLanguageByFlag: app.language !== null,
    isReadOnly: readOnly,
    profile,
    regions,
    ...(screen === null ? {} : { screen }),
  });
  try {
    const settings = await local.settings();
    const watched = await severalProfiles(profile, local);
    return withSettings(watched.length === 0 ? state : { ...state, watched }, settings);
  } catch (error) {
    return { ...state, settingsProblem: toAckringError(error) };
  }
}

function sizeOf(stdout: WriteStream): Size {
  return { columns: stdout.columns || 80, rows: stdout.rows || 24 };
}

type Watch = Pick<World, 'servicesOf' | 'local' | 'watched' | 'watch' | 'renew'>;

/** The services of every watched profile, created on first use. */
function createWatch(createServices: CreateServices, options: ServiceOptions): Watch {
  let profiles: readonly ProfileName[] = [options.profile];
  let current = options;
  const made = new Map<ProfileName, Services>();
  const servicesOf = (profile: ProfileName): Services => {
    const known = made.get(profile);
    if (known !== undefined) return known;
    const services = createServices({ ...current, profile });
    made.set(profile, services);
    return services;
  };
  return {
    servicesOf,
    local: () => servicesOf(profiles[0] ?? null),
    watched: () => profiles,
    watch: (watched, regions, readOnly) => {
      profiles = watched;
      current = { ...options, regions, readOnly: options.readOnly || readOnly };
      made.clear();
    },
    renew: () => made.clear(),
  };
}
