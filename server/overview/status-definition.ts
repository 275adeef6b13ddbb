import { definitionText, slot, type DefinitionWords } from '../kernel/graph/definition-words.ts';
import type { Language } from '../kernel/graph/language.ts';

/** The columns of a map that count something else than grids. */
export type CountedStatus = 'OPEN_ISSUES' | 'PARTY_COMMITTEES' | 'OVERDUE' | 'NEARLY_DUE';

const date = slot('asOf');
const definitions: Readonly<Record<CountedStatus, Readonly<Record<Language, DefinitionWords<'asOf'>>>>> = {
  OPEN_ISSUES: {
    ZH: [
      ...[
        '各区域未结问题数，截至',
        date,
        '日终：该日及以前上报、其时未结的，含有案件和无案件的，按该日所在区域计；不在所列区域内的',
      ],
      '另计。只计已上报的：未上报的情况不明，0不表示没有问题。',
    ],
    EN: [
      ...[
        'Open issues of each area at the end of ',
        date,
        ': reported by that day and not closed by then, with a case or ',
      ],
      'without, by the area they are placed at on that day; those in none of the areas are told apart. Only what was reported is ',
      'counted: what was not is unknown, and 0 does not say that there is nothing wrong.',
    ],
  },
  PARTY_COMMITTEES: {
    ZH: [
      ...[
        '各区域楼宇党委数，截至',
        date,
        '日终：该日已成立、尚未撤销的，按驻地所在社区计入其各上级区域，社区以下不计；',
      ],
      '不在所列区域内的另计。只计在册的：未登记的情况不明。',
    ],
    EN: [
      ...[
        'Building Party committees of each area at the end of ',
        date,
        ': established by that day and not dissolved by then, ',
      ],
      'by the community of their seat and the areas above it, never below; those in none of the areas are told apart. Only those ',
      'on record are counted: what is not on record is unknown.',
    ],
  },
  OVERDUE: {
    ZH: [
      ...['各区域超时案件数，', date, '当前：未结案件中环节时限或总时限已过的，缓办的不计；仅限本岗位可见的案件，'],
      '不在所列区域内的另计。没有时限依据的，是否超时不明，不计。',
    ],
    EN: [
      ...[
        'Overdue cases of each area, now (',
        date,
        '): open ones with the deadline of the stage or of the whole case passed, ',
      ],
      'suspended ones left out; of the cases that the post may see. Those in none of the areas are told apart. Where nothing says ',
      'how long a case may take, it is unknown whether it is late, and it is not counted.',
    ],
  },
  NEARLY_DUE: {
    ZH: [
      ...[
        '各区域临期案件数，',
        date,
        '当前：未结、未超时而剩余时间少于时限规则所定临期标准的，缓办的不计；仅限本岗位可见的案件，',
      ],
      '不在所列区域内的另计。没有时限依据的，是否临期不明，不计。',
    ],
    EN: [
      ...[
        'Cases of each area that are nearly due, now (',
        date,
        '): open and not late, with less time left than the rule of the ',
      ],
      'deadline calls nearly due, suspended ones left out; of the cases that the post may see. Those in none of the areas are told ',
      'apart. Where nothing says how long a case may take, it is unknown whether it is due, and it is not counted.',
    ],
  },
};

/** What a column counts, in whole sentences. */
export function statusDefinition(status: CountedStatus, asOf: string, language: Language): string {
  return definitionText(definitions[status][language], { asOf });
}
