import { say } from '../words/say.js';
import { type Claim, firstOf, proven, type Rule, refuted, unknown } from './claim.js';

/**
 * That a cluster takes the RAM tokens of an identity: the add-on is there, heeds mappings, and one of them is for it.
 * The API server’s refusal of a token, 401, is the same in all these cases, and in others.
 */
export type Mapped = Claim<
  'Mapped',
  'AuthenticatorMissing' | 'MappingsIgnored' | 'Unmapped',
  'AuthenticatorUnread' | 'SettingUnset' | 'MappingsUnread'
>;

export interface MappedSight {
  /** By the cloud: the add-on and its configuration; null if that could not be read. */
  readonly authenticator: 'missing' | 'off' | 'on' | 'unset' | null;
  /** By the cluster’s own mappings; null if they, or the identity’s name in RAM, could not be read. */
  readonly isMapped: boolean | null;
}

type MappedRule = Rule<MappedSight, Mapped>;

const authenticatorMissing: MappedRule = ({ authenticator }) =>
  authenticator === 'missing' ? refuted('AuthenticatorMissing') : null;

const mappingsIgnored: MappedRule = ({ authenticator }) =>
  authenticator === 'off' ? refuted('MappingsIgnored') : null;

const unread: MappedRule = ({ authenticator, isMapped }) => {
  if (authenticator === null) return unknown('AuthenticatorUnread', seeAddOn);
  return isMapped === null ? unknown('MappingsUnread', seeAddOn) : null;
};

const settingUnset: MappedRule = ({ authenticator }) =>
  authenticator === 'unset' ? unknown('SettingUnset', setIt) : null;

/** Whether a cluster takes an identity’s tokens. Pure. */
export const claimMapped: (sight: MappedSight) => Mapped = firstOf<MappedSight, Mapped>(
  [authenticatorMissing, mappingsIgnored, unread, settingUnset],
  ({ isMapped }) => (isMapped === true ? proven('Mapped') : refuted('Unmapped')),
);

const seeAddOn = say(
  'Look for the add-on in the console, and at who is mapped: `kubectl get ramidentitymappings`, as an administrator.',
);

const setIt = say('Set it in the console: Add-ons, Security, ack-ram-authenticator, Configuration.');
