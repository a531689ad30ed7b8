import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import { Resvg } from '@resvg/resvg-js';
import { openTerminal } from '../terminal/driver.js';
import { masked } from '../terminal/mask.js';
import { type Scene, scenes } from './scenes.js';
import { type Base, svgText, terminalSvg } from './svg.js';

// Draws the README's pictures from the real program; with --check, says which of them no longer show it.

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = join(root, 'docs', 'pictures');
const program = join(root, 'tui', 'dist', 'ackring.js');
const run = promisify(execFile);

const bases: Readonly<Record<'dark' | 'light', Base>> = {
  dark: { text: '#d8dee9', ground: '#12171e' },
  light: { text: '#242933', ground: '#fbfcfd' },
};

/** The long-term kubeconfigs that the picture's person holds. */
const held = [
  ['prod-tokyo-api', 'public'],
  ['prod-singapore-api', 'public'],
  ['dev-hangzhou', 'public'],
  ['staging-tokyo', 'public'],
  ['legacy-tokyo', 'public'],
] as const;

async function drawAll(skins: readonly ('dark' | 'light')[]): Promise<ReadonlyMap<string, string>> {
  const pictures = new Map<string, string>();
  for (const skin of skins) {
    await using cloud = await startEmulator({ scenario: 'fleet' });
    const home = await mkdtemp(join(tmpdir(), 'ackring-picture-'));
    const prepared = `${home}-prepared`;
    try {
      await prepareHome(home, cloud, skin);
      await rename(home, prepared);
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

/** Each picture starts from a fresh copy of the home, so that none depends on the one before. */
async function draw(scene: Scene, skin: 'dark' | 'light', cloud: Emulator, home: string): Promise<string> {
  await using terminal = await openTerminal({ cloud, home, columns: 118, rows: 28 });
  await terminal.see(/17 clusters {3}⟳ \d+ s ago/);
  await terminal.see(/prod-tokyo-api .*━/);
  await terminal.see('? help');
  await scene.play(terminal);
  return terminalSvg(terminal, bases[skin], `ackring: ${scene.name}`);
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
  // Fetched before their windows opened, so that the server gave what it had and they have aged since.
  const now = cloud.clock.now();
  await cloud.clock.set(new Date(now.getTime() - 200 * 86_400_000));
  for (const [cluster, access] of held) {
    const args = [program, 'get', cluster, '--long-term', '--access', access, '--no-verify'];
    await run(process.execPath, args, { env });
  }
  await cloud.clock.set(now);
}

/** `✓ dark` of both skins, as SVG for the page and PNG for places that take no SVG. */
async function write(pictures: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, svg] of pictures) {
    await writeFile(join(folder, `${name}.svg`), svg);
    const image = new Resvg(svg, { font: { loadSystemFonts: true, defaultFontFamily: 'DejaVu Sans Mono' } });
    await writeFile(join(folder, `${name}.png`), image.render().asPng());
    console.log(`drew docs/pictures/${name}`);
  }
}

/** Two pictures are the same when they say the same, dates and ports aside. */
async function check(pictures: ReadonlyMap<string, string>): Promise<void> {
  const words = (svg: string): string => masked(svgText(svg).replace(/\s+/g, ' '));
  const stale: string[] = [];
  for (const [name, svg] of pictures) {
    const kept = await readFile(join(folder, `${name}.svg`), 'utf8').catch(() => '');
    if (words(kept) !== words(svg)) stale.push(name);
  }
  if (stale.length === 0) return console.log('every picture shows the program as it is');
  console.error(`stale pictures: ${stale.join(', ')}\nDraw them anew: node test/dist/pictures/main.js`);
  process.exitCode = 1;
}

// The skins show the same words: one of them tells whether the pictures are fresh.
if (process.argv.includes('--check')) await check(await drawAll(['dark']));
else await write(await drawAll(['dark', 'light']));
