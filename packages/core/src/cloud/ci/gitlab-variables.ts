import * as v from 'valibot';
import { type CiService, orAbsent } from './ci-service.js';

/** A variable's name and scope: each pair is there once. */
export interface VariablePlace {
  readonly key: string;
  /** `*` for every environment. */
  readonly environment: string;
}

/** https://docs.gitlab.com/api/project_level_variables/ and …/group_level_variables/ */
const variableSchema = v.object({
  key: v.string(),
  /** Null where it is hidden, which no token sees through. */
  value: v.nullable(v.string()),
  hidden: v.optional(v.boolean(), false),
  environment_scope: v.optional(v.string(), '*'),
  /** Since 16.2. */
  description: v.optional(v.nullable(v.string()), null),
});

export type GitlabVariable = v.InferOutput<typeof variableSchema>;

/** What is written; each is all of the variable. */
export interface VariableDraft {
  readonly value: string;
  readonly description: string;
  readonly masked: boolean;
  readonly protected: boolean;
  readonly variable_type: 'env_var' | 'file';
}

/** CI/CD variables of one project or group. */
export interface GitlabVariables {
  read(place: VariablePlace, signal?: AbortSignal): Promise<GitlabVariable | null>;
  list(signal?: AbortSignal): Promise<readonly GitlabVariable[]>;
  /** Refused if it is there already. */
  create(place: VariablePlace, draft: VariableDraft, signal?: AbortSignal): Promise<void>;
  update(place: VariablePlace, draft: VariableDraft, signal?: AbortSignal): Promise<void>;
  /** The day on which the token ends; null if it does not say. */
  tokenEnd(signal?: AbortSignal): Promise<Date | null>;
}

/** `owner` is its path in the API, `/projects/<id>` or `/groups/<id>`. */
export function createGitlabVariables(service: CiService, owner: string): GitlabVariables {
  const all = `${owner}/variables`;
  const one = ({ key, environment }: VariablePlace): string =>
    `${all}/${key}?${encodeURIComponent('filter[environment_scope]')}=${encodeURIComponent(environment)}`;
  return {
    read: (place, signal) =>
      orAbsent(service.ask({ method: 'GET', path: one(place) }, variableSchema, signal)),
    list: (signal) => service.askAll({ path: all, pageSize: 100 }, v.array(variableSchema), signal),
    create: async ({ key, environment }, draft, signal) => {
      const body = { key, environment_scope: environment, raw: true, ...draft };
      await service.ask({ method: 'POST', path: all, body }, variableSchema, signal);
    },
    update: async (place, draft, signal) => {
      await service.ask(
        { method: 'PUT', path: one(place), body: { raw: true, ...draft } },
        variableSchema,
        signal,
      );
    },
    tokenEnd: async (signal) => {
      const self = { method: 'GET', path: '/personal_access_tokens/self' } as const;
      const { expires_at: day } = await service.ask(self, tokenSchema, signal);
      return day === null ? null : new Date(`${day}T00:00:00Z`);
    },
  };
}

/** https://docs.gitlab.com/api/personal_access_tokens/ ; tokens of projects and groups are answered too. */
const tokenSchema = v.object({ expires_at: v.nullable(v.pipe(v.string(), v.isoDate())) });
