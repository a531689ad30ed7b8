// The commands as data in the bundle: help and completion load none of their code.

const catalogModule = /\/tui\/src\/shell\/catalog\.ts$/;

/** An esbuild plugin: the catalog's module returns the facts of the compiled commands. */
export const catalogAsData = {
  name: 'catalog-as-data',
  setup({ onLoad }) {
    onLoad({ filter: catalogModule }, async () => {
      const { commands } = await import('./dist/commands.js');
      const facts = (await commands.describeAll()).map(({ run, refusal, ...each }) => each);
      // Parsed as JSON, which is faster than code.
      const json = JSON.stringify(JSON.stringify(facts));
      return { contents: `export const readCatalog = async () => JSON.parse(${json});` };
    });
  },
};
