import { refusalAnswer } from './format-error.ts';
import { PrintTooLarge, printAnswer } from './json-text.ts';
import { answerTooLarge } from './limits.ts';

/** The text of an answer; of one that is larger than that, the refusal. */
export function printWithin(maxBytes: number, answer: object): string {
  try {
    return printAnswer(answer, maxBytes);
  } catch (error) {
    if (!(error instanceof PrintTooLarge)) throw error;
    return printAnswer(refusalAnswer(answerTooLarge(maxBytes)));
  }
}
