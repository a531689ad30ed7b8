import { noAccess } from './features/access/access.js';
import { heldClusterTable, holdingTable } from './features/access/grouped-tables.js';
import { noHolders } from './features/access/holders.js';
import { accessCommands, accessKeys, removalCommands } from './features/access/keys.js';
import { removalBox } from './features/access/removal-box.js';
import { removalKeys } from './features/access/removal-keys.js';
import { accessView } from './features/access/screen.js';
import { accessTable } from './features/access/table.js';
import { accessDue } from './features/access/tasks.js';
import { noJournal } from './features/activity/journal.js';
import { activityKeys, undoKeys } from './features/activity/keys.js';
import { activityView } from './features/activity/screen.js';
import { activityTable } from './features/activity/table.js';
import { undoBox } from './features/activity/undo-box.js';
import { emptyFleet } from './features/clusters/fleet.js';
import { header } from './features/clusters/header.js';
import { clusterKeys, watchCommands } from './features/clusters/keys.js';
import { clusterView } from './features/clusters/screen.js';
import { clusterTable } from './features/clusters/table.js';
import { fleetDue, lookAround } from './features/clusters/tasks.js';
import { contextKeys } from './features/contexts/keys.js';
import { noKubeconfigs } from './features/contexts/kubeconfigs.js';
import { contextView } from './features/contexts/screen.js';
import { contextTable } from './features/contexts/table.js';
import { contextsDue } from './features/contexts/tasks.js';
import { detailsView } from './features/details/box.js';
import { openSubject } from './features/details/details.js';
import { detailsKeys } from './features/details/keys.js';
import { doctorCommand, doctorKeys, findingsBox } from './features/doctor/findings.js';
import { globalCommands, globalKeys } from './features/everywhere.js';
import { expiryKeys, expiryView } from './features/expiry/screen.js';
import { expiryTable } from './features/expiry/table.js';
import { fetchDialogView } from './features/fetch/box.js';
import { fetchChosen, fetchKeys } from './features/fetch/keys.js';
import { renewChosen } from './features/fetch/renewing.js';
import { grantingCommands, grantingKeys } from './features/granting/keys.js';
import { noMigrations } from './features/migration/records.js';
import { migrationsDue } from './features/migration/tasks.js';
import { ownCommandKeys, ownKeys } from './features/own-commands/keys.js';
import { functionCommand, rotationKeys, rotationSortKeys } from './features/rotation/keys.js';
import { noRotation } from './features/rotation/rotation.js';
import { rotationView } from './features/rotation/screen.js';
import { askedWhenOld } from './features/rotation/tasks.js';
import { noRules, rulesDue } from './features/rules/verdicts.js';
import { sessionKeys, shellCommand } from './features/sessions/keys.js';
import { runDialogView } from './features/sessions/run-dialog.js';
import { settingsDialogView } from './features/settings/box.js';
import { aliasCommand, favouriteKeys } from './features/settings/favourites.js';
import { settingsKeys, wordCommands } from './features/settings/keys.js';
import { namingView, tidyBox } from './features/tidying/boxes.js';
import { tidyDialogKeys, tidyingCommands, tidyingKeys } from './features/tidying/keys.js';
import { noTokens } from './features/tokens/readiness.js';
import { tokensDue } from './features/tokens/tasks.js';
import { usageDue, usageKeys } from './features/usage/tasks.js';
import { noUsage } from './features/usage/usage.js';
import { en } from './languages/en.js';
import { loadMessages } from './languages/load.js';
import { installMessages } from './messages/messages.js';
import { screenCommands } from './screen/commands.js';
import { confirmKeys, helpKeys, pickerKeys, viewerKeys } from './screen/dialog-keys.js';
import { engineDialogs } from './screen/dialog-views.js';
import { installFeatures } from './screen/feature.js';
import { groupCommand, groupKeys } from './screen/groups.js';
import { copyRow, movingKeys, rowIsSelected, showDetails } from './screen/list-keys.js';
import { sortKeysOf } from './screen/sort-keys.js';
import { filterDue } from './screen/tasks.js';

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
    ...expiryKeys,
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
