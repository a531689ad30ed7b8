import {
  type CredentialStatus,
  clusterKindWords,
  clusterStateWords,
  type Sentence,
} from '@ackring/core/words';
import * as accessWords from '../features/access/words.js';
import * as activityWords from '../features/activity/words.js';
import type { ClusterTab } from '../features/clusters/details.js';
import * as clusterWords from '../features/clusters/words.js';
import * as contextWords from '../features/contexts/words.js';
import * as doctorWords from '../features/doctor/words.js';
import * as expiryWords from '../features/expiry/words.js';
import * as fetchWords from '../features/fetch/words.js';
import * as grantingWords from '../features/granting/words.js';
import * as migrationWords from '../features/migration/words.js';
import * as ownWords from '../features/own-commands/words.js';
import * as rotationWords from '../features/rotation/words.js';
import * as sessionWords from '../features/sessions/words.js';
import * as settingsWords from '../features/settings/words.js';
import * as tidyingWords from '../features/tidying/words.js';
import * as usageWords from '../features/usage/words.js';
import { columns, sorts } from '../messages/columns.js';
import type { Language } from '../messages/language.js';
import type { Messages } from '../messages/messages.js';
import { problems } from '../messages/problems/en.js';
import type { ProblemWords } from '../messages/problems/problem-words.js';
import { translate } from '../messages/problems/translate.js';
import { type Phrase, say, type Words } from '../messages/say.js';
import { type Told, told } from '../messages/told.js';
import type { Job } from '../screen/job.js';
import type { ScreenName } from '../screen/screen-name.js';

/** Every word of the full screen, its own and the features'. */
const words = {
  questions: {
    removeFor: (name: string) => say('Type {name} to remove what the plan allows: ', { name }),
    removeForced: (name: string) =>
      say('Type {name} again to remove it also where it may be in use: ', { name }),
    revokeOf: (name: string) => say('Type {name} to revoke your kubeconfig of it: ', { name }),
    renew: (count: number) => say('Renew {count|it|these}?', { count }),
    fetch: (count: number) => say('Fetch {count|it|these}?', { count }),
    fetchMany: (count: number) => say('Type {count} to fetch each of these: ', { count }),
    change: (files: number) => (files === 1 ? say('Change this file?') : say('Change these files?')),
    sync: (count: number) => say('Write {count|it|these}?', { count }),
    runIn: (count: number) =>
      say('This may change something. Type {count} to run it in each of these: ', { count }),
    addTo: (name: string) => say('Type {name} to add the names; its API server restarts: ', { name }),
    lifeIn: (name: string) => say('Type {name} to set the life in it: ', { name }),
    moveToTokens: (name: string) => say('Type {name} to do what the plan says: ', { name }),
    unbindOf: (uid: string) => say('Type {uid} to remove what names their former certificates: ', { uid }),
    grantTo: (name: string) => say('Type {name} to change their roles: ', { name }),
    dismiss: 'Dismiss it?',
    move: 'Move it?',
    takeBack: 'Take it back?',
    evenDead: 'Put it back nevertheless?',
    writeReport: (file: string) => say('Write it to {file}?', { file }),
  },
  labelled: (label: string, text: string) => say('{label}: {text}', { label, text }),
  withRemedy: (message: string, remedy: string) => say('{message}. {remedy}', { message, remedy }),
  headed: (title: string) => say('{title}:', { title }),
  aside: (text: string, note: string) => say('{text} ({note})', { text, note }),
  waiting: {
    regions: (done: number, of: number) => say('{done} of {of} regions have answered', { done, of }),
    accounts: (done: number, of: number) => say('{done} of {of} accounts have answered', { done, of }),
    clusters: (done: number, of: number) => say('{done} of {of} clusters have answered', { done, of }),
    endpoints: (done: number, of: number) =>
      say('{done} of {of} clusters have told their endpoints', { done, of }),
    contexts: (done: number, of: number) => say('{done} of {of} contexts have been tried', { done, of }),
    cloud: 'asking the cloud',
    kubeconfig: 'asking for the kubeconfig',
    plan: 'working out the plan',
    rotation: 'rotating',
    function: 'waiting for the function',
    checks: 'checking',
    search: (read: number, found: number) =>
      say('searching: {read} {read|file|files} read, {found} found', { read, found }),
    certificates: (done: number, of: number) =>
      say('{done} of {of} certificates have been judged', { done, of }),
    change: 'waiting for the change',
    demo: 'starting the embedded cloud',
    machine: 'asking the machine over ssh',
    stop: 'Ctrl-C stops',
  },
  screens: {
    clusters: 'Clusters',
    contexts: 'Contexts',
    expiry: 'Expiry',
    access: 'Access #screen',
    rotation: 'Rotation',
    activity: 'Activity',
  } satisfies Record<ScreenName, Phrase>,
  actions: {
    open: 'open #key',
    details: 'details',
    ...fetchWords.actions,
    ...contextWords.actions,
    ...tidyingWords.actions,
    copy: 'copy',
    mark: 'mark',
    markTo: 'mark a range',
    markAll: 'mark all',
    ...rotationWords.actions,
    ...accessWords.actions,
    ...usageWords.actions,
    ...grantingWords.actions,
    cancel: 'stop what is running',
    ...activityWords.actions,
    ...sessionWords.actions,
    filter: 'filter',
    command: 'command',
    help: 'help',
    showClusters: 'Clusters',
    showContexts: 'Contexts',
    showExpiry: 'Expiry',
    showAccess: 'Access #screen',
    showRotation: 'Rotation',
    showActivity: 'Activity',
    back: 'back',
    historyBack: 'previous screen',
    historyForward: 'next screen',
    lastScreen: 'last screen',
    ...clusterWords.actions,
    ...ownWords.actions,
    ...settingsWords.actions,
    reload: 'reload',
    redraw: 'redraw the screen',
    suspend: 'to the shell and back',
    quit: 'quit',
    up: 'up',
    down: 'down',
    pageUp: 'page up',
    pageDown: 'page down',
    first: 'first',
    last: 'last',
    ...sorts,
    groupRows: 'group by region, by tag',
    foldAll: 'fold all groups',
    tabNext: 'next tab',
    tabPrevious: 'previous tab',
    search: 'search',
    searchNext: 'next match',
    searchPrevious: 'match before',
    pager: 'pager',
    answerYes: 'yes',
    answerNo: 'no',
    dialogAccept: 'do it',
    dialogNext: 'next',
    dialogPrevious: 'previous',
    dialogLeft: 'change back',
    dialogRight: 'change',
    dialogTick: 'select',
    dialogCancel: 'cancel',
  },
  /** What Esc does where nothing is open. */
  clears: 'clear filter and marks',
  accepts: {
    confirm: 'choose',
    picker: 'apply',
    ...fetchWords.accepts,
    ...accessWords.accepts,
    ...activityWords.accepts,
    ...tidyingWords.accepts,
    ...rotationWords.accepts,
    ...sessionWords.accepts,
    ...settingsWords.accepts,
  },
  scopes: {
    list: 'In lists',
    global: 'Everywhere',
    help: 'In the help',
    details: 'In details',
    dialogs: 'In every dialog',
    viewer: 'In a text',
    confirm: 'In a question',
    picker: 'In a choice',
    commands: 'After :',
    ...fetchWords.scopes,
    ...accessWords.scopes,
    ...activityWords.scopes,
    ...tidyingWords.scopes,
    ...rotationWords.scopes,
    ...sessionWords.scopes,
    ...settingsWords.scopes,
    ...doctorWords.scopes,
  },
  reasons: {
    nothingHere: 'there is nothing here',
    noneFound: 'the filter finds nothing here',
    groupTitle: 'this is the title of a group: choose a row of it, or mark all by space',
    nothingRuns: 'nothing is running',
    noGroups: 'these rows have nothing to group by',
    notGrouped: 'not grouped: press tab',
    notSought: (search: string, key: string, does: string | null) =>
      does === null
        ? say('nothing is searched for yet: {search} searches', { search })
        : say('nothing is searched for yet: {search} searches · on the list {key} is: {does}', {
            search,
            key,
            does,
          }),
    noHistory: 'no screen to go to',
    nothingOpen: (key: string) => say('nothing is open here: {key} goes to the screen before', { key }),
    typeName: 'type its name to confirm',
    onePage: 'this is the only page',
    nothingMatches: 'nothing matches what is typed: esc closes',
    onlyOne: 'only one can be chosen here',
    underWay: 'something is running: x stops it',
    workingHere: 'something is running: esc stops it',
    quitsAgain: (key: string) => say('{key} again leaves now', { key }),
    terminalTaken: 'another program is about to take the terminal: wait for it',
    readOnly: {
      flag: 'read-only: started with --read-only',
      profile: 'read-only: set for this profile in the settings',
      setting: 'read-only: set in the settings',
    },
    longPaste: (most: number) => say('that is too long to paste here: {most} characters at most', { most }),
    unknownKey: (key: string, screens: string) =>
      screens === ''
        ? say('{key} does nothing here · ? shows the keys', { key })
        : say('{key} does nothing here, but on {screens} · ? shows the keys', { key, screens }),
    unknownInDialog: (key: string, ways: readonly string[]) =>
      say('{key} does nothing here: {ways} · ? shows the keys', { key, ways }),
    jumped: (command: string, name: string | null) =>
      name === null
        ? say('there is no command "{command}": shown is what has its letters', { command })
        : say('there is no command "{command}": shown is {name}, which has its letters', { command, name }),
    unknownCommand: (command: string, meant: string | null) =>
      say('there is no command "{command}"{hint} · ? shows them', {
        command,
        hint: meant === null ? '' : say('; did you mean {name}?', { name: `:${meant}` }),
      }),
    isKeyHere: (word: string, key: string) => say('"{word}" is the key {key}', { word, key }),
    isKeyThere: (word: string, key: string, screens: string) =>
      say('"{word}" is the key {key} on {screens}', { word, key, screens }),
    isOfCommandLine: (name: string) => say('in a shell: ackring {name}; more: ackring help {name}', { name }),
    missingWord: 'a word is missing · Tab shows the choices',
    mistypedWord: (word: string, name: string) =>
      say('"{word}" is not one of the choices{hint}', {
        word,
        hint: say('; did you mean {name}?', { name }),
      }),
    unknownWord: (word: string, names: readonly string[], more: number) => {
      const facts = { word, names: names.join(', '), more };
      if (names.length === 0) return say('"{word}" is not one of the choices', facts);
      return more === 0
        ? say('"{word}" is not one of the choices: {names}', facts)
        : say('"{word}" is not one of the choices: {names} and {more} more', facts);
    },
    ...fetchWords.reasons,
    ...contextWords.reasons,
    ...clusterWords.reasons,
    ...rotationWords.reasons,
    ...activityWords.reasons,
    ...tidyingWords.reasons,
    ...sessionWords.reasons,
  },
  header: clusterWords.header,
  crumbs: {
    allRegions: 'all regions',
    regions: (names: readonly string[]) =>
      names.length > 3
        ? say('{count} {count|region|regions}', { count: names.length })
        : say('{names}', { names: names.join(', ') }),
    groupedBy: (what: string) => say('by {what}', { what }),
    files: (count: number) => say('{count} {count|file|files}', { count }),
    holders: (identities: number, clusters: number) =>
      say('{identities} {identities|identity|identities} in {clusters} {clusters|cluster|clusters}', {
        identities,
        clusters,
      }),
    asked: (done: number, all: number) => say('{done} of {all} clusters asked', { done, all }),
    stopped: (key: string) => say('stopped: {key} goes on', { key }),
    unanswered: (count: number) => say('{count} did not answer', { count }),
    unknownEndpoints: (count: number) => say('endpoints of {count} not known', { count }),
    unread: (count: number) => say('{count} unreadable', { count }),
    journal: 'this session, and what was written',
    matches: (shown: number, all: number, filter: string) =>
      filter.includes('"')
        ? say('{shown} of {all} match {filter}', { shown, all, filter })
        : say('{shown} of {all} match "{filter}"', { shown, all, filter }),
    differ: (shown: number, all: number, filter: string) =>
      filter.includes('"')
        ? say('{shown} of {all} do not match {filter}', { shown, all, filter })
        : say('{shown} of {all} do not match "{filter}"', { shown, all, filter }),
    noField: (name: string) => say('no field "{name}" here', { name }),
    marked: (count: number, hidden: number) =>
      hidden === 0
        ? say('{count} marked', { count })
        : say('{count} marked, {hidden} of them hidden by the filter', { count, hidden }),
  },
  columns,
  titles: {
    account: 'ACCOUNT',
    id: 'ID',
    where: 'WHERE',
    credential: 'CREDENTIAL',
    context: 'CONTEXT',
    kubeconfig: 'MY KUBECONFIG',
    left: 'LEFT',
    namespace: 'NAMESPACE',
    which: 'WHICH',
  },
  kinds: clusterKindWords,
  clusterStates: clusterStateWords,
  statuses: {
    fresh: 'fresh',
    renewable: 'renewable',
    critical: 'critical',
    expired: 'expired',
    temporary: 'temporary',
    notYetValid: 'not begun',
    revoked: 'revoked',
    unknown: 'unknown',
  } satisfies Record<CredentialStatus, Phrase>,
  causes: contextWords.causes,
  credentials: contextWords.credentials,
  answers: contextWords.answers,
  sought: {
    nowhere: 'no line here has it',
    place: (at: number, count: number) => say('{at} of {count}', { at, count }),
  },
  empty: {
    scanning: 'Asking every region. Clusters appear here as they answer.',
    stopped: (key: string) => say('Stopped. {key} goes on with what is left.', { key }),
    noClusters: 'No cluster in any region that answered.',
    noMatch: 'Nothing matches the filter. Esc clears it.',
    elsewhere: (word: string, names: readonly string[], more: number) =>
      more === 0
        ? say('`:{word}` leads to what is called so elsewhere: {names}.', { word, names: names.join(', ') })
        : say('`:{word}` leads to what is called so elsewhere: {names} and {more} more.', {
            word,
            names: names.join(', '),
            more,
          }),
    maybeThere: (count: number) => say('{count} did not answer: what is sought may be there.', { count }),
    noField: (name: string, meant: string | null) =>
      meant === null
        ? say('No field is called "{name}" here.', { name })
        : say('No field is called "{name}" here. Did you mean {meant}?', { name, meant }),
    fieldElsewhere: (name: string, grouping: string, key: string) =>
      say('"{name}" is a field of "{grouping}": after Esc, {key} changes how rows are grouped.', {
        name,
        grouping,
        key,
      }),
    notCompared: (field: string, bound: string, example: string) =>
      say(
        '{field} cannot be compared with "{bound}". Write it like this: {example}. Esc clears the filter.',
        {
          field,
          bound,
          example,
        },
      ),
    values: (field: string, values: readonly string[], more: number) =>
      more === 0
        ? say('{field} is one of: {values}.', { field, values: values.join(', ') })
        : say('{field} is one of: {values} and {more} more.', { field, values: values.join(', '), more }),
    meantField: (meant: string) => say('Did you mean {meant}?', { meant }),
    fields: (names: readonly string[]) =>
      say('Fields: {names}. In quotes a colon is a letter like others. Esc clears the filter.', { names }),
    unasked: (count: number) =>
      say('{count} API {count|server was|servers were} not asked yet: after Esc, v asks.', { count }),
    noContexts: 'No context in the kubeconfig files yet. Fetch one: 1, then f on a cluster.',
    reading: 'Reading the kubeconfig files.',
    remedy: 'What to do',
    askingHolders: 'Asking each cluster who holds its kubeconfigs and until when.',
    noHolders: 'No cluster that answered has kubeconfigs that end.',
    planning: 'Working out what a rotation would do now.',
    noOutcomes: 'The rotation has no credential to look after.',
    noActivity: 'Nothing yet. What ackring writes is listed here and can be undone with z.',
  },
  rows: {
    regionFailed: (region: string, message: string) => say('{region}  {message}', { region, message }),
    pressDetails: 'press d for what to do',
    current: 'current',
    orphan: 'no context leads to it',
    removeOrphan: (key: string) =>
      say(
        'Nothing uses it, though it may still hold a key. On Contexts, {key} shows what would be removed.',
        { key },
      ),
  },
  fetch: fetchWords.fetch,
  renewal: fetchWords.renewal,
  undo: activityWords.undo,
  sessions: sessionWords.sessions,
  details: {
    cluster: {
      id: 'Id',
      region: 'Region',
      kind: 'Kind',
      spec: 'Spec',
      version: 'Version',
      state: 'State',
      public: 'Public',
      private: 'Private',
      created: 'Created',
      tags: 'Tags',
      kubeconfigs: 'Kubeconfigs',
      none: 'none',
      noHolders: 'no long-term kubeconfig; temporary ones are in no list of the cloud',
    },
    context: {
      holder: 'Holder',
      groups: 'Groups',
      issued: 'Issued',
      serial: 'Serial',
      ends: 'Ends',
      renews: 'Renews from',
      life: 'Life',
      server: 'Server',
      sameKey: 'Same key in',
      file: 'File',
      credential: 'Credential',
      warnings: 'Warnings',
      longTerm: 'long-term',
      temporary: 'temporary',
      notAsked: 'not asked yet: v asks the API server',
      namespace: 'Namespace',
    },
    problem: { message: 'What happened', remedy: 'What to do', requestId: 'Request id' },
  },
  confirm: {
    goesOn: 'go on',
    leaves: 'Enter on nothing, and Esc, leave everything as it is.',
    unlike: (word: string) => say('that is not "{word}", letter for letter', { word }),
    no: 'no',
    yes: 'yes',
    type: (word: string) => say('Type {word} to go on:', { word }),
  },
  help: {
    title: 'Keys',
    disabled: (reason: string) => say('not now: {reason}', { reason }),
    commands: 'Commands',
    signs: 'Signs',
    clusterSigns: {
      states: 'runs, changes, stopped, fails or goes',
      beside: 'current context, favourite',
      marked: 'marked: keys act on all of them',
      known: 'has a public, a private endpoint',
      none: 'has none of that kind',
      unknown: 'not asked yet',
      refused: 'refused: its details say why',
    },
    words:
      'tkyo finds prod-tokyo, several words narrow it down, ! turns a word around, "quotes" mean it letter for letter',
    fields: (names: readonly string[]) => say('a field and a colon ask that field: {names}', { names }),
    forms: {
      name: 'name:prod-* is a pattern',
      daysLeft: 'daysLeft:<30 compares',
      tag: 'tag:env=prod asks a tag',
    },
    letters: (statuses: string) => say('the letter behind a life: {statuses}', { statuses }),
    sortBy: 'sort by',
    escape: 'esc closes what is open; then it clears filter, marks and message; it leaves no screen',
    mouse:
      'mouse: a click selects or presses, in front of a row or with ctrl it marks, beside a dialog it closes that; a double click opens, the wheel scrolls; shift selects text as ever',
  },
  /** What the copy key gives of a row, in this order, when it is pressed again. */
  copies: {
    again: (key: string, what: string) => say('{key} again: {what}', { key, what }),
    kinds: {
      holder: 'whose it is',
      cluster: 'the cluster’s name',
      id: 'the cluster’s id',
      server: 'the API server’s address',
      private: 'its private address',
      context: 'the context’s name',
      file: 'the path of its file',
      get: 'the command that fetches it',
    },
  },
  groups: {
    without: (what: string) => say('(no {what})', { what }),
    off: 'not grouped',
    fold: 'fold',
    by: (what: string) => say('grouped by {what}: Enter folds, Space marks a group', { what }),
    names: { region: 'region', source: 'source' },
  },
  notices: {
    copied: (what: string) => say('copied {what}', { what }),
    askedToCopy: (what: string) => say('asked the terminal to copy {what}', { what }),
    lines: (count: number, title: string) => say('{count} {count|line|lines} of {title}', { count, title }),
    /** What to do has room beside it. */
    notCopied: 'tmux keeps it from the clipboard',
    takenBack: (summary: string) => say('{summary} · undone', { summary }),
    undone: (summary: string, file: string) => say('undone: {summary} ({file})', { summary, file }),
    reloading: 'reloading',
    rest: (key: string) => say('{key} shows the rest', { key }),
    filesUnreadable: (count: number) =>
      say('{count} kubeconfig {count|file|files} cannot be read', { count }),
  },
  identityTypes: accessWords.identityTypes,
  identityStates: accessWords.identityStates,
  expiry: expiryWords.expiry,
  access: { private: 'private', public: 'public' },
  identity: accessWords.identity,
  tabs: {
    overview: 'Overview',
    connection: 'Connection',
    identities: 'Identities',
    certificates: 'Certificates',
    events: 'Events',
  } satisfies Record<ClusterTab, Phrase>,
  connection: clusterWords.connection,
  events: clusterWords.events,
  watching: clusterWords.watching,
  accounts: clusterWords.accounts,
  favourites: clusterWords.favourites,
  decisions: rotationWords.decisions,
  decisionReasons: rotationWords.decisionReasons,
  rotation: rotationWords.rotation,
  deployed: rotationWords.deployed,
  removal: accessWords.removal,
  jobs: {
    fetch: 'fetching',
    renew: 'renewing',
    verify: 'verifying',
    run: 'running',
    progress: (what: string, done: number, total: number, failed: number) => [
      say('{what} {done} of {total}', { what, done, total }),
      ...(failed > 0 ? [say('{failed} failed', { failed })] : []),
      say('x stops'),
    ],
    stopping: 'stopping after this one',
    ended: ({ kind, total, done, failed, unchanged, unproven, isCancelling }: Job) => [
      {
        fetch: say('{done} of {total} fetched', { done, total }),
        renew: say('{done} of {total} renewed', { done, total }),
        verify: say('{done} of {total} answer', { done, total }),
        run: say('{done} of {total} done', { done, total }),
      }[kind],
      ...(unchanged > 0 ? [say('{unchanged} not renewed: their window is not open', { unchanged })] : []),
      ...(unproven > 0 ? [say('{unproven} of them not proven to work', { unproven })] : []),
      ...(failed > 0 ? [say('{failed} failed', { failed })] : []),
      ...(isCancelling ? [say('stopped')] : []),
    ],
  },
  picking: { context: 'context', cluster: 'cluster' },
  picker: {
    profiles: 'Look through which profiles',
    regions: 'Regions to show',
    clean: 'Whose access to remove',
    revoke: 'Revoke your own of which cluster',
    use: 'Switch to which context',
    namespace: 'Which namespace to work in',
    typed: 'as typed, not in this list',
    hintTyped: 'Type to search, or another name · Enter sets it',
    hint: 'Type to search · Space selects several · Enter applies',
    hintOne: 'Type to search · Enter applies',
    none: 'nothing matches',
  },
  own: ownWords.own,
  settings: settingsWords.settings,
  tidying: tidyingWords.tidying,
  migration: migrationWords.migration,
  usage: usageWords.usage,
  granting: grantingWords.granting,
  doctor: doctorWords.doctor,
  tokens: accessWords.tokens,
  rules: accessWords.rules,
  spoken: {
    row: (at: number, all: number) => say('Row {at} of {all}', { at, all }),
    marked: 'marked',
    chosen: (text: string) => say('{text} (chosen)', { text }),
    keys: 'Keys',
    typing: 'Typing',
    focus: 'Field',
  },
  units: {
    seconds: (count: number) => say('{count} s', { count }),
    minutes: (count: number) => say('{count} min', { count }),
    hours: (count: number) => say('{count} h', { count }),
    days: (count: number) => say('{count} d', { count }),
  },
} as const satisfies Words;

interface OfScreen extends Told<typeof words> {
  readonly language: Language;
  readonly problems: ProblemWords;
}

declare module '../messages/messages.js' {
  interface Messages extends OfScreen {}
}

/** The words of a language, its sentences from `problems`. */
export function messagesOf(language: Language, problems: ProblemWords): Messages {
  const text = (sentence: Sentence) => translate({ problems }, sentence);
  return Object.assign(told<typeof words>(words, problems.translations, text), { language, problems });
}

export const en = messagesOf('en', problems);
