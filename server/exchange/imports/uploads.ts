/** Files that are sent to this server: so many at a time, each read apart from the others. */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerOf } from '../../kernel/http/caller.ts';
import { Line } from '../../kernel/http/line.ts';
import { Places } from '../../kernel/http/places.ts';
import { whenDone } from '../../kernel/http/when-done.ts';
import type { Told } from '../../kernel/words/sentence.ts';
import { refusal } from '../words/refusals.ts';
import { RequestWrong } from './import-request.ts';

/** Bytes of an upload at most. Larger files come in by the command line. */
export const MAX_UPLOAD_BYTES = 256 * 1024 * 1024;
/** Uploads that are read at a time: each holds the database and a core. The next wait in line. */
const READ_AT_ONCE = { total: 1, perCaller: 1 };
/** Uploads that arrive, wait or are read at a time: one that comes slowly takes the turn of nobody else. */
const UNDER_WAY = { total: 6, perCaller: 2 };

export class TooLarge extends Error {}

export class Uploads {
  private readonly underWay = new Places(UNDER_WAY);
  private readonly turns = new Line(READ_AT_ONCE);

  constructor(private readonly stopping: () => AbortSignal) {}

  /** Has the file of a request, when its turn has come, and no longer than the work with it takes. */
  async receive(
    request: FastifyRequest,
    reply: FastifyReply,
    work: (path: string, signal: AbortSignal) => Promise<FastifyReply>,
  ): Promise<FastifyReply> {
    const caller = callerOf(request);
    const full = this.underWay.full(caller);
    if (full !== null) {
      reply.header('retry-after', 10);
      return refuse(reply, full === 'ALL' ? 503 : 429, refusal('BUSY'));
    }
    whenDone(request, reply, this.underWay.take(caller));
    let giveBack: (() => void) | null = null;
    const folder = await mkdtemp(join(tmpdir(), 'louyuan-atlas-upload-'));
    try {
      const path = join(folder, 'file');
      await pipeline(request.body as Readable, limited(MAX_UPLOAD_BYTES), createWriteStream(path));
      giveBack = await this.turns.take(caller, (leave) => whenDone(request, reply, leave));
      if (!giveBack) throw new RequestWrong(refusal('BAD_REQUEST.senderLeft'));
      return await work(path, this.stopping());
    } finally {
      giveBack?.();
      await rm(folder, { recursive: true, force: true });
    }
  }
}

function limited(bytes: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen > bytes) done(new TooLarge());
      else done(null, chunk);
    },
  });
}

export function refuse(reply: FastifyReply, status: number, told: Told & { readonly reason: string }): FastifyReply {
  const { reason: code, message, messageZh } = told;
  return reply.code(status).send({ code, message, messageZh });
}
