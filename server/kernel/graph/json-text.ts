import { randomUUID } from 'node:crypto';

/** Where the texts of the answer that is being printed are gathered, and what stands in their places meanwhile. */
let printing: {
  readonly placeholder: string;
  readonly texts: string[];
  bytes: number;
  readonly maxBytes: number;
} | null = null;

/** More would have to be printed than may be. */
export class PrintTooLarge extends Error {}

/** A value that is JSON text already, such as a geometry as the database prints it: it goes into the answer unread. */
export class JsonText {
  constructor(readonly text: string) {}

  /** To `JSON.stringify` anywhere else it is the value it stands for. */
  toJSON(): unknown {
    if (!printing) return JSON.parse(this.text);
    printing.texts.push(this.text);
    printing.bytes += this.text.length;
    if (printing.bytes > printing.maxBytes) throw new PrintTooLarge();
    return printing.placeholder;
  }
}

/**
 * Prints an answer as `JSON.stringify` would, with every JsonText put in as it is. (Parsing geometry only to print it again
 * costs more than all the rest of an answer with outlines.) The placeholder is drawn for this one answer when all its values
 * are there already, so none of them can contain it, and what is put in is not looked at again. Throws PrintTooLarge before
 * more than `maxBytes` are put together.
 */
export function printAnswer(answer: object, maxBytes = Infinity): string {
  const current = { placeholder: randomUUID(), texts: [] as string[], bytes: 0, maxBytes };
  printing = current;
  let shell: string;
  try {
    shell = JSON.stringify(answer);
  } finally {
    printing = null;
  }
  // A character of JavaScript is three bytes at most.
  const isNear = current.bytes + 3 * shell.length > maxBytes;
  if (isNear && current.bytes + Buffer.byteLength(shell) > maxBytes) throw new PrintTooLarge();
  if (current.texts.length === 0) return shell;
  const [first = '', ...rest] = shell.split(`"${current.placeholder}"`);
  return rest.reduce((text, after, i) => text + (current.texts[i] ?? '') + after, first);
}
