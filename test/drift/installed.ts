import { readdirSync, readFileSync } from 'node:fs';
import type { ServiceRecord } from '@ackring/core/internal/cloud/openapi/operation';
import * as v from 'valibot';
import { parse } from 'yaml';
import { announcementsSchema } from './announcements.js';
import { beliefs } from './beliefs.js';
import type { DriftOptions } from './drift.js';
import { openSdk, type Sdk } from './sdk.js';
import { undescribed } from './undescribed.js';

const packages: Readonly<Record<string, string>> = {
  'cms 2019-01-01': '@alicloud/cms20190101',
  'cs 2015-12-15': '@alicloud/cs20151215',
  'fc 2023-03-30': '@alicloud/fc20230330',
  'kms 2016-01-20': '@alicloud/kms20160120',
  'sls 2020-12-30': '@alicloud/sls20201230',
  'sts 2015-04-01': '@alicloud/sts20150401',
};

const root = new URL('../../../', import.meta.url);

/** Everything that core sends to the vendor's cloud and reads from it: the records in `cloud/<service>/`. */
const services = await declaredServices(
  new URL('../', import.meta.resolve('@ackring/core/internal/cloud/ack/operations')),
);

const deploymentSchema = v.object({
  resources: v.record(v.string(), v.object({ props: v.object({ runtime: v.string() }) })),
});

/** The repository as it is: its calls, its function's runtime, the installed SDKs. */
export function installed(now: Date): DriftOptions {
  const sdks = new Map<string, Sdk>();
  const { resources } = v.parse(deploymentSchema, parse(read('s.yaml')));
  return {
    services,
    runtimes: Object.values(resources).map(({ props }) => props.runtime),
    sdkOf: (product, version) => {
      const packageName = packages[`${product} ${version}`];
      if (packageName === undefined) return null;
      const sdk = sdks.get(packageName) ?? openSdk(packageName);
      sdks.set(packageName, sdk);
      return sdk;
    },
    undescribed,
    beliefs,
    sources: sourcesOf(['packages/core/src', 'packages/emulator/src', 'functions/rotate/src']),
    announcements: v.parse(announcementsSchema, JSON.parse(read('test/drift/announcements.json'))),
    now,
  };
}

async function declaredServices(cloud: URL): Promise<readonly ServiceRecord[]> {
  const files = readdirSync(cloud, { recursive: true, encoding: 'utf8' });
  const modules = await Promise.all(
    files.filter((file) => /(?<!\.test)\.js$/.test(file)).map((file) => import(new URL(file, cloud).href)),
  );
  return modules.flatMap((module) => Object.values<unknown>(module).filter(isService));
}

function isService(value: unknown): value is ServiceRecord {
  return typeof value === 'object' && value !== null && 'operations' in value && 'signature' in value;
}

function sourcesOf(folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
      .filter((file) => /(?<!\.test)\.ts$/.test(file))
      .map((file) => read(`${folder}/${file}`)),
  );
}

function read(file: string): string {
  return readFileSync(new URL(file, root), 'utf8');
}
