import { definitionText, slot, type DefinitionWords } from '../kernel/graph/definition-words.ts';
import { Language } from '../kernel/graph/language.ts';
import type { Evaluation, EvaluationUnit } from './evaluation.types.ts';

type EvaluationSlot = 'within' | 'from' | 'to' | 'unit' | 'scheme';

const units: Readonly<Record<EvaluationUnit, Readonly<Record<Language, string>>>> = {
  SUBDISTRICT: { ZH: '街道（案件上报时所在）', EN: 'subdistrict, of the ground when they were reported' },
  COMMUNITY: { ZH: '社区（案件上报时所在）', EN: 'community, of the ground when they were reported' },
  DEPARTMENT: {
    ZH: '职能部门（正在处置或最后处置的）',
    EN: 'department that handles them or handled them last',
  },
};

const words: Readonly<Record<Language, DefinitionWords<EvaluationSlot>>> = {
  ZH: [
    ...[
      '综合评价：',
      slot('within'),
      '范围内的案件，',
      slot('from'),
      '至',
      slot('to'),
      '（北京时间，含首尾两日），按',
      slot('unit'),
    ],
    ...[
      '分列，评分办法：',
      slot('scheme'),
      '。按期结案率、结案率的分母：期内到期的，减去缓办的；分子：其中按期结案的、期末前结案的。',
    ],
    '返工率、二次派遣率的分母：期内结案的；反复发案率的分母：期内上报的。不予立案和作废的不计；尚未发生的不计；',
    '无案件的问题不在其中。分母为0时无比率，不作0计。',
  ],
  EN: [
    ...[
      'Cases within ',
      slot('within'),
      ' from ',
      slot('from'),
      ' to ',
      slot('to'),
      ' (days of China, both included), by ',
    ],
    ...[
      slot('unit'),
      '; scores by ',
      slot('scheme'),
      '. Denominator of on-time closure and closure: due in the period less ',
    ],
    'suspended; numerator: those of them closed on time, or by the end of the period. Denominator of rework and second dispatch: ',
    'closed in the period; of recurrence: reported in it. Cases that ended unhandled count nowhere, nor does what has not ',
    'happened yet, nor an issue without a case. No rate where the denominator is 0: unknown is not 0.',
  ],
};

const states = {
  ZH: { frozen: '结果已定格，此后案件的变化不计。', live: '未定格，随案件变化。' },
  EN: {
    frozen: ' The results are frozen: what became of the cases later changes nothing.',
    live: ' Not frozen: the results follow the cases.',
  },
} as const;

/** What an evaluation means: whose cases, of when, counted as what, and what is left out. */
export function evaluationDefinition(
  { within, from, to, unit, scheme, frozenAt }: Evaluation,
  language: Language,
): string {
  const title = language === Language.ZH ? scheme.titleZh : scheme.titleEn;
  const values = { within, from, to, unit: units[unit][language], scheme: `${title} ${scheme.version}` };
  return definitionText(words[language], values) + states[language][frozenAt ? 'frozen' : 'live'];
}
