import test from 'ava';
import { memberProfile } from '../words/directory.js';
import { say } from '../words/say.js';
import { type ReadOnlyPorts, readOnlyMode } from './read-only.js';

interface Row {
  readonly flag?: boolean;
  readonly setting?: boolean;
  readonly byFlag?: string;
  readonly bySettings?: string;
  readonly chosen?: string;
  readonly isReadOnly: boolean;
}

const isJudged = test.macro(async (t, { isReadOnly, ...row }: Row) => {
  const mode = readOnlyMode(ports(row));
  t.is(await mode.isReadOnly(), isReadOnly);
  const refusal = await mode.refuseWhenReadOnly(say('undo a write')).then(
    () => null,
    ({ code, message }) => ({ code, message }),
  );
  const expected = { code: 'ReadOnly', message: 'read-only mode does not allow this: undo a write' };
  t.deepEqual(refusal, isReadOnly ? expected : null);
});

test('by default everything may be changed', isJudged, { isReadOnly: false });
test('the flag says read-only', isJudged, { flag: true, isReadOnly: true });
test('the settings say read-only', isJudged, { setting: true, isReadOnly: true });
test('a profile named by flag is read-only', isJudged, { byFlag: 'audit', isReadOnly: true });
test('a profile named by the settings is read-only', isJudged, { bySettings: 'audit', isReadOnly: true });
test('a profile that the environment chooses is read-only', isJudged, { chosen: 'audit', isReadOnly: true });
test('the flag names another profile than the settings', isJudged, {
  byFlag: 'work',
  bySettings: 'audit',
  isReadOnly: false,
});
test('the settings name another profile than the environment', isJudged, {
  bySettings: 'work',
  chosen: 'audit',
  isReadOnly: false,
});

const member = (accountId: string) => memberProfile({ profile: 'audit' }, accountId);
test('a member of a directory whose profile is read-only', isJudged, {
  byFlag: member('1234567890123456'),
  isReadOnly: true,
});
test('a name that is no member’s', isJudged, { byFlag: member('12'), isReadOnly: false });

function ports({ flag = false, setting = false, ...row }: Omit<Row, 'isReadOnly'>): ReadOnlyPorts {
  return {
    readOnly: flag,
    profile: row.byFlag ?? null,
    settings: async () => ({
      profile: row.bySettings ?? null,
      readOnly: setting,
      readOnlyProfiles: ['audit'],
      directory: { profile: 'audit', role: 'reader', externalId: null, without: [] },
    }),
    chosenProfile: async () => row.chosen ?? null,
  };
}
