import { type CiReply, type CiRequest, type CiServer, startCiServer } from './ci-server.js';

export interface JenkinsServerCredential {
  /** Of the class that it is of, `FileCredentialsImpl` or another. */
  readonly type: string;
  readonly id: string;
  readonly description: string;
  /** Of a secret file. */
  readonly fileName?: string | undefined;
  /** As a job gets it. */
  readonly secret: string;
}

export interface JenkinsServer extends CiServer {
  readonly user: string;
  /** Its API token, for which no crumb is wanted. */
  readonly token: string;
  readonly password: string;
  /** By `<store>/<id>`, such as `folder/team/app/KEY` or `system/KEY`. */
  readonly credentials: Map<string, JenkinsServerCredential>;
  /** What the user may do with credentials; without View there are none. */
  readonly permissions: Set<'View' | 'Create' | 'Update'>;
}

/** The folders that are there, by their full names. */
const folders = ['team/app', 'Team A/50% & more'];

/**
 * The REST API of Jenkins' credentials plugin, as its guide and its `CredentialsStoreAction` say, and the kinds of the
 * plain-credentials plugin: https://github.com/jenkinsci/credentials-plugin/blob/master/docs/user.adoc
 */
export async function startJenkins(): Promise<JenkinsServer> {
  const own: Omit<JenkinsServer, keyof CiServer> = {
    user: 'rotation',
    token: '11a2b3c4d5e6f708192a3b4c5d6e7f8091',
    password: 'hunter2-of-rotation',
    credentials: new Map(),
    permissions: new Set(['View', 'Create', 'Update']),
  };
  const http = await startCiServer((request) => answer(server, request));
  const server: JenkinsServer = Object.assign(http, own);
  return server;
}

function answer(server: JenkinsServer, request: CiRequest): CiReply {
  const { user, token, password } = server;
  const { method, headers } = request;
  const [, sent = ''] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? [];
  const who = Buffer.from(sent, 'base64').toString();
  // It asks nobody to sign in: https://www.jenkins.io/doc/book/system-administration/authenticating-scripted-clients/
  if (who === '') return page(403, 'Authentication required');
  if (who !== `${user}:${token}` && who !== `${user}:${password}`) return page(401, 'Invalid password/token');
  if (method === 'POST' && who !== `${user}:${token}`) return page(403, 'No valid crumb was included');
  const place = placeOf(request.path);
  return place === null ? page(404, 'Not Found') : inDomain(server, request, place);
}

interface Place {
  readonly store: string;
  /** Below the domain. */
  readonly rest: string;
}

/** The global domain of a store that is there. */
function placeOf(path: string): Place | null {
  const [, jobs = '', kind, rest = ''] =
    /^((?:\/job\/[^/]+)*)\/credentials\/store\/(system|folder)\/domain\/_\/(.+)$/.exec(path) ?? [];
  const folder = jobs.split('/job/').slice(1).map(decodeURIComponent).join('/');
  if (kind === 'system' && folder === '') return { store: 'system/', rest };
  return kind === 'folder' && folders.includes(folder) ? { store: `folder/${folder}/`, rest } : null;
}

function inDomain(server: JenkinsServer, request: CiRequest, { store, rest }: Place): CiReply {
  const { credentials, permissions } = server;
  const { method, query } = request;
  const seen = permissions.has('View')
    ? [...credentials].filter(([at]) => at.startsWith(store)).map(([, each]) => each)
    : [];
  if (method === 'GET' && rest === 'api/json')
    return query.get('tree') === 'credentials[id,description,displayName]'
      ? { status: 200, body: { _class: `${wrapper}DomainWrapper`, credentials: seen.map(shown) } }
      : page(500, 'not what the tests ask');
  if (method === 'POST' && rest === 'createCredentials') return create(server, request, store);
  const [, id, what] = /^credential\/([^/]+)\/(api\/json|config\.xml)$/.exec(rest) ?? [];
  const found = seen.find((each) => each.id === decodeURIComponent(id ?? ''));
  if (found === undefined) return page(404, 'Not Found');
  if (method === 'GET' && what === 'api/json') return { status: 200, body: shown(found) };
  if (method !== 'POST' || what !== 'config.xml') return page(400, 'Bad Request');
  if (!permissions.has('Update')) return page(403, 'rotation is missing the Credentials/Update permission');
  return stored(request, (changed) => {
    credentials.set(`${store}${found.id}`, changed);
    return { status: 200 };
  });
}

function create({ credentials, permissions }: JenkinsServer, request: CiRequest, store: string): CiReply {
  if (!permissions.has('Create')) return page(403, 'rotation is missing the Credentials/Create permission');
  return stored(request, (made) => {
    const at = `${store}${made.id}`;
    if (credentials.has(at)) return page(409, 'Conflict');
    credentials.set(at, made);
    return { status: 200 };
  });
}

/** What the XML says, if it is any; an empty 200 then. */
function stored(
  { headers, text }: CiRequest,
  put: (credential: JenkinsServerCredential) => CiReply,
): CiReply {
  if (!/^(application|text)\/xml/.test(headers['content-type'] ?? '')) return page(500, 'no form');
  const made = parsed(text);
  return made === null ? page(500, 'Failed to parse credential') : put(made);
}

const wrapper = 'com.cloudbees.plugins.credentials.CredentialsStoreAction$';

/** `CredentialsWrapper`, with the names that each kind gives itself. */
function shown({ id, type, description, fileName }: JenkinsServerCredential): object {
  const named = description.trim() === '' ? '' : ` (${description.trim()})`;
  const displayName = type === 'FileCredentialsImpl' ? `${fileName}${named}` : description.trim() || id;
  return { _class: `${wrapper}CredentialsWrapper`, description, displayName, id };
}

/** XStream's form: the class, and a node for each field. */
function parsed(xml: string): JenkinsServerCredential | null {
  const [, type, inside = ''] =
    /^<org\.jenkinsci\.plugins\.plaincredentials\.impl\.(\w+)>(.*)<\/org\.jenkinsci\.plugins\.plaincredentials\.impl\.\1>$/s.exec(
      xml,
    ) ?? [];
  const fields = new Map<string, string>();
  const rest = inside.replace(/<(\w+)>([^<>]*)<\/\1>/g, (_, field: string, text: string) => {
    fields.set(field, unescaped(text));
    return '';
  });
  const [id, secret, bytes] = ['id', 'secret', 'secretBytes'].map((field) => fields.get(field));
  if (type === undefined || rest !== '' || id === undefined || fields.get('scope') !== 'GLOBAL') return null;
  if (/&(?!#\d+;)/.test(inside)) return null;
  const description = fields.get('description') ?? '';
  if (type === 'StringCredentialsImpl' && secret !== undefined) return { type, id, description, secret };
  const fileName = fields.get('fileName');
  if (type !== 'FileCredentialsImpl' || bytes === undefined || fileName === undefined) return null;
  return { type, id, description, fileName, secret: Buffer.from(bytes, 'base64').toString() };
}

function unescaped(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

/** Jenkins refuses in HTML. */
function page(status: number, message: string): CiReply {
  const headers = { 'content-type': 'text/html;charset=utf-8' };
  return { status, headers, text: `<html><head><title>${message}</title></head><body/></html>` };
}
