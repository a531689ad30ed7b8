import { toJsonSchema } from '@valibot/to-json-schema';
import { commandContracts } from '../../test/dist/command-line/command-contracts.js';
import { page } from './markdown.mjs';

/** The JSON contracts, from the schemas that the tests check: as types, for people. */
export function jsonPage() {
  return page(
    'JSON contracts',
    'What commands print with `--json`, as TypeScript types; [json.schema.json](json.schema.json) says the same as ' +
      'JSON Schema. Fields may be added, none is renamed or taken away; a reader takes no notice of those it does ' +
      'not know. Instants are RFC 3339 in UTC. An error is on stderr, of a configuration one for each thing that is wrong, a line each; a command that was refused prints its ' +
      'plan on stdout all the same.',
    ...sections().map(
      ({ names, schema }) =>
        `## ${names.join(', ')}\n\n\`\`\`ts\n${typeText(toJsonSchema(schema), '')}\n\`\`\``,
    ),
    '`exec-credential` prints an `ExecCredential` of `client.authentication.k8s.io/v1` or `v1beta1`, as Kubernetes defines it.',
  );
}

/** The same for programs: one schema, a definition per command. */
export function jsonSchemaFile() {
  const definitions = Object.entries(commandContracts).map(([name, schema]) => {
    const { $schema, ...rest } = toJsonSchema(schema);
    return [name, rest];
  });
  const whole = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'What ackring prints with --json, by command',
    definitions: Object.fromEntries(definitions),
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

/** Commands with the same answer share a section. */
function sections() {
  const bySchema = Map.groupBy(Object.entries(commandContracts), ([, schema]) => schema);
  return [...bySchema].map(([schema, entries]) => ({ schema, names: entries.map(([name]) => name) }));
}

function typeText(schema, indent) {
  if ('const' in schema) return JSON.stringify(schema.const).replaceAll('"', "'");
  if (schema.enum !== undefined) return schema.enum.map((each) => `'${each}'`).join(' | ');
  if (schema.anyOf !== undefined) return schema.anyOf.map((each) => typeText(each, indent)).join(' | ');
  if (schema.type === 'array') {
    const item = typeText(schema.items, indent);
    return item.includes(' | ') && !item.startsWith('{') ? `(${item})[]` : `${item}[]`;
  }
  if (schema.type === 'object') return objectText(schema, indent);
  if (schema.type === 'integer') return 'number';
  return schema.pattern?.includes('T\\d') ? 'Instant' : schema.type;
}

function objectText({ properties, required = [], additionalProperties }, indent) {
  if (properties === undefined) return `Record<string, ${typeText(additionalProperties, indent)}>`;
  const inner = `${indent}  `;
  const fields = Object.entries(properties).map(
    ([name, schema]) => `${name}${required.includes(name) ? '' : '?'}: ${typeText(schema, inner)}`,
  );
  const line = `{ ${fields.join('; ')} }`;
  if (indent.length + line.length <= 100 && !line.includes('\n')) return line;
  return `{\n${fields.map((field) => `${inner}${field};\n`).join('')}${indent}}`;
}
