import test from 'ava';
import { AckringError } from '../words/errors.js';
import { refuseUnknownRegions } from './known-regions.js';

const listed = ['cn-hangzhou', 'cn-new-1'].map((id) => ({ id, name: id }));

/** The result for chosen regions; the list is requested if one is unknown. */
async function said(chosen: readonly string[]): Promise<readonly [string | null, number]> {
  let asked = 0;
  const listRegions = async () => {
    asked += 1;
    return listed;
  };
  const message = await refuseUnknownRegions({ listRegions }, chosen, undefined).then(
    () => null,
    (error) =>
      error instanceof AckringError ? `${error.code}: ${error.message} ${error.remedy}` : String(error),
  );
  return [message, asked];
}

test('known regions are taken without a call, others only if the cloud has them', async (t) => {
  t.deepEqual(await said([]), [null, 0]);
  t.deepEqual(await said(['cn-hangzhou', 'us-west-1']), [null, 0]);
  t.deepEqual(await said(['cn-hangzhou', 'cn-new-1']), [null, 1]);
  const [unknown, asked] = await said(['cn-new-1', 'cn-hangzou']);
  t.is(asked, 1);
  t.is(
    unknown,
    'RegionUnknown: there is no region "cn-hangzou"; did you mean cn-hangzhou? Use one of: cn-hangzhou, cn-new-1.',
  );
  t.regex((await said(['moon'])).join(), /there is no region "moon" Use/);
});
