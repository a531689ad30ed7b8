import { type CiReply, type CiRequest, type CiServer, startCiServer } from './ci-server.js';

/** https://docs.gitlab.com/api/project_level_variables/ */
export interface GitlabServerVariable {
  readonly key: string;
  readonly value: string;
  readonly variable_type: string;
  readonly environment_scope: string;
  readonly description: string | null;
  readonly masked: boolean;
  readonly hidden: boolean;
  readonly protected: boolean;
  readonly raw: boolean;
}

export interface GitlabServer extends CiServer {
  readonly token: string;
  /** Of the project `team/app`, by `<key>@<scope>`. */
  readonly variables: Map<string, GitlabServerVariable>;
  /** As `YYYY-MM-DD`. */
  tokenEnds: string | null;
  /** As of the project: only from Maintainer up variables are shown. */
  role: 'maintainer' | 'developer' | 'stranger';
  /** False as without Premium in a group: every variable is for `*`. */
  keepsScopes: boolean;
}

/** What a variable has that says nothing else. */
export const gitlabVariable: GitlabServerVariable = {
  key: 'KEY',
  value: '',
  variable_type: 'env_var',
  environment_scope: '*',
  description: null,
  masked: false,
  hidden: false,
  protected: false,
  raw: false,
};

/** GitLab's REST API of one project's variables, as its documentation and its models say. */
export async function startGitlab(): Promise<GitlabServer> {
  const variables = new Map<string, GitlabServerVariable>();
  const token = 'glpat-0123456789abcdefghij';
  const own: Pick<GitlabServer, 'token' | 'variables' | 'tokenEnds' | 'role' | 'keepsScopes'> = {
    token,
    variables,
    tokenEnds: null,
    role: 'maintainer',
    keepsScopes: true,
  };
  const http = await startCiServer((request) => answer(server, request));
  const server: GitlabServer = Object.assign(http, own);
  return server;
}

function answer(server: GitlabServer, request: CiRequest): CiReply {
  if (request.headers['private-token'] !== server.token) return said(401, '401 Unauthorized');
  if (request.path === '/api/v4/personal_access_tokens/self')
    return { status: 200, body: { id: 1, scopes: ['api'], expires_at: server.tokenEnds } };
  const [, key] = /^\/api\/v4\/projects\/team%2Fapp\/variables(?:\/(\w+))?$/.exec(request.path) ?? [null];
  if (key === null || server.role === 'stranger') return said(404, '404 Project Not Found');
  if (server.role !== 'maintainer') return said(403, '403 Forbidden');
  return key === undefined ? toAll(server, request) : toOne(server, request, key);
}

function toAll({ variables, keepsScopes }: GitlabServer, { method, query, body }: CiRequest): CiReply {
  if (method !== 'POST') {
    const [size, page] = [Math.min(100, Number(query.get('per_page') ?? 20)), Number(query.get('page') ?? 1)];
    const some = [...variables.values()].slice(size * (page - 1), size * page);
    return { status: 200, body: some.map(shown) };
  }
  const scope = keepsScopes ? {} : { environment_scope: '*' };
  const made: GitlabServerVariable = { ...gitlabVariable, ...body, ...scope };
  const at = `${made.key}@${made.environment_scope}`;
  const problem = variables.has(at) ? { key: [`(${made.key}) has already been taken`] } : problemOf(made);
  if (problem !== null) return said(400, problem);
  variables.set(at, made);
  return { status: 201, body: shown(made) };
}

function toOne(
  { variables, keepsScopes }: GitlabServer,
  { method, query, body }: CiRequest,
  key: string,
): CiReply {
  const scope = keepsScopes ? query.get('filter[environment_scope]') : null;
  const found = [...variables.values()].filter(
    (each) => each.key === key && (scope === null || each.environment_scope === scope),
  );
  const [variable] = found;
  if (variable === undefined) return said(404, '404 Variable Not Found');
  if (found.length > 1) return said(409, 'There are multiple variables with provided parameters');
  if (method === 'GET') return { status: 200, body: shown(variable) };
  const changed = { ...variable, ...body };
  const problem = problemOf(changed);
  if (problem !== null) return said(400, problem);
  variables.set(`${variable.key}@${variable.environment_scope}`, changed);
  return { status: 200, body: shown(changed) };
}

/** `Ci::HasVariable` and `Ci::Maskable`. */
function problemOf({ key, value, masked, raw, description }: GitlabServerVariable): object | null {
  if (!/^\w{1,255}$/.test(key)) return { key: ["can contain only letters, digits and '_'."] };
  const maskable = raw ? /^\S{8,}$/ : /^[a-zA-Z0-9_+=/@:.~-]{8,}$/;
  if (masked && !maskable.test(value)) return { value: ['is invalid'] };
  return (description ?? '').length > 255
    ? { description: ['is too long (maximum is 255 characters)'] }
    : null;
}

function shown(variable: GitlabServerVariable): object {
  return variable.hidden ? { ...variable, value: null } : variable;
}

function said(status: number, message: unknown): CiReply {
  return { status, body: { message } };
}
