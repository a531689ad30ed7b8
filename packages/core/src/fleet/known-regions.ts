import type { Ack } from '../cloud/ack/api.js';
import { AckringError } from '../words/errors.js';
import { nearest } from '../words/nearest.js';
import { say } from '../words/say.js';

/**
 * Regions with ACK, from the endpoint table of the official SDK (7.2.0). Used when these credentials may not list
 * regions, and until a slow cloud has listed them; a region missing here can still be named with `--region`.
 */
export const knownRegions: readonly string[] = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-southeast-1',
  'ap-southeast-3',
  'ap-southeast-5',
  'ap-southeast-7',
  'ap-southeast-8',
  'cn-beijing',
  'cn-beijing-finance-1',
  'cn-chengdu',
  'cn-fuzhou',
  'cn-guangzhou',
  'cn-hangzhou',
  'cn-hangzhou-finance',
  'cn-heyuan',
  'cn-heyuan-acdr-1',
  'cn-hongkong',
  'cn-huhehaote',
  'cn-nanjing',
  'cn-north-2-gov-1',
  'cn-qingdao',
  'cn-shanghai',
  'cn-shanghai-finance-1',
  'cn-shenzhen',
  'cn-shenzhen-finance-1',
  'cn-wuhan-lr',
  'cn-wulanchabu',
  'cn-wulanchabu-gic-1',
  'cn-zhangjiakou',
  'cn-zhengzhou-jva',
  'cn-zhongwei',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'me-central-1',
  'me-east-1',
  'na-south-1',
  'us-east-1',
  'us-southeast-1',
  'us-west-1',
];

/** A region's name becomes part of a host name: a misspelt one would only look like a dead network. */
export async function refuseUnknownRegions(
  ack: Pick<Ack, 'listRegions'>,
  chosen: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const unfamiliar = chosen.filter((region) => !knownRegions.includes(region));
  if (unfamiliar.length === 0) return;
  const listed = (await ack.listRegions(signal)).map(({ id }) => id);
  const unknown = unfamiliar.find((region) => !listed.includes(region));
  if (unknown === undefined) return;
  const suggestion = nearest(unknown, [...new Set([...listed, ...knownRegions])]);
  const hint = suggestion === null ? '' : say('; did you mean {name}?', { name: suggestion });
  throw new AckringError(
    'RegionUnknown',
    say('there is no region "{region}"{hint}', { region: unknown, hint }),
    { remedy: say('Use one of: {names}.', { names: listed.toSorted() }) },
  );
}
