import { say } from '../words/say.js';
import { type Claim, firstOf, proven, type Rule, refuted, unknown } from './claim.js';

/**
 * That a RAM token is sound: nothing in it would make ack-ram-authenticator refuse it, and the Security Token Service
 * says whose it is. Whether a cluster takes it is another claim (`mapped.ts`).
 */
export type Sound = Claim<'TakenByTheService', 'Objections', 'NotAsked'>;

export interface SoundSight {
  readonly objections: number;
  /** The Security Token Service named its holder. */
  readonly isIdentified: boolean;
}

type SoundRule = Rule<SoundSight, Sound>;

const objected: SoundRule = ({ objections }) => (objections > 0 ? refuted('Objections') : null);

const notAsked: SoundRule = ({ isIdentified }) => (isIdentified ? null : unknown('NotAsked', askIt));

/** Whether a token is sound. Pure. */
export const claimSound: (sight: SoundSight) => Sound = firstOf<SoundSight, Sound>([objected, notAsked], () =>
  proven('TakenByTheService'),
);

const askIt = say('The Security Token Service tells whose it is: ask it, without `--offline`.');
