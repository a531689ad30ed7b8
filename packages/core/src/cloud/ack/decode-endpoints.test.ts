import test from 'ava';
import type { Endpoints } from '../../words/endpoints.js';
import { decodeEndpoints } from './decode-endpoints.js';

const open = 'https://203.0.113.10:6443';
const inner = 'https://192.168.0.1:6443';
const masterUrl = (publicUrl: string, privateUrl: string) =>
  JSON.stringify({ api_server_endpoint: publicUrl, intranet_api_server_endpoint: privateUrl });
const balancers = (...items: readonly unknown[]) => ({ load_balancers_config: items });
const none = { public: [], private: [] };

const details: readonly [string, unknown, Endpoints][] = [
  ['one of a kind', { master_url: masterUrl(open, inner) }, { public: [open], private: [inner] }],
  [
    'an empty public endpoint does not count',
    { master_url: masterUrl('', inner) },
    { public: [], private: [inner] },
  ],
  [
    'a load balancer by its DNS name, beside the address',
    {
      master_url: masterUrl('', inner),
      control_plane_endpoints_config: balancers(
        { endpoint: 'nlb-0abc.cn-hangzhou.nlb.aliyuncsslb.com', endpoint_type: 'private' },
        { endpoint: 'nlb-0def.cn-hangzhou.nlb.aliyuncsslb.com', endpoint_type: 'public' },
      ),
    },
    {
      public: ['https://nlb-0def.cn-hangzhou.nlb.aliyuncsslb.com'],
      private: [inner, 'https://nlb-0abc.cn-hangzhou.nlb.aliyuncsslb.com'],
    },
  ],
  [
    'a duplicate is listed once',
    {
      master_url: masterUrl(open, ''),
      control_plane_endpoints_config: balancers({ endpoint: '203.0.113.10:6443', endpoint_type: 'Public' }),
    },
    { public: [open], private: [] },
  ],
  [
    'balancers alone',
    { control_plane_endpoints_config: balancers({ endpoint: '10.0.0.1:6443', endpoint_type: 'private' }) },
    { public: [], private: ['https://10.0.0.1:6443'] },
  ],
  [
    'unknown kinds, and drifting items, cost only themselves',
    {
      master_url: masterUrl(open, inner),
      control_plane_endpoints_config: balancers({ endpoint: 'x', endpoint_type: 'mesh' }, 7, null, {
        endpoint: 12,
      }),
    },
    { public: [open], private: [inner] },
  ],
  ['master_url as an object', { master_url: { api_server_endpoint: open } }, { public: [open], private: [] }],
  ['master_url empty', { master_url: '' }, none],
  ['master_url null', { master_url: null, control_plane_endpoints_config: null }, none],
  ['master_url torn', { master_url: '{"api_server' }, none],
  [
    'no balancers where they should be',
    { control_plane_endpoints_config: { load_balancers_config: {} } },
    none,
  ],
  ['nothing at all', null, none],
];
for (const [title, detail, expected] of details) {
  test(`endpoints of a detail: ${title}`, (t) => {
    t.deepEqual(decodeEndpoints(detail), expected);
  });
}
