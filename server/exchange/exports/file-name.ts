/** What no file system takes in a name, and what would be a heading or a path. */
// eslint-disable-next-line no-control-regex
const NOT_IN_NAMES = /[\u0000-\u001f\u007f"\\/:*?<>|%]/g;

/**
 * Content-Disposition of a file to be kept: the Chinese name (RFC 8187, as RFC 6266 uses it), and an ASCII one for those who do not
 * read that.
 */
export function attachment(name: string, asciiName: string): string {
  const plain = asciiName.replace(/[^A-Za-z0-9._-]/g, '-');
  const encoded = encodeURIComponent(name.replace(NOT_IN_NAMES, '-')).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** What names of files keep of filters at most, in characters: file systems take 255 bytes, and a Chinese sign is three. */
const MAX_FILTERS = 40;

/** Filters as parts of a name; those that no longer fit are counted, so that nobody takes the file for more than it is. */
export function filterParts(filters: readonly string[], more: (count: number) => string): string[] {
  const parts: string[] = [];
  let length = 0;
  for (const filter of filters) {
    if ((length += filter.length) > MAX_FILTERS) return [...parts, more(filters.length - parts.length)];
    parts.push(filter);
  }
  return parts;
}
