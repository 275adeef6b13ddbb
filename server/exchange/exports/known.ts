/** If-None-Match by the weak comparison of RFC 9110, section 8.8.3.2. */
export function isKnown(header: string | undefined, tag: string): boolean {
  const bare = (each: string): string => each.trim().replace(/^W\//, '');
  return header?.split(',').some((each) => each.trim() === '*' || bare(each) === bare(tag)) ?? false;
}
