import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from '@ackring/testkit/kubectl';
import { outsideRun } from '@ackring/testkit/run/test-run';

/**
 * The program in a folder beside this file, compiled into the tests' cache: Go's own cache makes that quick from the
 * second time on.
 */
export function goProgram(name: string): Promise<string> {
  const building = buildings.get(name) ?? built(name);
  buildings.set(name, building);
  return building;
}

/** Two tests of a file would take it from under each other. */
const buildings = new Map<string, Promise<string>>();

async function built(name: string): Promise<string> {
  const folder = join(import.meta.dirname, '../../../node_modules/.cache/ackring-tests');
  await mkdir(folder, { recursive: true });
  const own = join(folder, `${name}-${process.pid}`);
  // Its modules come from where the user has them.
  const env = { ...process.env, ...outsideRun, GOFLAGS: '-mod=mod' };
  const source = join(import.meta.dirname, '../../kubectl', name);
  const { code, stderr } = await runTool('go', ['build', '-C', source, '-o', own, '.'], env);
  if (code !== 0) throw new Error(`go build: ${stderr}`);
  const program = join(folder, name);
  await rename(own, program);
  return program;
}
