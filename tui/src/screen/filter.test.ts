import test from 'ava';
import { filteredIds } from './filter.js';

const rows = [
  'prod-tokyo-api ap-northeast-1 managed 1.34 running',
  'prod-tokyo-batch ap-northeast-1 managed 1.33 updating',
  'staging-hangzhou cn-hangzhou serverless 1.34 running',
  '本番-東京 ap-northeast-1 dedicated 1.34 running',
].map((text) => ({ id: text.split(' ')[0] ?? '', text }));

const filters = test.macro({
  exec(t, filter: string, expected: readonly string[]) {
    t.deepEqual(filteredIds(filter, rows), expected);
  },
  title: (_, filter) => `the filter "${filter}"`,
});

test(filters, '', ['prod-tokyo-api', 'prod-tokyo-batch', 'staging-hangzhou', '本番-東京']);
test(filters, 'tokyo', ['prod-tokyo-api', 'prod-tokyo-batch']);
test(filters, 'TOKYO', ['prod-tokyo-api', 'prod-tokyo-batch']);
test(filters, 'tokyo batch', ['prod-tokyo-batch']);
test(filters, 'ptapi', ['prod-tokyo-api']);
test(filters, '東京', ['本番-東京']);
test(filters, '!tokyo', ['staging-hangzhou', '本番-東京']);
test(filters, '!', ['prod-tokyo-api', 'prod-tokyo-batch', 'staging-hangzhou', '本番-東京']);
test(filters, 'nothing like it', []);
