import sharp from 'sharp';
import { badInput } from '../../kernel/graph/errors.ts';

export const MAX_IMAGE_BYTES = 8 * 1024 * 1024;
/** Pixels of an image at most before it is opened: a small file may hold a very large picture. */
export const MAX_PIXELS = 50_000_000;
/** The longer side of what is kept. */
export const MAX_SIDE = 1600;
const SECONDS = 15;
/** Pictures that are drawn at a time: each takes a core and up to 200 MB. */
const AT_ONCE = 2;

export interface DrawnImage {
  readonly mediaType: 'image/jpeg' | 'image/webp';
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
}

/** What a file is, by its first bytes: what its sender says of it counts for nothing. */
const SIGNATURES: readonly (readonly [type: string, fits: (bytes: Buffer) => boolean])[] = [
  ['image/jpeg', (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))],
  ['image/png', (bytes) => bytes.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))],
  ['image/webp', (bytes) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP'],
];

export const IMAGE_TYPES = SIGNATURES.map(([type]) => type);

let drawing = 0;
const waiting: (() => void)[] = [];

/**
 * Draws a photograph anew: nothing of the file is kept but what is to be seen, turned the right way up and at most 1600 pixels
 * wide or high. Where and when it was taken and with what (EXIF, XMP, IPTC, previews inside) stay behind.
 */
export async function drawAnew(file: Buffer): Promise<DrawnImage> {
  if (!SIGNATURES.some(([, fits]) => fits(file))) {
    throw badInput('image', `This is not an image that is taken here: send one of ${IMAGE_TYPES.join(', ')}.`);
  }
  if (drawing >= AT_ONCE) await new Promise<void>((go) => waiting.push(go));
  else drawing += 1;
  try {
    return await draw(file);
  } catch {
    throw badInput(
      'image',
      `The image cannot be read, or has more than ${MAX_PIXELS / 1_000_000} million pixels: send it anew or smaller.`,
    );
  } finally {
    const next = waiting.shift();
    if (next) next();
    else drawing -= 1;
  }
}

async function draw(file: Buffer): Promise<DrawnImage> {
  const opened = sharp(file, { limitInputPixels: MAX_PIXELS, failOn: 'error', pages: 1, sequentialRead: true });
  const { hasAlpha } = await opened.metadata();
  const picture = opened
    .timeout({ seconds: SECONDS })
    .autoOrient()
    .resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb');
  const { data, info } = await (hasAlpha ? picture.webp({ quality: 80 }) : picture.jpeg({ quality: 80 })).toBuffer({
    resolveWithObject: true,
  });
  return {
    mediaType: hasAlpha ? 'image/webp' : 'image/jpeg',
    bytes: data,
    width: info.width,
    height: info.height,
  };
}
