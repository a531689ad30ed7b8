import * as v from 'valibot';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { type CiService, orAbsent } from './ci-service.js';
import { sealedBox } from './sealed-box.js';

/** Where a repository, one of its environments, or an organisation keeps them. */
export interface GithubPlace {
  /** The path of its secrets in the API, and that of its variables. */
  readonly secrets: string;
  readonly variables: string;
  /** Of an organisation: which repositories are given them. */
  readonly scope: object;
}

/**
 * Actions secrets, whose values nobody reads back, and variables, which anybody reads.
 * https://docs.github.com/en/rest/actions/secrets and …/variables
 */
export interface GithubSecrets {
  /** When it was last written, to the second, as GitHub says it; null if it is not there. */
  writtenAt(name: string, signal?: AbortSignal): Promise<string | null>;
  /** Creates it or writes it over. */
  put(name: string, value: string, signal?: AbortSignal): Promise<void>;
  variable(name: string, signal?: AbortSignal): Promise<string | null>;
  variables(signal?: AbortSignal): Promise<readonly GithubVariable[]>;
  createVariable(variable: GithubVariable, signal?: AbortSignal): Promise<void>;
  updateVariable(variable: GithubVariable, signal?: AbortSignal): Promise<void>;
}

const variableSchema = v.object({ name: v.string(), value: v.string() });
export type GithubVariable = v.InferOutput<typeof variableSchema>;

const pageOfVariables = v.pipe(
  v.object({ variables: v.array(variableSchema) }),
  v.transform(({ variables }) => variables),
);
const secretSchema = v.object({ updated_at: v.string() });
const keySchema = v.object({ key_id: v.string(), key: v.pipe(v.string(), v.base64()) });

/** The largest value of a secret, in bytes. */
const mostBytes = 48 * 1024;

export function createGithubSecrets(service: CiService, place: GithubPlace): GithubSecrets {
  const { secrets, variables, scope } = place;
  const ask = <Schema extends v.GenericSchema>(path: string, schema: Schema, signal?: AbortSignal) =>
    service.ask({ method: 'GET', path }, schema, signal);
  return {
    writtenAt: async (name, signal) =>
      (await orAbsent(ask(`${secrets}/${name}`, secretSchema, signal)))?.updated_at ?? null,
    put: async (name, value, signal) => {
      const { key_id, key } = await ask(`${secrets}/public-key`, keySchema, signal);
      const plain = Buffer.from(value);
      if (plain.length > mostBytes) throw tooLarge(name, plain.length);
      const encrypted_value = Buffer.from(sealedBox(plain, Buffer.from(key, 'base64'))).toString('base64');
      const body = { ...scope, key_id, encrypted_value };
      await service.ask({ method: 'PUT', path: `${secrets}/${name}`, body }, v.unknown(), signal);
    },
    variable: async (name, signal) =>
      (await orAbsent(ask(`${variables}/${name}`, variableSchema, signal)))?.value ?? null,
    variables: (signal) => service.askAll({ path: variables, pageSize: 30 }, pageOfVariables, signal),
    createVariable: async (variable, signal) => {
      const body = { ...scope, ...variable };
      await service.ask({ method: 'POST', path: variables, body }, v.unknown(), signal);
    },
    updateVariable: async ({ name, value }, signal) => {
      const path = `${variables}/${name}`;
      await service.ask({ method: 'PATCH', path, body: { name, value } }, v.unknown(), signal);
    },
  };
}

function tooLarge(name: string, bytes: number): AckringError {
  return new AckringError(
    'Refused',
    say('secret {name} would be {bytes} bytes, and GitHub takes {most}', { name, bytes, most: mostBytes }),
    { remedy: say('Name another sink for it in rotation.yaml.') },
  );
}
