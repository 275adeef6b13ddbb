import { slot, type DefinitionWords } from '../kernel/graph/definition-words.ts';
import { Language } from '../kernel/graph/language.ts';

/** What a definition says of particular counts. */
export type CountsSlot = 'areaName' | 'asOf' | 'category';

/** What counts of issues say: what is counted, as what, where, and what nobody knows. */
export function countsDefinition(language: Language, ofCategory: boolean): DefinitionWords<CountsSlot> {
  if (language === Language.ZH) {
    return [
      ...[slot('areaName'), '问题数，截至', slot('asOf'), '日终，含有案件和无案件的问题。'],
      ...(ofCategory ? ['仅计类别', slot('category'), '及其小类。'] : []),
      '未结：该日及以前上报、其时未结的；已结：该日及以前结案的；合计＝未结＋已结。问题按该日所在的区域计入其各上级区域；',
      '本级未结：直接位于本区域、不在任何下级区域的。只计已上报的：未上报的情况不明，0不表示没有问题。',
    ];
  }
  return [
    ...['Issues in ', slot('areaName'), ' at the end of ', slot('asOf'), ', with a case or without.'],
    ...(ofCategory ? [' Only category ', slot('category'), ' with its minor ones.'] : []),
    ' Open: reported by that day and not closed by then. Closed: closed by that day. Total: open and closed. An issue counts for ',
    'every area above the one it is placed at on that day. Open here: placed at the area itself and in none of its children. ',
    'Only what was reported is counted: what was not is unknown, and 0 does not say that there is nothing wrong.',
  ];
}
