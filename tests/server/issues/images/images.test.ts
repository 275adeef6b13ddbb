import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp, type App } from '../../../../server/app.ts';
import { readEnv } from '../../../../server/env.ts';
import { drawAnew } from '../../../../server/issues/images/draw-anew.ts';
import type { Viewer } from '../../../../server/kernel/access/viewer.ts';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { ReadSession } from '../../../../server/kernel/database/read-session.ts';
import { ask, refusal } from '../../../support/ask.ts';
import { aCaseTown, aKey, report, type CaseTown } from '../../../support/case-factories.ts';
import { ownDatabase } from '../../../support/test-database.ts';
import { Wanderer } from '../../../support/web-browser.ts';

const NOISE = { type: 'gaussian', mean: 128, sigma: 60 } as const;

/** A photograph as a phone makes it: lying on its side, with where and when it was taken. */
function photo(width = 2400, height = 1200): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: '#456', noise: NOISE } })
    .withExif({
      IFD0: { Make: 'SecretPhone', Copyright: 'SecretOwner' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '36/1 3/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '120/1 18/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
}

const [APP0, APP1, APP15, COMMENT, SCAN] = [0xe0, 0xe1, 0xef, 0xfe, 0xda];

/** Markers of the segments ahead of the picture itself (ITU-T T.81, annex B): what is said of it stands in APP1 to APP15 and COM. */
function marked(jpeg: Buffer): number[] {
  const markers: number[] = [];
  for (let at = 2; jpeg[at] === 0xff && jpeg[at + 1] !== SCAN; at += 2 + jpeg.readUInt16BE(at + 2))
    markers.push(jpeg[at + 1] ?? 0);
  return markers;
}

describe('An image that comes in', () => {
  test('is drawn anew: smaller, the right way up, and without where it was taken and with what', async () => {
    const file = await photo();
    expect(file.includes('Exif') && (await sharp(file).metadata()).orientation === 6).toBe(true);
    const { mediaType, bytes, width, height } = await drawAnew(file);
    expect([mediaType, width, height]).toEqual(['image/jpeg', 800, 1600]);
    const kept = await sharp(bytes).metadata();
    expect([kept.width, kept.height, kept.exif, kept.xmp, kept.iptc, kept.icc, kept.orientation]).toEqual([
      ...[800, 1600, undefined, undefined, undefined, undefined, undefined],
    ]);
    for (const trace of ['SecretPhone', 'SecretOwner']) expect(bytes.includes(trace)).toBe(false);
    expect(marked(file)).toContain(APP1);
    expect(marked(bytes).filter((marker) => marker > APP0 && marker <= APP15)).toEqual([]);
    expect(marked(bytes)).not.toContain(COMMENT);
  });

  test('stays small when it is small, and keeps what is see-through', async () => {
    const background = { r: 10, g: 20, b: 30, alpha: 0.5 };
    const png = await sharp({ create: { width: 40, height: 30, channels: 4, background } })
      .png()
      .toBuffer();
    expect(await drawAnew(png)).toMatchObject({ mediaType: 'image/webp', width: 40, height: 30 });
    const webp = await sharp(png).flatten().webp().toBuffer();
    expect(await drawAnew(webp)).toMatchObject({ mediaType: 'image/jpeg', width: 40, height: 30 });
  });

  test.each<[string, () => Promise<Buffer>]>([
    ['nothing', async () => Buffer.alloc(0)],
    ['a drawing that may hold a program (SVG)', async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a page', async () => Buffer.from('<!doctype html><script>alert(1)</script>')],
    [
      'an animation of another kind',
      () =>
        sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
          .gif()
          .toBuffer(),
    ],
    ['a photograph that breaks off', async () => (await photo(600, 600)).subarray(0, 20_000)],
    [
      'the first bytes of a photograph and then something else',
      async () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.from('<script>')]),
    ],
    [
      'a small file with a huge picture',
      () =>
        sharp({ create: { width: 9000, height: 6000, channels: 3, background: 'red' } })
          .png()
          .toBuffer(),
    ],
  ])('is refused when it is %s', async (_what, make) => {
    await expect(drawAnew(await make())).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', argument: 'image' },
    });
  });
});

describe('Images of a case', () => {
  let database: Database;
  let town: CaseTown;
  let app: App;
  let url: string;
  let code: string;
  let file: Buffer;
  beforeAll(async () => {
    database = await ownDatabase('empty');
    await database.dataSource.transaction(async (manager) => {
      town = await aCaseTown(manager);
      await manager.query(`update data_source set provenance = 'SYNTHETIC'`);
    });
    app = await createApp({ env: { ...readEnv({}), logLevel: 'silent' }, database, client: null, demoPosts: true });
    url = await app.fastify.listen({ host: '127.0.0.1', port: 0 });
    code = await newCase();
    file = await photo(300, 200);
  });
  afterAll(async () => {
    await app.close();
    await database.close();
  });

  async function asked<T>(viewer: Viewer | null, work: (session: ReadSession) => Promise<T>): Promise<T> {
    const session = new ReadSession(database.dataSource, viewer);
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  }
  const newCase = async (): Promise<string> => (await asked(town.grid, (session) => report(session))).issue.code;

  /** A browser in which this post is signed in. */
  async function browserOf({ postCode }: Viewer): Promise<Wanderer> {
    const browser = new Wanderer();
    const body = JSON.stringify({ post: postCode });
    await browser.go(`${url}/sign-in/demo`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    return browser;
  }
  const send = (
    browser: Wanderer,
    issue: string,
    bytes: Buffer,
    headers: Record<string, string> = {},
  ): Promise<Response> =>
    browser.go(`${url}/issues/${issue}/images`, {
      method: 'POST',
      headers: { 'content-type': 'image/jpeg', 'idempotency-key': aKey(), ...headers },
      body: new Uint8Array(bytes),
    });
  const told = async (answer: Response): Promise<unknown[]> => {
    const { code: said, message } = (await answer.json()) as { code: string; message: string };
    return [answer.status, said, message];
  };

  test('are added by those who work on it and shown to those who see it, and that is written down', async () => {
    const added = await send(await browserOf(town.grid), code, file);
    expect(added.status).toBe(201);
    const { id } = (await added.json()) as { id: string };
    const browser = await browserOf(town.official);
    const shown = await browser.go(`${url}/issues/${code}/images/${id}`);
    expect([shown.status, shown.headers.get('content-type'), shown.headers.get('content-disposition')]).toEqual([
      ...[200, 'image/jpeg', 'inline'],
    ]);
    expect(shown.headers.get('cache-control')).toBe('private, no-store');
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff');
    const bytes = Buffer.from(await shown.arrayBuffer());
    expect(bytes.includes('Secret')).toBe(false);
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'jpeg', width: 200, height: 300 });

    const query = `{ issueByCode(code: "${code}") { case { images { id width height byteCount address } } } }`;
    expect(await asked(town.official, (session) => ask(session, query))).toEqual({
      issueByCode: {
        case: {
          images: [{ id, width: 200, height: 300, byteCount: bytes.length, address: `/issues/${code}/images/${id}` }],
        },
      },
    });
    expect(await asked(town.dashboard, (session) => refusal(session, query))).toMatchObject({ code: 'FORBIDDEN' });
    const noted = await database.dataSource.query(
      `select action, post_code, subject from audit_entry where action like 'IMAGE_%' order by id`,
    );
    expect(noted).toEqual([
      { action: 'IMAGE_ADDED', post_code: town.grid.postCode, subject: code },
      { action: 'IMAGE_SEEN', post_code: town.official.postCode, subject: code },
    ]);
  });

  test('do not exist for those who may not see the case, and not at all for nobody', async () => {
    const issue = await newCase();
    const { id } = (await (await send(await browserOf(town.grid), issue, file)).json()) as { id: string };
    for (const viewer of [town.stranger, town.otherDepartment, town.dashboard, town.administrator]) {
      const browser = await browserOf(viewer);
      const answers = [await browser.go(`${url}/issues/${issue}/images/${id}`), await send(browser, issue, file)];
      expect([viewer.kind, answers[0]?.status]).toEqual([viewer.kind, 404]);
      expect([viewer.kind, answers[1]?.status]).toEqual([viewer.kind, viewer.kind === 'DASHBOARD' ? 403 : 404]);
    }
    const nobody = new Wanderer();
    expect((await nobody.go(`${url}/issues/${issue}/images/${id}`)).status).toBe(401);
    expect((await send(nobody, issue, file)).status).toBe(401);
    const official = await browserOf(town.official);
    expect((await official.go(`${url}/issues/${code}/images/${id}`)).status).toBe(404);
    expect((await official.go(`${url}/issues/${issue}/images/x`)).status).toBe(404);
    const foreign = await send(official, issue, file, { origin: 'https://elsewhere.example' });
    expect(foreign.status).toBe(401);
  });

  test('sent twice under one key are there once; another one under it is a conflict', async () => {
    const issue = await newCase();
    const browser = await browserOf(town.grid);
    const key = { 'idempotency-key': aKey() };
    const answers = await Promise.all([send(browser, issue, file, key), send(browser, issue, file, key)]);
    const ids = await Promise.all(answers.map((answer) => answer.json() as Promise<{ id: string }>));
    expect(ids[0]).toEqual(ids[1]);
    expect(await count(issue)).toBe(1);
    expect((await told(await send(browser, issue, await photo(20, 20), key))).slice(0, 2)).toEqual([409, 'CONFLICT']);
    expect(await count(issue)).toBe(1);
  });

  test('are six at most, also when they are sent at once', async () => {
    const issue = await newCase();
    const browser = await browserOf(town.grid);
    const small = await photo(20, 20);
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(browser, issue, small)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 201, 201, 201, 409, 409]);
    expect(await count(issue)).toBe(6);
  });

  test('are refused with a sentence when they are too large, of another kind or without a key', async () => {
    const browser = await browserOf(town.grid);
    expect(await told(await send(browser, code, Buffer.alloc(8 * 1024 * 1024 + 1)))).toEqual([
      ...[413, 'PAYLOAD_TOO_LARGE', 'An image has 8 MB at most.'],
    ]);
    expect(await told(await send(browser, code, Buffer.from('<svg/>'), { 'content-type': 'image/svg+xml' }))).toEqual([
      ...[415, 'UNSUPPORTED_MEDIA_TYPE', 'Send the bytes as one of image/jpeg, image/png, image/webp.'],
    ]);
    expect((await told(await send(browser, code, Buffer.from('<svg/>')))).slice(0, 2)).toEqual([400, 'BAD_USER_INPUT']);
    expect((await told(await send(browser, code, file, { 'idempotency-key': '' })))[0]).toBe(400);
  });

  const count = async (issue: string): Promise<number> => {
    const [row] = await database.dataSource.query<{ count: number }[]>(
      'select count(*)::int as count from issue_image m join issue i on i.id = m.issue_id where i.code = $1',
      [issue],
    );
    return row?.count ?? 0;
  };
});
