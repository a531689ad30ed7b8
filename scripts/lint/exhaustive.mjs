// Prints every `switch` over a union of literals that does not name all of its members: a `default`, or a
// function that returns nothing, would let a forgotten case compile. An open type, such as a string, may have a default.
//   node scripts/lint/exhaustive.mjs [tsconfig…]
import { isCaseClause, isSwitchStatement } from 'typescript/unstable/ast/is';
import { API } from 'typescript/unstable/sync';

const root = new URL('../..', import.meta.url).pathname;
const asked = process.argv.slice(2);
const configs = asked.length > 0 ? asked : ['packages/core', 'packages/emulator', 'functions/rotate', 'tui'];

const api = new API({ cwd: root });
const gaps = configs.flatMap((folder) => gapsOf(`${root}${folder}/tsconfig.json`, `${root}${folder}/src/`));
api.close();
for (const gap of gaps) console.error(gap);
process.exitCode = gaps.length === 0 ? 0 : 1;

function gapsOf(config, folder) {
  const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
  const { program, checker } = project;
  return program
    .getSourceFileNames()
    .filter((name) => name.startsWith(folder))
    .flatMap((name) => {
      const file = program.getSourceFile(name);
      if (!file.text.includes('switch (')) return [];
      return switchesOf(file).flatMap((node) => gapOf(node, file, checker));
    });
}

function switchesOf(node) {
  const found = isSwitchStatement(node) ? [node] : [];
  node.forEachChild((child) => void found.push(...switchesOf(child)));
  return found;
}

function gapOf(node, file, checker) {
  const members = membersOf(checker.getTypeAtLocation(node.expression));
  if (members === null) return [];
  const named = node.caseBlock.clauses
    .filter(isCaseClause)
    .map(({ expression }) => checker.typeToString(checker.getTypeAtLocation(expression)));
  const missing = members.map((type) => checker.typeToString(type)).filter((name) => !named.includes(name));
  if (missing.length === 0) return [];
  const line = file.text.slice(0, node.getStart(file)).split('\n').length;
  return [`${file.fileName.slice(root.length)}:${line} does not name ${missing.join(', ')}`];
}

/** The members of a closed union; null if other values are possible. */
function membersOf(type) {
  const members = type?.isUnionType() ? type.getTypes() : [];
  const isClosed = members.every((each) => each.isLiteralType() || isNothing(each));
  return members.length > 0 && isClosed ? members : null;
}

function isNothing(type) {
  return type.isIntrinsicType() && ['undefined', 'null'].includes(type.intrinsicName);
}
