import type { KubeconfigFiles } from '@ackring/core/adapters/kubeconfig-file/kubeconfig-file';
import type { Services } from '../services.js';

type KubeconfigServices = Pick<
  Services,
  'contexts' | 'kubeconfigs' | 'skipVerification' | 'redactedContext' | 'undo' | 'history'
>;

/** What the local kubeconfig files hold, and what was written to them. */
export function kubeconfigServices(
  files: () => Promise<KubeconfigFiles>,
  now: () => Date,
): KubeconfigServices {
  return {
    contexts: async (given) => {
      const [{ listContexts, listOrphans }, store] = await Promise.all([
        import('@ackring/core/kubeconfig/contexts'),
        files(),
      ]);
      const chosen = given ?? store.paths;
      const { kubeconfigs, problems } = await store.readAll(chosen);
      const entries = listContexts(kubeconfigs, now());
      const currentContext = kubeconfigs.find((each) => each.currentContext)?.currentContext ?? null;
      const orphans = listOrphans(kubeconfigs);
      return { files: chosen, entries, problems, currentContext, orphans };
    },
    kubeconfigs: async (given) => {
      const { kubeconfigs, problems } = await (await files()).readAll(given);
      const [problem] = problems;
      if (problem !== undefined && kubeconfigs.length === 0) throw problem.error;
      return { kubeconfigs, problems };
    },
    skipVerification: async ({ file, context }) => {
      const [{ skipVerification }, store] = await Promise.all([
        import('@ackring/core/kubeconfig/skip-verification'),
        files(),
      ]);
      await store.edit(file, (text) => skipVerification(text ?? '', { file, context }), {
        summary: `${context} no longer checks its server's certificate`,
      });
    },
    redactedContext: async ({ file, context }) => {
      const [{ redactedContext }, store] = await Promise.all([
        import('@ackring/core/kubeconfig/redact'),
        files(),
      ]);
      // kubectl joins entries across files: the context's own file has the first word, the others follow.
      const { kubeconfigs } = await store.readAll([...new Set([file, ...store.paths])]);
      return redactedContext(kubeconfigs, context);
    },
    undo: async () => (await files()).undo(),
    history: async () => (await files()).history(),
  };
}
