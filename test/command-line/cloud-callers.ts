import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Which processes call the cloud: on a busy machine one process may retry, which is not two processes. */
export interface CloudCallers {
  /** For the environment of the watched processes. */
  readonly environment: { readonly NODE_OPTIONS: string };
  count(): Promise<number>;
}

/** Watches every Node process started with its environment; keeps its data in `folder`. */
export async function watchCloudCallers(folder: string): Promise<CloudCallers> {
  const callers = join(folder, 'callers');
  const preload = join(folder, 'record-caller.mjs');
  await mkdir(callers);
  await writeFile(
    preload,
    `import { subscribe } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';
subscribe('http.client.request.start', () => writeFileSync(${JSON.stringify(`${callers}/`)} + process.pid, ''));
`,
  );
  return {
    environment: { NODE_OPTIONS: `--import=${pathToFileURL(preload)}` },
    count: async () => (await readdir(callers)).length,
  };
}
