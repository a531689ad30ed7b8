import { detailsView } from './details/box.js';
import { detailsKeys, openSubject } from './details/details.js';
import { globalCommands, globalKeys } from './everywhere.js';
import { accessCommands, accessKeys, removalCommands } from './features/access/keys.js';
import { removalBox } from './features/access/removal-box.js';
import { removalKeys } from './features/access/removal-keys.js';
import { accessView } from './features/access/screen.js';
import { activityKeys, undoKeys } from './features/activity/keys.js';
import { activityView, undoBox } from './features/activity/screen.js';
import { header } from './features/clusters/header.js';
import { clusterKeys, watchCommands } from './features/clusters/keys.js';
import { clusterView } from './features/clusters/screen.js';
import { contextKeys, contextView } from './features/contexts/screen.js';
import { doctorCommand, doctorKeys, findingsBox } from './features/doctor/findings.js';
import { expiryKeys, expiryView } from './features/expiry/screen.js';
import { fetchDialogView } from './features/fetch/box.js';
import { fetchChosen, fetchKeys } from './features/fetch/keys.js';
import { renewChosen } from './features/fetch/renewing.js';
import { grantingCommands, grantingKeys } from './features/granting/keys.js';
import { ownCommandKeys, ownKeys } from './features/own-commands/keys.js';
import { dismissalView } from './features/rotation/dismissal.js';
import { functionCommand, rotationKeys, rotationSortKeys } from './features/rotation/keys.js';
import { rotationView } from './features/rotation/screen.js';
import { runDialogView, sessionKeys, shellCommand } from './features/sessions/keys.js';
import { settingsDialogView } from './features/settings/box.js';
import { aliasCommand, favouriteKeys } from './features/settings/favourites.js';
import { settingsKeys, wordCommands } from './features/settings/keys.js';
import { namingView, tidyBox } from './features/tidying/dialogs.js';
import { tidyDialogKeys, tidyingCommands, tidyingKeys } from './features/tidying/keys.js';
import { jump } from './jump.js';
import { en } from './languages/en.js';
import { loadMessages } from './languages/load.js';
import { installMessages } from './messages/messages.js';
import { screenCommands } from './screen/commands.js';
import { confirmKeys, helpKeys, pickerKeys, viewerKeys } from './screen/dialog-keys.js';
import { engineDialogs } from './screen/dialog-views.js';
import { installFeatures } from './screen/feature.js';
import { groupCommand, groupKeys } from './screen/groups.js';
import { copyRow, movingKeys, rowIsSelected, showDetails, sortKeysOf } from './screen/list-keys.js';
import { filterDue } from './screen/tasks.js';
import { emptyFleet } from './subjects/cluster/fleet.js';
import { clusterTable } from './subjects/cluster/table.js';
import { fleetDue, lookAround } from './subjects/cluster/tasks.js';
import { noKubeconfigs } from './subjects/context/kubeconfigs.js';
import { contextTable } from './subjects/context/table.js';
import { contextsDue } from './subjects/context/tasks.js';
import { expiryTable } from './subjects/expiry/table.js';
import { noAccess } from './subjects/holding/access.js';
import { heldClusterTable, holdingTable } from './subjects/holding/grouped-tables.js';
import { noHolders } from './subjects/holding/holders.js';
import { accessTable } from './subjects/holding/table.js';
import { accessDue } from './subjects/holding/tasks.js';
import { activityTable } from './subjects/journal/table.js';
import { noJournal } from './subjects/journal/tasks.js';
import { migrationsDue, noMigrations } from './subjects/migration/records.js';
import { noRotation } from './subjects/rotation/rotation.js';
import { askedWhenOld } from './subjects/rotation/tasks.js';
import { noRules, rulesDue } from './subjects/rule/verdicts.js';
import { noTokens, tokensDue } from './subjects/token/readiness.js';
import { usageDue, usageKeys } from './subjects/usage/tasks.js';
import { noUsage } from './subjects/usage/usage.js';

installMessages(en, loadMessages);

/** The table of features: screens, keys, `:` words, dialogs and help all derive from it. */
installFeatures({
  initial: {
    fleet: emptyFleet,
    clusterDetails: new Map(),
    kubeconfigs: noKubeconfigs,
    contextsReadAt: null,
    holders: noHolders,
    access: noAccess,
    rotation: noRotation,
    usage: noUsage,
    tokens: noTokens,
    migrations: noMigrations,
    rules: noRules,
    ownCommands: [],
    ...noJournal,
  },
  keys: [
    ...clusterKeys({ fetchChosen }),
    ...contextKeys({ fetchChosen, renewChosen }),
    ...expiryKeys({ fetchChosen, renewChosen }),
    ...accessKeys,
    ...usageKeys,
    ...grantingKeys,
    ...rotationKeys,
    ...activityKeys,
    ...tidyingKeys,
    ...sessionKeys,
    ...favouriteKeys,
    ...sortKeysOf('clusters', [clusterTable]),
    ...sortKeysOf('contexts', [contextTable]),
    ...sortKeysOf('expiry', [expiryTable]),
    ...sortKeysOf('access', [holdingTable, heldClusterTable, accessTable]),
    ...rotationSortKeys,
    ...sortKeysOf('activity', [activityTable]),
    { ...showDetails, scope: 'list', keys: ['d'] },
    { ...copyRow, scope: 'list', keys: ['c'], disabled: rowIsSelected },
    ...groupKeys,
    ...movingKeys('list'),
    ...globalKeys,
    ...ownCommandKeys,
    ...helpKeys,
    ...detailsKeys,
    ...viewerKeys,
    ...fetchKeys,
    ...confirmKeys,
    ...removalKeys,
    ...undoKeys,
    ...tidyDialogKeys,
    ...pickerKeys,
    ...settingsKeys,
    ...doctorKeys,
  ],
  ownKeys,
  commands: [
    ...screenCommands,
    groupCommand,
    ...watchCommands,
    aliasCommand,
    ...wordCommands,
    ...removalCommands,
    functionCommand,
    shellCommand,
    ...accessCommands,
    ...grantingCommands,
    ...tidyingCommands,
    doctorCommand,
    ...globalCommands,
  ],
  jump,
  views: {
    clusters: clusterView,
    contexts: contextView,
    expiry: expiryView,
    access: accessView,
    rotation: rotationView,
    activity: activityView,
  },
  dialogs: {
    ...engineDialogs,
    details: detailsView,
    fetch: fetchDialogView,
    removal: { draw: removalBox },
    undo: { draw: undoBox },
    naming: namingView,
    tidy: { draw: tidyBox },
    run: runDialogView,
    dismissal: dismissalView,
    settings: settingsDialogView,
    doctor: { draw: findingsBox },
  },
  openSubject,
  header,
  due: [
    filterDue,
    fleetDue,
    contextsDue,
    accessDue,
    usageDue,
    tokensDue,
    rulesDue,
    migrationsDue,
    askedWhenOld,
  ],
  follows: [lookAround],
});
