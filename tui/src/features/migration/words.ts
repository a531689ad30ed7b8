import type {
  MigrationReason,
  MigrationResult,
  MigrationStage,
  MigrationVerdict,
} from '@ackring/core/migration';
import { type Phrase, say, type Words } from '../../messages/say.js';

export const migration = {
  titles: { stage: 'STAGE', verdict: 'VERDICT', why: 'WHY', used: 'CERTIFICATE USED' },
  stages: {
    certificate: 'certificate',
    begun: 'begun',
    proven: 'same rights proven',
    watching: 'watching',
    cleaned: 'cleaned',
  } satisfies Record<MigrationStage, Phrase>,
  verdicts: {
    migrate: 'move to tokens',
    resume: 'finish',
    wait: 'wait',
    clean: 'can be cleaned',
    done: 'done',
    undo: 'take back',
    blocked: 'refused #verdict',
  } satisfies Record<MigrationVerdict, Phrase>,
  reasons: {
    HoldsCertificate: 'holds a certificate',
    Interrupted: 'begun, and not finished',
    InUse: 'the certificate is still used',
    TooSoon: 'the certificate is being watched',
    UseUnknown: 'the audit log does not show whether the certificate is used',
    TokenNotSeen: 'the certificate is unused, and the token was not seen either',
    Unused: 'the certificate is unused',
    Cleaned: 'the certificate was removed',
    Began: 'begun on this machine',
    ContextsChanged: 'its kubeconfig files were changed after they were switched',
    IsAccountRoot: 'the account root is nobody’s daily identity',
    IsOrphaned: 'a RAM identity that cannot sign in any more',
    NoCertificate: 'holds no certificate there',
    ClusterNotServing: 'no API server answers there',
    AuthenticatorMissing: 'the cluster lacks the add-on ack-ram-authenticator',
    MappingsIgnored: 'the cluster’s add-on ignores RAMIdentityMappings, and so every token of a RAM identity',
    MappingsUnset: 'nothing says whether the cluster’s add-on heeds RAMIdentityMappings',
    NameUnknown: 'no ARN follows from its name',
    GroupsUnusual: 'its certificate names another group',
    SeveralNames: 'several of its common names are bound to roles',
    NoBinding: 'no binding names it, so that there are no rights to carry over',
    MappedOtherwise: 'somebody mapped it already',
    BoundOtherwise: 'a binding of its token’s user is not what it should be',
    ChangedSince: 'it changed after it was begun',
    RecordUnreadable: 'its record on this machine cannot be used',
    Unreadable: 'what it needs cannot be read',
  } satisfies Record<MigrationReason, Phrase>,
  remedies: {
    AuthenticatorMissing: 'install it in the console, which restarts the API server',
    MappingsIgnored:
      'switch EnableNonBootstrapMapping on: console, Add-ons, Security, ack-ram-authenticator, Configuration; every mapping that is there then counts',
    MappingsUnset:
      'set EnableNonBootstrapMapping: console, Add-ons, Security, ack-ram-authenticator, Configuration',
    IsOrphaned: '`ackring clean` removes what it still holds',
    IsAccountRoot: 'name a RAM user or role',
    UseUnknown: 'switch auditing on, or end it with `ackring clean`, which asks for its own confirmation',
    TokenNotSeen: 'have its kubeconfig replaced: `ackring get CLUSTER --token`',
    InUse: '`ackring usage CLUSTER` shows from where',
    MappedOtherwise: 'remove that mapping, or leave it: it is not overwritten',
    BoundOtherwise: 'look at it with kubectl: a token gets no more than the certificate has',
    SeveralNames: 'delete the bindings of common names that were revoked',
    ContextsChanged: 'fetch a certificate in its place: `ackring get CLUSTER --long-term`',
  } as Partial<Record<MigrationReason, Phrase>>,
  results: {
    migrated: 'moved',
    cleaned: 'certificate removed, the token stays',
    undone: 'taken back',
    left: 'left as it is',
    refused: 'refused',
    failed: 'failed',
    unknown: 'unknown: plan again to see',
  } satisfies Record<MigrationResult, Phrase>,
  lines: {
    head: (name: string, cluster: string) => say('{name} in {cluster}:', { name, cluster }),
    mapping: (arn: string, user: string, groups: string) =>
      say('+ mapping: {arn} is {user} in {groups}', { arn, user, groups }),
    binding: (role: string, place: string | null) =>
      place === null
        ? say('+ binding: {role}', { role })
        : say('+ binding: {role} in {place}', { role, place }),
    context: (context: string, file: string) =>
      say('~ context {context} ({file}): a token in the place of the certificate', { context, file }),
    shared: (context: string, file: string) =>
      say(
        '! context {context} ({file}) shares its user with other clusters and stays: give it one of its own',
        { context, file },
      ),
    elsewhere: (context: string, file: string) =>
      say('! context {context} ({file}) is not led to this cluster, or not safely, and stays', {
        context,
        file,
      }),
    handOver: (context: string, file: string) =>
      say(
        '! context {context} ({file}) holds their certificate and stays: their token is signed with their own key',
        { context, file },
      ),
    sink: (place: string) =>
      say(
        '! {place} stays, and the rotation goes on delivering the certificate there: its consumers need the exec entry',
        { place },
      ),
    sinksUnknown: '! where the rotation delivers the certificate is not known: rotation.yaml cannot be read',
    theirs: (command: string) => say('→ for them to do, on each machine: {command}', { command }),
    unmapped: (arn: string, user: string) =>
      say('- mapping: {arn} is no longer {user}, and tokens of it end there', { arn, user }),
    restored: '~ contexts that were switched here get their certificate back',
    quiet: (days: number) => say('· then watched until the certificate was unused for {days} d', { days }),
  },
  onTheWay: (name: string, cluster: string, stage: string, quiet: string | null) =>
    quiet === null
      ? say('{name} in {cluster}, on the way to tokens: {stage}', { name, cluster, stage })
      : say('{name} in {cluster}, on the way to tokens: {stage}, {quiet}', { name, cluster, stage, quiet }),
  since: (time: string) => say('watching for {time}', { time }),
  usedNot: 'not in 7 d',
  unknown: 'unknown',
  watchLeft: (time: string) => say('{time} to go', { time }),
} as const satisfies Words;
