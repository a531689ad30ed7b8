import type { Specimen } from '@ackring/testkit/specimen';

/** A kubeconfig with this many contexts (x0, x1, …), in kubectl's layout. */
export function manyContexts(size: number, specimens: readonly Specimen[]): string {
  const numbers = Array.from({ length: size }, (_, index) => index);
  const of = (number: number) => specimens[number % specimens.length];
  const base64 = (text: string | undefined) => Buffer.from(text ?? '').toString('base64');
  const encoded = new Map(
    specimens.map((each) => [
      each,
      { ca: base64(each.authority), certificate: base64(each.certificate), key: base64(each.key) },
    ]),
  );
  const material = (number: number) => encoded.get(of(number) ?? ({} as Specimen));
  return `apiVersion: v1
clusters:
${numbers.map((n) => `- cluster:\n    certificate-authority-data: ${material(n)?.ca}\n    server: https://203.0.113.${n % 256}:6443\n  name: c${n}\n`).join('')}contexts:
${numbers.map((n) => `- context:\n    cluster: c${n}\n    user: u${n}\n  name: x${n}\n`).join('')}current-context: x0
kind: Config
preferences: {}
users:
${numbers.map((n) => `- name: u${n}\n  user:\n    client-certificate-data: ${material(n)?.certificate}\n    client-key-data: ${material(n)?.key}\n`).join('')}`;
}
