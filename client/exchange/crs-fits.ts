/** How well the rows of a file fit what is known when they are read in one system, as the server's evidence tells it. */
export interface CrsFit {
  readonly name: string;
  readonly rows: number;
  readonly metres: number;
}

const SENTENCE = /^Read as (.+), ([\d,]+) shapes? lies? ([\d.,]+) m from /;
const numberOf = (text: string): number => Number(text.replaceAll(',', ''));

/** The fits that the sentences tell, the closest first, and the sentences that tell something else. */
export function readEvidence(sentences: readonly string[]): { fits: CrsFit[]; other: string[] } {
  const fits: CrsFit[] = [];
  const other: string[] = [];
  for (const sentence of sentences) {
    const [, name = '', rows = '', metres = ''] = SENTENCE.exec(sentence) ?? [];
    if (name) fits.push({ name, rows: numberOf(rows), metres: numberOf(metres) });
    else other.push(sentence);
  }
  return { fits: fits.sort((one, other_) => one.metres - other_.metres), other };
}
