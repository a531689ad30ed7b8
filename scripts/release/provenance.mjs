/**
 * An in-toto statement (SLSA provenance v1) of what a release was made from. It states what this build knows; CI
 * signs its own statement, which says who ran it.
 */
export function provenance({ sums, commit, date, homepage, node, pnpm }) {
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: sums.map(({ name, sha256 }) => ({ name, digest: { sha256 } })),
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: `${homepage}/blob/main/docs/releasing.md`,
        externalParameters: { command: `npx -y pnpm@${pnpm} pack:release` },
        internalParameters: { executables: { node }, pnpm },
        resolvedDependencies: [
          {
            uri: `git+${homepage}`,
            ...(commit === null ? {} : { digest: { gitCommit: commit } }),
          },
        ],
      },
      runDetails: {
        builder: { id: `${homepage}/blob/main/scripts/pack.mjs` },
        metadata: date === null ? {} : { startedOn: date, finishedOn: date },
      },
    },
  };
  return `${JSON.stringify(statement, null, 2)}\n`;
}
