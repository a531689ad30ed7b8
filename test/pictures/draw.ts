import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import { deployFunction } from 'ackring/features/demo/deploy';
import { openTerminal, program, unasked } from '../terminal/driver.js';
import { masked, type Place } from '../terminal/mask.js';
import { datesSince, originsOf } from '../terminal/origins.js';
import { clockAhead } from '../terminal/time-machine.js';
import { drawJourney } from './journey.js';
import { type Scene, scenes } from './scenes.js';
import { type Base, svgText, terminalSvg, withWords } from './svg.js';

const run = promisify(execFile);

export type PictureSkin = 'dark' | 'light';

const bases: Readonly<Record<PictureSkin, Base>> = {
  dark: { text: '#d8dee9', ground: '#12171e' },
  light: { text: '#242933', ground: '#fbfcfd' },
};

/**
 * The caller's long-term kubeconfigs in the picture, and how many days ago they were fetched. Within their window the
 * server would issue a new one: those that should look old were fetched before it opened.
 */
const held = [
  ['prod-tokyo-api', 0],
  ['prod-singapore-api', 200],
  ['dev-hangzhou', 200],
  ['staging-tokyo', 200],
  ['legacy-tokyo', 200],
] as const;

/** Every scene in these skins as SVG, by `<scene>-<skin>`: drawn from the real program, on the embedded cloud. */
export async function drawAll(skins: readonly PictureSkin[]): Promise<ReadonlyMap<string, string>> {
  const pictures = new Map<string, string>();
  for (const skin of skins) {
    await using cloud = await startEmulator({ scenario: 'fleet' });
    const home = await mkdtemp(join(tmpdir(), 'ackring-picture-'));
    const prepared = `${home}-prepared`;
    try {
      await prepareHome(home, cloud, skin);
      await rename(home, prepared);
      // Only now: its timer would have run every day of the months that the clock skipped.
      await deployFunction({ emulator: cloud });
      await cp(prepared, home, { recursive: true });
      pictures.set(`journey.${skin}`, await animate(skin, cloud, home));
      await rm(home, { recursive: true });
      for (const scene of scenes) {
        await cp(prepared, home, { recursive: true });
        pictures.set(`${scene.name}-${skin}`, await draw(scene, skin, cloud, home));
        await rm(home, { recursive: true });
      }
    } finally {
      await rm(home, { recursive: true, force: true });
      await rm(prepared, { recursive: true, force: true });
    }
  }
  return pictures;
}

async function animate(skin: PictureSkin, cloud: Emulator, home: string): Promise<string> {
  await using terminal = await openTerminal({ cloud, home, columns: 108, rows: 26 });
  await terminal.see(/17 clusters {3}⟳ \d+ s ago/);
  await terminal.see(/prod-tokyo-api .*━/);
  await terminal.see(/[(（]\d{4}…\d{4}[)）]/);
  await terminal.seeGone(unasked);
  return comparable(await drawJourney(terminal, bases[skin]), cloud, home);
}

/** With its words as any other cloud would have them, since a kept picture's own is gone. */
async function comparable(svg: string, cloud: Emulator, home: string): Promise<string> {
  const words = svgText(svg).replace(/[\s▁-█▏]+/g, ' ');
  const origins = [...(await originsOf(cloud, home)), { mask: '<date>', values: fetchedAt(cloud) }];
  return withWords(svg, masked(words, origins, moments));
}

function fetchedAt({ world }: Emulator): readonly string[] {
  return datesSince(
    world.toldAt,
    held.map(([, daysAgo]) => -daysAgo * 86_400_000),
  );
}

/** What depends on the time of the day, and on how long drawing takes. */
const moments: readonly Place[] = [
  [/in \d+ (?:h|min|s)\b|\b\d+ s ago(?= ·)/g, '<a while>'],
  [/\b\d+ ms\b/g, '<n> ms'],
  // How much of the verdict has room depends on the digits of its milliseconds.
  [/(?<=answers as \S+ in )(?:… · 6 shows the rest|\S+ · \S+ ms)/g, '…'],
  [/(?<=answers as )\S+ · ends [-\d: ]*(?:GMT[+\d]*|UTC)?…?/g, '<who> · ends <then>'],
];

/** Each picture starts from a new copy of the home, so that none depends on the one before. */
async function draw(scene: Scene, skin: PictureSkin, cloud: Emulator, home: string): Promise<string> {
  await using terminal = await openTerminal({ cloud, home, columns: 118, rows: 28 });
  await terminal.see(/17 clusters {3}⟳ \d+ s ago/);
  await terminal.see(/prod-tokyo-api .*━/);
  await terminal.see('? help');
  await terminal.see(/[(（]\d{4}…\d{4}[)）]/);
  await scene.play(terminal);
  await terminal.settled();
  return comparable(terminalSvg(terminal, bases[skin], `ackring: ${scene.name}`), cloud, home);
}

async function prepareHome(home: string, cloud: Emulator, skin: string): Promise<void> {
  await mkdir(join(home, '.config', 'ackring'), { recursive: true });
  await writeFile(join(home, '.config', 'ackring', 'config.json'), JSON.stringify({ skin }));
  const env = {
    HOME: home,
    PATH: process.env['PATH'] ?? '',
    ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true',
    ...cloud.environment,
  };
  const now = cloud.clock.now();
  for (const [cluster, daysAgo] of held) {
    const behindMs = daysAgo * 86_400_000;
    await cloud.clock.set(new Date(now.getTime() - behindMs));
    const args = [program, 'get', cluster, '--long-term', '--access', 'public', '--no-verify'];
    await run(process.execPath, args, { env: { ...env, ...clockAhead(-behindMs) } });
  }
  await cloud.clock.set(now);
}
