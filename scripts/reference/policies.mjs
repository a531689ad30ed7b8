import { personPolicy, personPolicyNames, unscopedActions } from '../../packages/core/dist/cloud/ram.js';
import { code, page } from './markdown.mjs';

const remarks = {
  person:
    'For everybody: to find clusters, and to fetch a kubeconfig of one’s own. The last three actions tell refusals ' +
    'apart: whether a cluster lacks the add-on that takes RAM tokens, and whether a role reaches other namespaces only.',
  fleet:
    'For on-call people, beside it: to see everybody’s kubeconfigs. It changes nothing. The last two statements read ' +
    'the clusters’ audit logs, for `usage`: an audit log in a project that was chosen by hand needs its own resource.',
  incident:
    'For whoever takes access away (`revoke`, `clean`) or mends an API server’s certificate (`san`), beside both.',
  granting:
    'For whoever gives roles inside clusters (`access grant`, `access withdraw`), beside the first two. They have to ' +
    'administer the cluster as well.',
};

/** The policies of people, as the program prints them, for whoever has to approve them. */
export function policiesPage() {
  return page(
    'RAM policies of people',
    'As `ackring policy` prints them for any account and region; narrow `cluster/*` to the clusters meant. ' +
      'Those of the rotation depend on its configuration: `ackring policy --config FILE`.',
    ...personPolicyNames.flatMap(policyPart),
  );
}

function policyPart(name) {
  const policy = personPolicy(name);
  const unscoped = unscopedActions(policy).map(code);
  return [
    `## \`ackring policy --for ${name}\``,
    remarks[name],
    `\`\`\`json\n${JSON.stringify(policy, null, 2)}\n\`\`\``,
    unscoped.length === 0
      ? ''
      : `No tag and no resource group narrows these, they need \`*\`: ${unscoped.join(', ')}.`,
  ];
}
