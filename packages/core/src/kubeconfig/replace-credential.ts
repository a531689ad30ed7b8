import { readCertificateFacts } from '../certificate/certificate.js';
import { AckringError } from '../words/errors.js';
import { type Kubeconfig, toKubeconfig } from './kubeconfig.js';
import { itemNamed, readIssued, userFields } from './merge-entries.js';
import { assertEditable } from './read.js';
import { spliceAndProve } from './splice.js';
import { parseTree } from './yaml-tree.js';
import { mappingOf } from './yaml-value.js';

export interface ReplaceRequest {
  readonly existing: string | null;
  readonly file: string;
  /** The user entry's name. */
  readonly user: string;
  /** Serial number of the certificate to be replaced; null when it stands in a file of its own. */
  readonly serial: string | null;
  /** The kubeconfig's text as the cloud handed it out. */
  readonly issued: string;
}

/**
 * The file's new text with one user's certificate and key replaced and nothing else. Throws Conflict when
 * the user is gone or has another certificate by now, and as `planMerge` does.
 */
export function replaceCredential({ existing, file, user, serial, issued }: ReplaceRequest): string {
  const text = existing ?? '';
  const tree = parseTree(text, file);
  const kubeconfig = toKubeconfig(tree.value, file);
  assertEditable(text, tree, kubeconfig);
  const from = itemNamed(tree.value['users'], user);
  if (!from || inlineSerial(kubeconfig, user) !== serial) throw changedMeanwhile(file, user);
  const to = { ...from, user: userFields(mappingOf(from['user']), readIssued(issued).user) };
  return spliceAndProve(text, tree, {
    file,
    entries: [{ section: 'users', name: user, from, to }],
    use: null,
  });
}

function inlineSerial(kubeconfig: Kubeconfig, user: string): string | null {
  const { clientCertificate = null } = kubeconfig.users.find(({ name }) => name === user) ?? {};
  if (clientCertificate?.kind !== 'inline') return null;
  return readCertificateFacts(Buffer.from(clientCertificate.base64, 'base64')).serial;
}

function changedMeanwhile(file: string, user: string): AckringError {
  return new AckringError('Conflict', `user "${user}" in ${file} was changed by somebody else meanwhile`, {
    remedy: 'Look at it with `ackring contexts`, and renew again if it is still due.',
  });
}
