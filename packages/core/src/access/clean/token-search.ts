import type { IdentityMapping } from '../../machine/api-server/access-objects.js';
import type { RbacBinding } from '../../machine/api-server/rbac-reader.js';
import { isPattern, mappedStanding } from '../../tokens/authenticator.js';
import type { Reading } from '../../tokens/readiness.js';
import { AckringError } from '../../words/errors.js';
import { mappingName, tokenUser } from '../../words/identity.js';
import { say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import type { CleanStep } from './clean-plan.js';

/** What a cluster has that tells whose tokens it takes. */
export interface TokenSight {
  /** Known to be none where nobody's tokens are taken. */
  readonly mappings: Reading<readonly IdentityMapping[]>;
  /** Those that could be read. */
  readonly bindings: readonly RbacBinding[];
}

type Where = Pick<CleanStep, 'row'>;

/**
 * How the identity may still come in by a token, or why nobody knows; empty once no mapping is for it. The ARN in a
 * mapping decides: what it is called, and as whom it lets in, is up to whoever made it. A migration's own count by
 * their names as well, which outlive a change of the RAM name.
 */
export function tokensOf(
  step: Where,
  { mappings, bindings }: TokenSight,
  accountId: string,
): readonly AckringError[] {
  const { identity } = step.row;
  const user = tokenUser(identity.uid);
  if (mappings.kind === 'unknown') {
    const isBound = bindings.some(({ subjects }) =>
      subjects.some(({ kind, name }) => kind === 'User' && name === user),
    );
    return [isBound ? boundByUs(step) : unseen(step, mappings.error)];
  }
  const standing = mappedStanding(mappings.value, identity, accountId);
  const own = mappings.value.filter(
    ({ name, username }) => name === mappingName(identity.uid) || username === user,
  );
  const found = new Set([...own, ...(standing.kind === 'mapped' ? standing.to : [])]);
  if (found.size > 0) return [...found].map((mapping) => mapped(step, mapping));
  return standing.kind === 'unknown' ? [unseen(step, standing.error)] : [];
}

/**
 * Mappings that let somebody in as a certificate of the identity is called, `<uid>-<time>`: what was bound to that name
 * by hand is then open to a token, whoever's. A migration's own gives another name.
 */
export function tokensByCertificateName(
  { row: { identity, cluster } }: Where,
  { mappings }: Pick<TokenSight, 'mappings'>,
): readonly AckringError[] {
  if (mappings.kind === 'unknown') return [];
  const named = mappings.value.filter(({ username }) => username.startsWith(`${identity.uid}-`));
  return named.map(({ name: mapping, arn, username }) => {
    const facts = { arn, username, cluster: cluster.name, mapping };
    return new AckringError(
      'DoneInPart',
      say(
        'in {cluster} a token of {arn} still comes in as {username}, as the certificate did: mapping {mapping}',
        facts,
      ),
      { remedy: endedBy(mapping) },
    );
  });
}

function mapped(step: Where, { name: mapping, arn, username }: IdentityMapping): AckringError {
  const facts = { name: step.row.identity.name, cluster: step.row.cluster.name, mapping };
  if (isPattern(arn)) {
    return new AckringError(
      'DoneInPart',
      say('a token may still give {name} access to {cluster}: mapping {mapping} is for whoever fits {arn}', {
        ...facts,
        arn,
      }),
      {
        remedy: say('See whom else it lets in before you delete it: `{command}`.', {
          command: shell`kubectl get ramidentitymapping ${mapping} --output yaml`,
        }),
      },
    );
  }
  return new AckringError(
    'DoneInPart',
    say('a token still gives {name} access to {cluster}: mapping {mapping} makes it {username}', {
      ...facts,
      username,
    }),
    { remedy: endedBy(mapping) },
  );
}

/** A migration's bindings have names that ACK does not take for the identity's. */
function boundByUs({ row: { identity, cluster } }: Where): AckringError {
  return new AckringError(
    'DoneInPart',
    say('a token still gives {name} access to {cluster}: it has bindings of its own', {
      name: identity.name,
      cluster: cluster.name,
    }),
    { remedy: endedBy(mappingName(identity.uid)) },
  );
}

function endedBy(mapping: string) {
  return say('End it in that cluster: `{command}`.', {
    command: shell`kubectl delete ramidentitymapping ${mapping}`,
  });
}

/** Then nobody has seen that they are out. */
function unseen({ row: { identity, cluster } }: Where, problem: AckringError): AckringError {
  const facts = { name: identity.name, cluster: cluster.name, problem: problem.sentence };
  return new AckringError(
    problem.code,
    say('whether a token still gives {name} access to {cluster} could not be seen: {problem}', facts),
    { remedy: problem.said.remedy, cause: problem },
  );
}
