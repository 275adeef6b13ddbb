import type { EntityManager } from 'typeorm';
import type { ExchangeLayer } from '../../kernel/exchange/layer.ts';
import { exchangeLayers } from '../layers.ts';
import { askOf, bookOf, type Choice } from './value-words.ts';

interface DescribedField extends Pick<ExchangeLayer['fields'][number], 'name' | 'title' | 'type'> {
  readonly required: boolean;
  readonly choices?: readonly Choice[];
}

export interface DescribedLayer extends Pick<ExchangeLayer, 'key' | 'title' | 'geometry' | 'canEnd'> {
  readonly fields: readonly DescribedField[];
}

/** What files may hold, layer by layer and field by field, with the code books of today. */
export function describedLayers(manager: EntityManager): Promise<DescribedLayer[]> {
  return Promise.all(
    exchangeLayers.map(async ({ key, title, geometry, canEnd, fields }) => ({
      key,
      title,
      geometry,
      canEnd,
      fields: await Promise.all(
        fields
          .filter(({ outOnly }) => !outOnly)
          .map(async (field): Promise<DescribedField> => {
            const { name, title: named, required = false, type } = field;
            const book = await bookOf(askOf(manager), field);
            return { name, title: named, required, type, ...(book && { choices: book.choices }) };
          }),
      ),
    })),
  );
}
