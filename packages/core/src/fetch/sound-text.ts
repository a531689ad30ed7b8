import type { IssuedParts } from './issued-parts.js';

/**
 * A kubeconfig of these parts and nothing else, in ACK's own layout: what the cloud hands out comes out as it
 * went in, so that a copy stored before is the same.
 */
export function soundText(parts: IssuedParts): string {
  const [cluster, user] = [name(parts.clusterName), quoted(parts.userName)];
  const context = name(parts.context);
  return `apiVersion: v1
clusters:
- cluster:
    server: ${parts.server}
    certificate-authority-data: ${base64(parts.authority)}
  name: ${cluster}
contexts:
- context:
    cluster: ${cluster}
    user: ${user}
  name: ${context}
current-context: ${context}
kind: Config
preferences: {}
users:
- name: ${user}
  user:
    client-certificate-data: ${base64(parts.clientCertificate)}
    client-key-data: ${base64(parts.clientKey)}
`;
}

/** Plain where ACK writes it so; anything else quoted, that every YAML reader takes it for a string. */
function name(text: string): string {
  return text === 'kubernetes' || clusterContext.test(text) ? text : quoted(text);
}

/** `<uid>-<cluster id>`. */
const clusterContext = /^[0-9a-z-]+-c[0-9a-f]{32}$/;

/** JSON's quotes are YAML's too. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function base64(text: string): string {
  return Buffer.from(text, 'latin1').toString('base64');
}
