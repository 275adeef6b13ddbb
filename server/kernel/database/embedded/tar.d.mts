export interface TarEntry {
  name: string;
  isFolder: boolean;
  content: Buffer;
}

export function tarEntries(
  stream: AsyncIterable<Buffer>,
  isWanted?: (name: string) => boolean,
): AsyncGenerator<TarEntry, void>;
