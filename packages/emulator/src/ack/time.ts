/** RFC 3339 in UTC to the second, as the kubeconfig calls write it. */
export function utcTime(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
