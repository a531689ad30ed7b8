import * as v from 'valibot';
import { type CiService, orAbsent } from './ci-service.js';

/**
 * A credential as Jenkins shows it, without its secret.
 * https://github.com/jenkinsci/credentials-plugin/blob/master/docs/user.adoc#rest-api
 */
const credentialSchema = v.object({
  id: v.string(),
  description: v.nullable(v.string()),
  /** Of a secret file its file’s name, and the description in brackets; of a secret text the description. */
  displayName: v.string(),
});
export type JenkinsCredential = v.InferOutput<typeof credentialSchema>;

/** What is written; each is all of the credential. */
export interface CredentialDraft {
  readonly id: string;
  readonly description: string;
  readonly secret:
    | { readonly kind: 'file'; readonly fileName: string; readonly content: string }
    | { readonly kind: 'text'; readonly text: string };
}

/** Credentials of the global domain of one store, whose secrets nobody reads back. */
export interface JenkinsCredentials {
  read(id: string, signal?: AbortSignal): Promise<JenkinsCredential | null>;
  list(signal?: AbortSignal): Promise<readonly JenkinsCredential[]>;
  /** Refused if it is there already. */
  create(draft: CredentialDraft, signal?: AbortSignal): Promise<void>;
  /** Writes over whatever is there, and looks at nothing first. */
  update(draft: CredentialDraft, signal?: AbortSignal): Promise<void>;
}

/** `folder` is its full name, such as `team/app`; null for the credentials of all of Jenkins. */
export function createJenkinsCredentials(service: CiService, folder: string | null): JenkinsCredentials {
  const domain = `${storeOf(folder)}/domain/_`;
  const one = (id: string): string => `${domain}/credential/${encodeURIComponent(id)}`;
  const shown = 'id,description,displayName';
  const write = async (path: string, draft: CredentialDraft, signal?: AbortSignal): Promise<void> => {
    await service.ask({ method: 'POST', path, xml: xmlOf(draft) }, v.unknown(), signal);
  };
  return {
    read: (id, signal) =>
      orAbsent(
        service.ask({ method: 'GET', path: `${one(id)}/api/json?tree=${shown}` }, credentialSchema, signal),
      ),
    list: async (signal) => {
      const path = `${domain}/api/json?tree=${encodeURIComponent(`credentials[${shown}]`)}`;
      return (await service.ask({ method: 'GET', path }, listSchema, signal)).credentials;
    },
    create: (draft, signal) => write(`${domain}/createCredentials`, draft, signal),
    update: (draft, signal) => write(`${one(draft.id)}/config.xml`, draft, signal),
  };
}

/** Other kinds of credentials may lack what ours have. */
const listSchema = v.object({
  credentials: v.array(
    v.object({
      ...credentialSchema.entries,
      description: v.optional(v.nullable(v.string()), null),
      displayName: v.optional(v.string(), ''),
    }),
  ),
});

function storeOf(folder: string | null): string {
  if (folder === null) return '/credentials/store/system';
  const path = folder.split('/').map((name) => `/job/${encodeURIComponent(name)}`);
  return `${path.join('')}/credentials/store/folder`;
}

/** The classes of the plain-credentials plugin. */
function xmlOf({ id, description, secret }: CredentialDraft): string {
  const common = { scope: 'GLOBAL', id, description };
  return secret.kind === 'file'
    ? element('FileCredentialsImpl', {
        ...{ ...common, fileName: secret.fileName },
        secretBytes: Buffer.from(secret.content).toString('base64'),
      })
    : element('StringCredentialsImpl', { ...common, secret: secret.text });
}

function element(type: string, fields: Readonly<Record<string, string>>): string {
  const name = `org.jenkinsci.plugins.plaincredentials.impl.${type}`;
  const inside = Object.entries(fields).map(([field, text]) => `<${field}>${escaped(text)}</${field}>`);
  return `<${name}>${inside.join('')}</${name}>`;
}

function escaped(text: string): string {
  return text.replace(/[^ -~]|[&<>]/gu, (character) => `&#${character.codePointAt(0)};`);
}
