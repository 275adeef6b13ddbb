import type { Encoding } from './tile.ts';

const BOTH: readonly Encoding[] = ['br', 'gzip'];
/** Browsers send a few different headers; what they mean is worked out once. */
const MAX_KNOWN = 100;
const known = new Map<string, ReadonlySet<Encoding>>();

/** Which of our encodings an Accept-Encoding header takes; one that is named counts for itself, `*` for those that are not. */
export function acceptedEncodings(header: string | string[] | undefined): ReadonlySet<Encoding> {
  const text = String(header ?? '');
  const before = known.get(text);
  if (before) return before;
  const accepted = parse(text);
  if (known.size < MAX_KNOWN) known.set(text, accepted);
  return accepted;
}

function parse(header: string): ReadonlySet<Encoding> {
  const takes = new Map<string, boolean>();
  for (const part of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((word) => word.trim());
    const refused = parameters.some((parameter) => /^q\s*=\s*0(\.0*)?$/.test(parameter));
    if (name !== '') takes.set(name, !refused);
  }
  return new Set(BOTH.filter((encoding) => takes.get(encoding) ?? takes.get('*') ?? false));
}
