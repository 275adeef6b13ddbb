import type { ExchangeLayer } from '../../kernel/exchange/layer.ts';
import type { GraphContext } from '../../kernel/graph/context.ts';
import { featureLists } from './feature-lists.ts';
import type { FilterValues } from './filter-values.ts';

/**
 * The filters of an export as people read them, by parameter: "物业服务：无". Words are those of the filter, of the field of the
 * same name or title, or of the code book; what none of them knows, such as a day, stands for itself.
 */
export async function filterWords(
  context: GraphContext,
  { key, fields }: ExchangeLayer,
  values: FilterValues,
): Promise<Record<string, string>> {
  const list = featureLists[key];
  const titles = (await list?.titles?.(context, values)) ?? {};
  const inWords = ([name, value]: [string, unknown]): [string, string] => {
    const { title = name, words } = list?.filters[name] ?? {};
    const known = words ?? fields.find((field) => field.name === name || field.title.zh === title)?.values;
    const word = titles[name] ?? known?.find((each) => each.value === String(value))?.title.zh ?? String(value);
    return [name, `${title}：${word}`];
  };
  return Object.fromEntries(values.entries().map(inWords));
}
