import * as v from 'valibot';
import type { CiService, CiServiceOptions } from '../../cloud/ci/ci-service.js';
import { AckringError } from '../../words/errors.js';
import { type Sentence, say } from '../../words/say.js';
import { demand } from '../../words/schema-problems.js';
import { type PlugInOptions, text, webAddress } from '../plug-in/plug-in.js';
import { refuseOtherReceiver, tokenReader } from '../plug-in/receiver.js';
import { fill } from './secret-owner.js';
import type { CredentialKey } from './sink.js';

// What the variables and secrets of CI services have in common: how the service is asked, names that a shell takes,
// and whose they are.

/** The address of a service's API. */
export const apiAddress = v.pipe(
  v.string(),
  webAddress,
  v.regex(/^[^?#]*[^/?#]$/, demand(say('is no address of a server'))),
);

interface CiSettings extends Pick<CiServiceOptions, 'api' | 'headers' | 'needs' | 'hear'> {
  readonly kind: 'gitlab' | 'github' | 'jenkins';
  /** Where the token is. */
  readonly token: string;
}

/** The token goes to hosts of that kind only. */
export async function openCiService(settings: CiSettings, options: PlugInOptions): Promise<CiService> {
  const { createCiService } = await import('../../cloud/ci/ci-service.js');
  const { clock, environment } = options;
  const readToken = tokenReader(settings.token, options);
  return createCiService({
    ...settings,
    token: async () => {
      refuseOtherReceiver(settings.kind, settings.api, environment);
      return readToken();
    },
    clock,
    environment,
  });
}

/** A name's template: a letter first, then what a variable of the environment may be called. */
export const variableTemplate = v.pipe(
  text('key'),
  v.check(
    (template) => /^[A-Za-z_]\w{0,99}$/.test(template.replace(/\{(cluster|clusterId|identity)\}/g, '0')),
    demand(
      say('must be letters, digits and _, a letter first, with {placeholders} and {last} in it', {
        placeholders: ['{cluster}', '{clusterId}'],
        last: '{identity}',
      }),
    ),
  ),
);

/** In capitals, and what a name may not hold becomes an underscore: two names can become one, and the second is refused. */
export function variableName(template: string, key: CredentialKey): string {
  return filledWith(template, key).replace(/\W/g, '_').toUpperCase();
}

export function filledWith(template: string, { clusterName, clusterId, identity }: CredentialKey): string {
  return fill(template, { cluster: clusterName, clusterId, identity });
}

/** Whose a variable is, as its record says. */
export type Owner = Pick<CredentialKey, 'clusterId' | 'identity'>;

/** The record that stands beside it, for people to read. */
export function recordOf({ clusterId, identity }: Owner): string {
  return `Kept by ackring: ${clusterId}/${identity}`;
}

/** Null for what is not ours. */
export function ownerIn(record: string | null): Owner | null {
  const [, clusterId, identity] = /^Kept by ackring: (c[0-9a-f]{32})\/(\S+)$/.exec(record ?? '') ?? [];
  return clusterId === undefined || identity === undefined ? null : { clusterId, identity };
}

/** Throws Refused for what ackring did not make, Conflict for another credential's. */
export function refuseOtherOwner(name: Sentence, record: string | null, key: CredentialKey): void {
  const owner = ownerIn(record);
  if (owner === null) {
    throw new AckringError('Refused', say('{name} was not made by ackring, and is left alone', { name }), {
      remedy: say('Take another `key` in rotation.yaml, or delete it there if nothing needs it.'),
    });
  }
  if (owner.clusterId === key.clusterId && owner.identity === key.identity) return;
  throw new AckringError(
    'Conflict',
    say('{name} holds the kubeconfig of {identity} on {cluster}', {
      name,
      identity: owner.identity,
      cluster: owner.clusterId,
    }),
    {
      remedy: say('Put {placeholder} into its name in rotation.yaml, so that each has its own.', {
        placeholder: owner.clusterId === key.clusterId ? '{identity}' : '{clusterId}',
      }),
    },
  );
}

interface Putting {
  /** What is there; null for nothing. */
  readonly read: () => Promise<string | null>;
  /** Whether that is what was to be put; throws Conflict if it is newer. */
  readonly isDone: (current: string | null) => boolean;
  readonly put: (isNew: boolean) => Promise<void>;
}

/**
 * Puts, and looks whether it is there: an answer may be lost, and another run may have written meanwhile. For services
 * without a write that looks first.
 */
export async function putUntilSeen(sink: string, { read, isDone, put }: Putting): Promise<void> {
  let failed: { readonly over: string | null; readonly error: unknown } | null = null;
  for (let attempt = 1; attempt <= mostTries; attempt += 1) {
    const current = await read();
    if (isDone(current)) return;
    if (failed !== null && failed.over === current) throw failed.error;
    try {
      await put(current === null);
      failed = null;
    } catch (error) {
      failed = { over: current, error };
    }
  }
  throw keepsWriting(sink);
}

/** Another writer is another run, which ends. */
const mostTries = 4;

function keepsWriting(sink: string): AckringError {
  return new AckringError('Conflict', say('somebody else keeps writing to {sink}', { sink }), {
    remedy: say('See whether two rotations write there: each credential needs a name of its own.'),
  });
}
