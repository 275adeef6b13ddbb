/** What a Chinese sentence must not have: signs of half width beside Chinese characters, and blanks that were not filled in. */
const HALF_WIDTH = /\p{Script=Han}[)”’]?[,;:!?()"']|[,;:!?()"']\p{Script=Han}|\p{Script=Han}\.(?!\w)|[）”] | [（“]/gu;

/** The faults of a sentence in the places where they stand; none where it is well. */
export function chineseFaults(sentence: string): string[] {
  const faults = [...sentence.matchAll(HALF_WIDTH)].map(({ 0: sign }) => `half width: ${sign}`);
  if (!/\p{Script=Han}/u.test(sentence)) faults.push('no Chinese');
  const blank = /\{\w+\}/.exec(sentence);
  if (blank) faults.push(`not filled in: ${blank[0]}`);
  return faults;
}
