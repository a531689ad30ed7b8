import { globalOptions, screenOptions } from '../../tui/dist/shell/arguments.js';
import { optionLabel, usageLine } from '../../tui/dist/shell/help.js';

/** Where a release writes its date and version: they are in no file of the repository. */
const undated = '.TH ACKRING 1 "" "ackring" "User Commands"';

/** The same page for a release; `date` is RFC 3339, or null if unknown. */
export function datedManPage(page, { version, date }) {
  if (!page.includes(undated)) throw new Error('the manual page has another title');
  const day = date === null ? '' : date.slice(0, 10);
  return page.replace(undated, `.TH ACKRING 1 "${day}" "ackring ${version}" "User Commands"`);
}

/** The manual page, ackring(1), from the records behind help and completion. */
export function manPage(commands) {
  return [
    `.\\" Made from the program by \`node scripts/generate.mjs\`.`,
    undated,
    section('NAME', ['ackring \\- key ring for Alibaba Cloud ACK clusters']),
    section('SYNOPSIS', [
      '.B ackring',
      '.RI [ options ]',
      '.br',
      '.B ackring',
      '.I command',
      '.RI [ options ]',
    ]),
    section('DESCRIPTION', [
      text(
        'Finds a cluster in any region, fetches the right kubeconfig, merges it without harming what is there, proves that it works, and renews long-term ones before they end. Without a command it opens the full screen, where ? shows the keys.',
      ),
      '.PP',
      text('Data goes to standard output, everything else to standard error.'),
    ]),
    section('OPTIONS', [...options(globalOptions), ...options(screenOptions)]),
    section('COMMANDS', commands.flatMap(command)),
    section(
      'EXIT STATUS',
      exits.flatMap(([code, meaning]) => tagged(`.B ${code}`, meaning)),
    ),
    section(
      'FILES',
      files.flatMap(([file, meaning]) => tagged(`.I ${text(file)}`, meaning)),
    ),
    section(
      'ENVIRONMENT',
      variables.flatMap(([name, meaning]) => tagged(`.B ${text(name)}`, meaning)),
    ),
    section('SEE ALSO', ['.BR kubectl (1)']),
  ].join('\n');
}

const exits = [
  [0, 'done'],
  [1, 'failed'],
  [2, 'what was typed or configured cannot be used'],
  [3, 'not found, or ambiguous'],
  [4, 'no credentials, or forbidden'],
  [5, 'throttled or unreachable'],
  [6, 'refused for safety'],
  [7, 'done in part'],
];

const files = [
  ['~/.kube/config', 'the kubeconfig, or the files that KUBECONFIG names'],
  ['~/.config/ackring/', 'settings, and rotation.yaml; moved by ACKRING_CONFIG_DIR'],
  ['~/.local/state/ackring/', 'backups, journal, caches and crashes; mode 0700'],
];

const variables = [
  [
    'ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET, ALIBABA_CLOUD_SECURITY_TOKEN',
    'credentials',
  ],
  ['ALIBABA_CLOUD_PROFILE', 'a profile of the Alibaba Cloud CLI'],
  ['ACKRING_CONFIG_DIR', 'the folder of the settings'],
  ['ACKRING_CS_ENDPOINT, …', 'where a service answers, by its name; plain http to loopback only'],
  ['ACKRING_RECEIVERS', 'hosts besides the vendors’ own that a notifier’s secret may be sent to'],
  [
    'ACKRING_DEBUG',
    'api tells each call to the cloud on standard error; ACKRING_DEBUG_FILE adds them to a file',
  ],
  ['ACKRING_SERVE_TOKEN', 'the token that `ackring serve` asks for'],
  ['NO_COLOR', 'no color'],
  ['INK_SCREEN_READER', 'true tells the full screen to a screen reader, in sentences'],
  ['COLORFGBG', 'set by some terminals: whether they are light'],
];

function command({ summary, options: own, examples, ...record }) {
  return [
    `.SS ${quoted(usageLine({ summary, options: own, examples, ...record }))}`,
    text(`${summary[0].toUpperCase()}${summary.slice(1)}.`),
    ...options(own),
    ...(examples.length === 0 ? [] : ['.PP', 'Examples:']),
    ...examples.flatMap(({ line, summary: what }) => tagged(`.B ${text(line)}`, what)),
  ];
}

function options(specs) {
  return Object.entries(specs).flatMap(([name, spec]) =>
    tagged(`.B ${text(optionLabel(name, spec))}`, spec.summary),
  );
}

function tagged(tag, meaning) {
  return ['.TP', tag, text(meaning)];
}

function section(title, lines) {
  return [`.SH ${title}`, ...lines].join('\n');
}

/** Plain text: requests, hyphens and escapes are neutralized. */
function text(plain) {
  const escaped = String(plain)
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(
      /[^\x20-\x7e]/gu,
      (character) => `\\[u${character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}]`,
    );
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}

function quoted(plain) {
  return `"${text(plain).replaceAll('"', '\\(dq')}"`;
}
