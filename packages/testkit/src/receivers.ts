import { startEmulator } from '@ackring/emulator/start';

/** For tests: a cloud without clusters, and a client that posts JSON to one of its receivers. */
export async function receivers() {
  const emulator = await startEmulator({ scenario: { clusters: [] } });
  const post = async (url: string, body: unknown) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      redirect: 'manual',
    });
    const text = await response.text();
    return { status: response.status, text, headers: Object.fromEntries(response.headers) };
  };
  return { emulator, post, services: emulator.services, [Symbol.asyncDispose]: emulator.stop };
}
