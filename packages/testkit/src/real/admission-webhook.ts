import { createServer } from 'node:https';
import { json } from 'node:stream/consumers';
import { portOf } from '@ackring/emulator/http/listener';
import { createAuthority } from '@ackring/emulator/pki/certificate';
import { issueServerCertificate } from '@ackring/emulator/pki/issue';
import { createKeyPool } from '@ackring/emulator/pki/key-pool';
import type { RealApiServer } from './real-api-server.js';

/** The Secret that somebody wants to write, as the API server shows it. */
export type Reviewed = Readonly<Record<string, unknown>>;

/** A verdict of `AdmissionResponse`: allowed, or refused with these members of a Status. */
export type Verdict = { readonly allowed: true } | { readonly allowed: false; readonly status?: object };

/** A webhook on 127.0.0.1 that a real kube-apiserver asks about each Secret that is made or changed in `ci`. */
export interface AdmissionWebhook extends AsyncDisposable {
  /** From now on it judges so. */
  judge(by: (secret: Reviewed) => Verdict): void;
  /** From now on it cannot be reached. */
  stop(): Promise<void>;
}

export const webhookName = 'secrets.policy.example.com';

/** Starts it, and has the server ask it: by the first answer it is asked. It allows everything at first. */
export async function startAdmissionWebhook(server: RealApiServer): Promise<AdmissionWebhook> {
  const keys = createKeyPool();
  const from = new Date(Date.now() - 86_400_000);
  const authority = createAuthority(
    { organization: 'example', organizationalUnit: null, commonName: 'webhooks' },
    await keys.take(),
    from,
  );
  const own = await keys.take();
  const cert = issueServerCertificate({ authority, keys: own, names: ['127.0.0.1'], from });
  let verdict: (secret: Reviewed) => Verdict = () => ({ allowed: true });
  let asked = 0;
  const key = own.privateKey.export({ type: 'pkcs8', format: 'pem' });
  const listener = createServer({ key, cert }, async (request, response) => {
    asked += 1;
    const { uid, object } = Object(await json(request)).request;
    const answer = { uid, ...verdict(object) };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: answer }),
    );
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${portOf(listener.address())}/judge`;
  await server.create(
    '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
    configuration(url, authority.certificate),
  );
  await untilAsked(server, () => asked > 0);
  const stop = async (): Promise<void> => {
    listener.closeAllConnections();
    await new Promise((resolve) => listener.close(resolve));
  };
  return {
    judge: (by) => {
      verdict = by;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function configuration(url: string, authority: string): object {
  return {
    metadata: { name: 'secrets' },
    webhooks: [
      {
        name: webhookName,
        clientConfig: { url, caBundle: Buffer.from(authority).toString('base64') },
        rules: [
          { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['secrets'] },
        ],
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ci' } },
        failurePolicy: 'Fail',
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        timeoutSeconds: 5,
      },
    ],
  };
}

/** A configuration is known a moment after it is stored. */
async function untilAsked(server: RealApiServer, isAsked: () => boolean): Promise<void> {
  for (let attempt = 0; !isAsked(); attempt += 1) {
    if (attempt > 600) throw new Error('the webhook is not asked');
    const metadata = { generateName: 'probe-' };
    await server.ask(server.admin, 'POST', '/api/v1/namespaces/ci/secrets?dryRun=All', { metadata });
  }
}
