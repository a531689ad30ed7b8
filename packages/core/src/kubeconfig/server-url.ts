/** A URL without the name and password that some write into it: it is shown, sorted and searched. */
export function withoutLogin<Url extends string | null>(url: Url): Url | string {
  return url?.includes('@') ? url.replace(/\/\/[^/@]*@/, '//REDACTED@') : url;
}
