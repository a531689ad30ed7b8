import { toJsonSchema } from '@valibot/to-json-schema';
import * as contracts from '../../test/dist/command-line/contracts.js';
import { page } from './markdown.mjs';

/** The JSON contracts, from the schemas that the tests hold the program to. */
export function jsonPage() {
  const sections = Object.entries(contracts).map(
    ([name, schema]) =>
      `## ${titleOf(name)}\n\n\`\`\`json\n${JSON.stringify(jsonSchema(schema), null, 2)}\n\`\`\``,
  );
  return page(
    'JSON contracts',
    'What reading commands print with `--json`, as JSON Schema. Fields may be added, none is renamed or taken ' +
      'away; a reader takes no notice of those it does not know. Instants are RFC 3339 in UTC.',
    ...sections,
  );
}

function titleOf(name) {
  return name.replace(/Contract$/, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function jsonSchema(schema) {
  const { $schema, ...rest } = toJsonSchema(schema);
  return rest;
}
