import type { FastifyReply, FastifyRequest } from 'fastify';
import { isSayable } from '../graph/texts.ts';
import { tell } from '../words/sentence.ts';

const UNSAYABLE = [
  'The address holds what no text does: the character NUL (%00), or half of a character.',
  '地址里有文字中不会有的字符（%00 或半个字符）：请改正后再试。',
] as const;

/**
 * Hook: an address in whose path or query a text stands that is none, such as %00, is refused before any route looks at it:
 * no name, code or date has such a character, and the database takes none.
 */
export async function refuseUnreadable(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const given = [request.params, request.query].flatMap((each) => Object.entries(each ?? {}).flat(2));
  if (given.every((text) => typeof text !== 'string' || isSayable(text))) return undefined;
  return reply
    .code(400)
    .header('cache-control', 'no-store')
    .send({ code: 'BAD_REQUEST', ...tell(UNSAYABLE) });
}
