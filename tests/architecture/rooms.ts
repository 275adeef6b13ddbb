/** The rooms of the house and where each may look. What is not listed is not allowed. */

export type Room = string;

const SERVER_FEATURES = [
  'land',
  'care',
  'offices',
  'posts',
  'workflow',
  'issues',
  'hard-issues',
  'evaluation',
  'live',
  'tiles',
  'overview',
  'exchange',
];
const CLIENT_FEATURES = [
  'land',
  'care',
  'offices',
  'posts',
  'live',
  'issues',
  'hard-issues',
  'evaluation',
  'overview',
  'exchange',
];
const features = SERVER_FEATURES.map((name) => `server/${name}`);
const belowPanels = ['client/i18n', 'client/ui', 'client/api', 'client/state', 'client/map'];
const panels = CLIENT_FEATURES.map((name) => `client/${name}`);

/** From a room to the rooms it may import. Every room may import itself. */
export const ARROWS: Readonly<Record<Room, readonly Room[]>> = {
  'server/env': [],
  'server/kernel': ['server/env'],
  'server/land': ['server/kernel'],
  'server/care': ['server/kernel', 'server/land'],
  'server/offices': ['server/kernel', 'server/land'],
  'server/posts': ['server/kernel', 'server/land'],
  'server/workflow': ['server/kernel'],
  'server/issues': ['server/kernel', 'server/land', 'server/care', 'server/posts', 'server/workflow'],
  'server/hard-issues': ['server/kernel', 'server/land', 'server/posts', 'server/workflow', 'server/issues'],
  'server/evaluation': ['server/kernel', 'server/land', 'server/posts', 'server/issues', 'server/hard-issues'],
  'server/live': ['server/kernel', 'server/land', 'server/care', 'server/issues'],
  'server/tiles': ['server/kernel', 'server/land'],
  'server/overview': ['server/kernel', 'server/land', 'server/care', 'server/offices', 'server/issues'],
  'server/exchange': ['server/kernel', 'server/land', 'server/care', 'server/offices', 'server/posts', 'server/issues'],
  // The lists of entities and resolvers, written by hand.
  'server/lists': ['server/kernel', ...features],
  'server/app': ['server/env', 'server/kernel', 'server/lists', ...features],
  geodata: ['server/env', 'server/kernel', 'server/lists', ...features],
  'server/entry': ['server/env', 'server/kernel', 'server/lists', 'server/app', 'geodata', ...features],
  'client/i18n': [],
  'client/ui': ['client/i18n'],
  'client/api': ['client/i18n', 'client/ui'],
  'client/state': ['client/i18n', 'client/ui', 'client/api'],
  'client/map': ['client/i18n', 'client/ui', 'client/api', 'client/state'],
  // As on the server: what stands on the land may look down at it.
  'client/land': belowPanels,
  'client/care': [...belowPanels, 'client/land'],
  'client/offices': [...belowPanels, 'client/land'],
  'client/posts': [...belowPanels, 'client/land'],
  'client/live': [...belowPanels, 'client/land'],
  'client/issues': [...belowPanels, 'client/land', 'client/posts', 'client/live'],
  'client/hard-issues': [...belowPanels, 'client/land', 'client/posts', 'client/live', 'client/issues'],
  'client/evaluation': [...belowPanels, 'client/land', 'client/posts', 'client/issues', 'client/hard-issues'],
  'client/overview': [...belowPanels, 'client/land', 'client/care', 'client/offices', 'client/issues'],
  'client/exchange': [...belowPanels, 'client/land'],
  'client/app': [...belowPanels, ...panels],
  'client/main': [...belowPanels, 'client/app'],
};

/** Packages that only some rooms may use: the browser does not get the server's, nor the server the browser's. */
export const PACKAGES: readonly { names: RegExp; rooms: RegExp; because: string }[] = [
  {
    names:
      /^(typeorm|pg|fastify|type-graphql|@apollo\/server|@electric-sql\/|@fastify\/|@as-integrations\/|node:|jose$|openid-client$|sharp$|ws$|graphql-ws\/use|graphql-sse\/lib\/use)/,
    rooms: /^(server|geodata|tests|config)/,
    because: 'it runs on the server only',
  },
  {
    names: /^(react|react-dom|maplibre-gl|@apollo\/client)(\/|$)/,
    rooms: /^(client|tests|config)/,
    because: 'it runs in the browser only',
  },
  {
    names: /^@electric-sql\//,
    rooms: /^(server\/kernel|tests|config)/,
    because: 'only the kernel knows which database it is',
  },
];

/** Scripts that write files of a room and are no part of it. */
const TOOLS = new Set(['client/api/generate-documents.ts']);
const LISTS = new Set(['server/entities.ts', 'server/resolvers.ts']);

/** The room a file stands in, by its path from the root of the repository. */
export function roomOf(path: string): Room {
  if (TOOLS.has(path)) return 'config';
  const [top = '', second = '', third] = path.split('/');
  if (top === 'geodata' || top === 'tests') return top;
  if (top === 'client') {
    if (third !== undefined) return `client/${second}`;
    return second.startsWith('main.') ? 'client/main' : 'client/app';
  }
  if (top !== 'server') return 'config';
  if (third !== undefined) return `server/${second}`;
  if (LISTS.has(path)) return 'server/lists';
  if (path === 'server/env.ts' || path === 'server/app.ts') return path.slice(0, -'.ts'.length);
  return 'server/entry';
}
