import { type FunctionWorld, functionWorld } from '@ackring/testkit/rotation/function-world';

export const dayMs = 86_400_000;
export const regions = ['cn-hangzhou', 'ap-northeast-1', 'eu-central-1'];

/** Days left of the `index`-th of `count` credentials: they end one after the other over three years. */
export function daysLeftOf(index: number, count: number): number {
  return 2 + Math.floor((index * 1_090) / count);
}

/** A fleet over three regions with the daily timer, its credentials in KMS, and the real bundle on Node 20. */
export function startFleet(count: number, settings = ''): Promise<FunctionWorld> {
  return functionWorld({
    scenario: {
      clusters: Array.from({ length: count }, (_, index) => ({
        name: `cluster-${index}`,
        region: regions[index % regions.length] ?? 'cn-hangzhou',
        public: index % 4 !== 0,
        privateReachable: true,
        holders: { rotator: { daysLeft: daysLeftOf(index, count) } },
      })),
    },
    settings: `sinks: [{kind: kms, prefix: "ackring/"}]\nconcurrency: 8\nholders: false\n${settings}`,
    daily: true,
    sharedKeys: 64,
  });
}

export async function nextDay({ emulator }: FunctionWorld): Promise<void> {
  await emulator.clock.advance(dayMs);
  await emulator.services.fc.idle();
}

export function told({ looks, calls }: { readonly looks: number; readonly calls: number }): string {
  return `${looks} looks and ${calls} calls by consumers, none refused`;
}
