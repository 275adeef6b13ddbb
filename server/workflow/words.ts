/** A title in both languages of the house. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}
