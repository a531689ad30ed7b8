import { claimTable } from '../../packages/core/dist/claims/table.js';
import { code, page, table } from './markdown.mjs';

/** What the program says of the world, and what it takes to say it. */
export function claimsPage() {
  return page(
    'Claims',
    'Each of these claims is made in one place, from what was observed; what ' +
      'decides nothing is unknown, and says what would tell. Only the cluster speaks for the cluster: its API server at an ' +
      'endpoint that the cloud names. Generated worlds hold each claim against what a key can really do: ' +
      '`node test/dist/soak/claims.soak.js`, on real API servers with `npx -y pnpm@12 test:long`.',
    ...claimTable.flatMap(({ name, says, needs, neverFrom, rules }) => [
      `## ${name}`,
      `That ${says}. It needs ${needs.join('; ')}. It never follows from ${neverFrom.join('; ')}.`,
      table(
        ['rule', 'the claim is', 'when'],
        Object.entries(rules).map(([rule, [kind, when]]) => [code(rule), kind, when]),
      ),
    ]),
  );
}
