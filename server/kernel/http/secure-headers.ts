import type { FastifyReply, FastifyRequest } from 'fastify';

/** maplibre-gl draws in a worker and makes images from blobs; React and the map set styles on elements. */
const clientPolicy = policy({
  'default-src': `'self'`,
  'script-src': `'self'`,
  'worker-src': `'self' blob:`,
  'style-src': `'self' 'unsafe-inline'`,
  'img-src': `'self' data: blob:`,
  'font-src': `'self' data:`,
  'connect-src': `'self' data: blob:`,
  'object-src': `'none'`,
  'base-uri': `'self'`,
  'form-action': `'self'`,
  'frame-ancestors': `'self'`,
});

export async function secureHeaders(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.headers({
    // A page with needs of its own, such as GraphiQL, sets its own policy.
    'content-security-policy': clientPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), payment=(), usb=(), geolocation=(self)',
  });
}

function policy(parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts)
    .map(([name, sources]) => `${name} ${sources}`)
    .join('; ');
}
