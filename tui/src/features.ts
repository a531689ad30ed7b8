import { commands } from './commands.js';
import { copiesOf } from './copying.js';
import { detailsView } from './details/box.js';
import { detailsKeys, openDetails } from './details/details.js';
import { everywhere, globalCommands } from './everywhere.js';
import { access, accessCommands, removalCommands } from './features/access/keys.js';
import { activity } from './features/activity/keys.js';
import { header } from './features/clusters/header.js';
import { clusters, watchCommands } from './features/clusters/keys.js';
import { contexts } from './features/contexts/screen.js';
import { doctor, doctorCommand } from './features/doctor/findings.js';
import { expiry } from './features/expiry/screen.js';
import { fetchChosen, fetchCommand, fetching } from './features/fetch/keys.js';
import { renewChosen } from './features/fetch/renewing.js';
import { granting, grantingCommands } from './features/granting/keys.js';
import { ownCommandKeys, ownKeys } from './features/own-commands/keys.js';
import { functionCommand, historyCommands } from './features/rotation/keys.js';
import { rotation } from './features/rotation/screen.js';
import { sessions, shellCommand } from './features/sessions/keys.js';
import { aliasCommand } from './features/settings/favourites.js';
import { settings, wordCommands } from './features/settings/keys.js';
import { nameSpace, removeChosen, tidying, tidyingCommands, useChosen } from './features/tidying/keys.js';
import { jump, jumpNames } from './jump.js';
import { en } from './languages/en.js';
import { loadMessages } from './languages/load.js';
import { installMessages } from './messages/messages.js';
import { screenCommands } from './screen/commands.js';
import { engineDialogKeys } from './screen/dialog-keys.js';
import { engineDialogs } from './screen/dialog-views.js';
import { installFeatures, joined } from './screen/feature.js';
import { groupCommand } from './screen/groups.js';
import { listKeys } from './screen/list-keys.js';
import { filterDue } from './screen/tasks.js';
import { migrationsDue, noMigrations } from './subjects/migration/records.js';
import { noRights, rightsDue } from './subjects/right/rights.js';
import { noRules, rulesDue } from './subjects/rule/verdicts.js';
import { noTokens, tokensDue } from './subjects/token/readiness.js';
import { usageCommand, usageDue, usageKeys } from './subjects/usage/tasks.js';
import { noUsage } from './subjects/usage/usage.js';

installMessages(en, loadMessages);

/** The table of features: screens, keys, `:` words, dialogs and help all derive from it. */
installFeatures({
  ...joined([
    { keys: listKeys, due: [filterDue] },
    clusters({ fetchChosen }),
    fetching,
    contexts({ fetchChosen, renewChosen, useChosen, nameSpace, removeChosen }),
    expiry({ fetchChosen, renewChosen }),
    access,
    { initial: { usage: noUsage }, keys: usageKeys, due: [usageDue] },
    granting,
    rotation,
    activity,
    tidying,
    sessions,
    settings,
    { initial: { tokens: noTokens }, due: [tokensDue] },
    { initial: { rules: noRules }, due: [rulesDue] },
    { initial: { migrations: noMigrations }, due: [migrationsDue] },
    { initial: { rights: noRights }, due: [rightsDue] },
    everywhere,
    { initial: { ownCommands: [] }, keys: ownCommandKeys },
    { dialogs: engineDialogs, keys: engineDialogKeys },
    { dialogs: { details: detailsView }, keys: detailsKeys },
    doctor,
  ]),
  commands: [
    ...screenCommands,
    groupCommand,
    fetchCommand,
    ...watchCommands,
    aliasCommand,
    ...wordCommands,
    ...removalCommands,
    functionCommand,
    ...historyCommands,
    shellCommand,
    ...accessCommands,
    usageCommand,
    ...grantingCommands,
    ...tidyingCommands,
    doctorCommand,
    ...globalCommands,
  ],
  lineCommands: commands.names,
  ownKeys,
  jump,
  jumpNames,
  openRow: openDetails,
  copies: copiesOf,
  header,
});
