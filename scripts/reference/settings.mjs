import { readdirSync, readFileSync } from 'node:fs';
import { languages } from '../../tui/dist/messages/language.js';
import { defaultSettings, skins } from '../../tui/dist/world/settings.js';
import { code, page, table } from './markdown.mjs';

const endpoints = readFileSync(
  new URL('../../packages/core/src/words/endpoints.ts', import.meta.url),
  'utf8',
);
const source = readFileSync(new URL('../../tui/src/world/settings.ts', import.meta.url), 'utf8');

/** The settings file, from the type's own docstrings and the defaults. */
export function settingsPage() {
  requireVariables(['packages/core/src', 'tui/src']);
  return page(
    'Settings',
    'One JSON file: `config.json` in `$ACKRING_CONFIG_DIR`, else in `ackring` under `$XDG_CONFIG_HOME` ' +
      '(`~/.config`). It is not needed, and every field may be left out. An option of the command line wins over it.',
    table(
      ['field', 'type', 'default', 'means'],
      Object.entries(defaultSettings).map(([name, value]) => {
        const { type, text } = fieldOf(name);
        return [code(name), code(type), code(JSON.stringify(value)), text];
      }),
    ),
    environment,
  );
}

function fieldOf(name) {
  const found = new RegExp(`(?:/\\*\\* ([^\\n]*) \\*/\\n {2})?readonly ${name}: (.*);`).exec(source);
  if (found === null) throw new Error(`tui/src/world/settings.ts has no ${name}`);
  if (found[1] === undefined) throw new Error(`tui/src/world/settings.ts does not say what ${name} means`);
  const type = found[2].replaceAll('readonly ', '').replace(/^Readonly<(.*)>$/, '$1');
  return { type: type.replace(/\b[A-Z]\w+\b/, unionOf), text: found[1] };
}

/** The values of a named type. */
function unionOf(name) {
  const values = { Language: languages, Skin: skins }[name];
  if (values !== undefined) return values.map((value) => `'${value}'`).join(' | ');
  const union = new RegExp(`export type ${name} = (.*);`).exec(source + endpoints)?.[1];
  return union?.replaceAll(/\b[A-Z]\w+\b/g, unionOf) ?? name;
}

const environment = `## Environment

${table(
  ['variable', 'does'],
  [
    ['`KUBECONFIG`', "the files, by kubectl's own rules"],
    ['`ALIBABA_CLOUD_ACCESS_KEY_ID`, `…_SECRET`, `ALIBABA_CLOUD_SECURITY_TOKEN`', 'credentials'],
    ['`ALIBABA_CLOUD_PROFILE`', 'the profile of the Alibaba Cloud CLI to take'],
    ['`ACKRING_CONFIG_DIR`', 'the folder of the settings'],
    ['`ACKRING_SHELL`', 'the command that `K` opens for a cluster, with its arguments, in place of k9s'],
    ['`ACKRING_DEBUG`, `ACKRING_DEBUG_FILE`', '`api` for `--debug`, and a file for `--debug-file`'],
    ['`ACKRING_SERVE_TOKEN`', 'the token that whoever asks `serve` must have, without `--token-file`'],
    [
      '`ACKRING_RECEIVERS`',
      'hosts that rotation may hand secrets to, besides their vendors, with commas between them',
    ],
    [
      '`ACKRING_{CS,KMS,OSS,FC,STS,CMS,SLS,RD,ADCP}_ENDPOINT`',
      'another endpoint; plain http is refused except to loopback',
    ],
    [
      '`HTTPS_PROXY`, `NO_PROXY`',
      "the proxy that the cloud, API servers and receivers are asked through, and what is dialled directly, by kubectl's rules",
    ],
    [
      '`XDG_CONFIG_HOME`, `XDG_STATE_HOME`, `XDG_CACHE_HOME`',
      'where settings, state and compiled code are kept',
    ],
    ['`SHELL`', 'the shell that `s` and `ackring shell` open'],
    ['`VISUAL`, `EDITOR`, `PAGER`', 'what opens a file or a long text from the screen'],
    ['`NO_COLOR`', 'no colour, here as everywhere'],
    [
      '`INK_SCREEN_READER`',
      '`true` tells the full screen to a screen reader: in sentences, the selected row with its titles, without bars and boxes',
    ],
    [
      '`COLORFGBG`',
      'set by some terminals: whether they are light, for a screen without a `skin`; others are asked (OSC 11)',
    ],
  ],
)}`;

/** Every variable of ours that the code reads is on the page; the demo's and the function's are their own. */
function requireVariables(folders) {
  const told = (name) =>
    /^ACKRING_(?:DEMO|ROTATION|NOTIFY)$/.test(name) ||
    /_ENDPOINT$/.test(name) ||
    environment.includes(`\`${name}\``);
  for (const folder of folders) {
    const root = new URL(`../../${folder}/`, import.meta.url);
    for (const file of readdirSync(root, { recursive: true }).filter((each) =>
      /(?<!\.test)\.ts$/.test(each),
    )) {
      const text = readFileSync(new URL(file, root), 'utf8');
      for (const [, name = ''] of text.matchAll(/(?:environment\['|own\['|\{ )(ACKRING_[A-Z_]+)\b/g))
        if (!told(name))
          throw new Error(
            `scripts/reference/settings.mjs does not say what ${name} does, of ${folder}/${file}`,
          );
    }
  }
}
