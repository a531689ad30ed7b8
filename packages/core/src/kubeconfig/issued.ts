import { readCertificateFacts } from '../certificate/certificate.js';
import { AckringError } from '../errors.js';
import { toKubeconfig, type UserEntry } from './kubeconfig.js';
import { parseTree } from './parse-tree.js';
import { listOf, mappingOf, textOf, type YamlMapping } from './yaml-value.js';

/** The one cluster and user of a kubeconfig as the cloud handed it out (or as we made it for an exec plug-in). */
export interface IssuedEntries {
  readonly cluster: YamlMapping;
  readonly user: YamlMapping;
  /** Null for a user without a certificate. */
  readonly certificate: {
    readonly uid: string | null;
    readonly notAfter: Date;
    readonly serial: string;
  } | null;
}

/**
 * Takes the current context's (else the only) cluster and user out. Throws ResponseUnreadable for anything else,
 * and for one that holds more than data: merged, a program that it names would be run by every kubectl, and a
 * file that it points to would be one of this machine.
 */
export function readIssued(issued: string): IssuedEntries {
  const kubeconfig = toKubeconfig(parseIssued(issued), 'the issued kubeconfig');
  const context =
    kubeconfig.contexts.find((each) => each.name === kubeconfig.currentContext) ?? kubeconfig.contexts[0];
  const cluster = kubeconfig.clusters.find((each) => each.name === context?.cluster);
  const user = kubeconfig.users.find((each) => each.name === context?.user);
  if (!cluster?.server || !user) throw unreadable('it leads to no cluster and user');
  refuseReach(user, cluster.certificateAuthority?.kind === 'path');
  const { clientCertificate } = user;
  const certificate =
    clientCertificate?.kind === 'inline'
      ? readCertificateFacts(Buffer.from(clientCertificate.base64, 'base64'))
      : null;
  return { cluster: cluster.fields, user: user.fields, certificate };
}

function refuseReach(user: UserEntry, authorityIsFile: boolean): void {
  if (user.authProvider !== null || (user.execCommand !== null && !isOurPlugin(user)))
    throw unreadable('it names a program to run');
  const materials = [user.clientCertificate, user.clientKey];
  if (authorityIsFile || user.tokenFile !== null || materials.some((each) => each?.kind === 'path'))
    throw unreadable('it points to files');
}

/** As `get --exec` makes it; an environment (NODE_OPTIONS) would have our own program run another's code. */
function isOurPlugin({ execCommand, fields }: UserEntry): boolean {
  const { args, env } = mappingOf(fields['exec']);
  const [command] = listOf(args);
  return execCommand === 'ackring' && textOf(command) === 'exec-credential' && env === undefined;
}

function parseIssued(issued: string): YamlMapping {
  try {
    return parseTree(issued, 'the issued kubeconfig').value;
  } catch (error) {
    throw unreadable('it is not valid YAML', error);
  }
}

function unreadable(why: string, cause?: unknown): AckringError {
  return new AckringError('ResponseUnreadable', `the cloud's kubeconfig cannot be used: ${why}`, {
    remedy: 'Try again; if it happens again, fetch it in the ACK console and report this.',
    cause,
  });
}
