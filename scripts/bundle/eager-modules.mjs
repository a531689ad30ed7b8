// V8's code cache, which Node keeps between runs, has no function that was not compiled with its file. The bundler makes
// of each CommonJS module one function that is called later: all of them were compiled anew at every start. In
// parentheses a function is compiled with its file (V8 takes it for one that is called at once).
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'acorn';

/** Puts the CommonJS modules of a folder's bundled files into parentheses. */
export async function compileModulesWithFiles(folder) {
  const names = await readdir(folder, { recursive: true });
  for (const name of names.filter((each) => each.endsWith('.js'))) {
    const file = join(folder, name);
    const source = await readFile(file, 'utf8');
    const marked = withParentheses(source);
    if (marked !== source) await writeFile(file, marked);
  }
}

function withParentheses(source) {
  const { body } = parse(source, { ecmaVersion: 'latest', sourceType: 'module' });
  const places = body
    .filter(({ type }) => type === 'VariableDeclaration')
    .flatMap(({ declarations }) => declarations.flatMap(({ init }) => moduleOf(init) ?? []))
    .toSorted((one, other) => other.start - one.start);
  return places.reduce(
    (text, { start, end }) => `${text.slice(0, start)}(${text.slice(start, end)})${text.slice(end)}`,
    source,
  );
}

/** The function in `commonJs((exports, module) => { … })`. */
function moduleOf(init) {
  const [only, ...others] = init?.type === 'CallExpression' ? init.arguments : [];
  const isModule = only?.type === 'ArrowFunctionExpression' && only.body.type === 'BlockStatement';
  return isModule && others.length === 0 && !only.async && only.params.length <= 2 ? only : null;
}
