import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { createClassReader } from './sdk-classes.js';
import type { Shape } from './shape.js';

const require = createRequire(import.meta.url);

/** One operation as an SDK of the vendor has it. */
export interface SdkOperation extends SdkCall {
  readonly isDeprecated: boolean;
  /** All its parameters, in query, body and form alike. */
  readonly request: Shape;
  readonly answer: Shape | 'open' | null;
}

/** What the client's source says about a call; names in the wire's spelling. */
interface SdkCall {
  readonly version: string;
  readonly method: string;
  /** With `{}` for every variable segment. */
  readonly path: string;
  readonly query: ReadonlySet<string>;
  readonly headers: ReadonlySet<string>;
}

/** An installed SDK: its operations by name, null for one that it does not have. */
export interface Sdk {
  readonly title: string;
  operation(name: string): SdkOperation | null;
}

/**
 * Reads an SDK that the vendor generated: the client's source has method and path, the model classes the spelling on
 * the wire, their declarations what is deprecated. Makes no calls.
 */
export function openSdk(packageName: string): Sdk {
  const main = require.resolve(packageName);
  const source = readFileSync(main, 'utf8');
  const declarations = readFileSync(main.replace(/\.js$/, '.d.ts'), 'utf8');
  const classes = createClassReader(main, declarations);
  return {
    title: `${basename(packageName)} ${versionOf(join(dirname(main), '..'))}`,
    operation: (name) => {
      const call = callOf(source, name);
      if (call === null) return null;
      const request = classes.shape(`${name}Request`);
      return {
        ...call,
        isDeprecated: declarations.includes(`@deprecated OpenAPI ${name} is deprecated`),
        request: request === null || request === 'open' ? { fields: new Map() } : request,
        answer: answerOf(classes.shape(`${name}Response`)),
      };
    },
  };
}

function versionOf(folder: string): string {
  const { version }: { version: string } = require(join(folder, 'package.json'));
  return version;
}

/** Newer SDKs wrap the answer with its status and headers. */
function answerOf(response: Shape | 'open' | null): SdkOperation['answer'] {
  if (response === null || response === 'open' || !response.fields.has('statusCode')) return response;
  return response.fields.get('body')?.inside ?? null;
}

function callOf(source: string, name: string): SdkCall | null {
  return generatedCall(source, name) ?? oldCall(source, name);
}

function generatedCall(source: string, name: string): SdkCall | null {
  const at = source.indexOf(`action: "${name}"`);
  if (at === -1) return null;
  const from = source.lastIndexOf('WithOptions(', at);
  const params = source.slice(at, source.indexOf('});', at));
  const [path = '', fixed = ''] = (textOf(params, 'pathname') ?? '').split('?');
  const body = source.slice(from, at);
  const fixedNames = [...new URLSearchParams(fixed).keys()];
  return {
    version: textOf(params, 'version') ?? '',
    method: textOf(params, 'method') ?? '',
    path: path.replace(/\$\{[^}]*\}/g, '{}'),
    query: new Set([...assigned(body, 'query'), ...fixedNames]),
    headers: new Set(assigned(body, 'realHeaders')),
  };
}

function textOf(params: string, key: string): string | undefined {
  return new RegExp(`\\b${key}: ["\`]([^"\`]*)["\`]`).exec(params)?.[1];
}

function assigned(body: string, target: string): readonly string[] {
  return [...body.matchAll(new RegExp(`\\b${target}\\["([^"]+)"\\] =`, 'g'))].flatMap(
    ([, name]) => name ?? [],
  );
}

/** The form of the SDKs before 2020. */
function oldCall(source: string, name: string): SdkCall | null {
  const call = new RegExp(`doRequest\\("${name}", "HTTPS", "(\\w+)", "([\\d-]+)"`).exec(source);
  if (call === null) return null;
  const [, method = '', version = ''] = call;
  return { version, method, path: '/', query: new Set(), headers: new Set() };
}
