/** What the log tells of requests and errors: never what somebody wrote, where a case is, or what opens a door. */

/** The address without what stands after "?": the way back from the sign-in service has its code there. */
export function loggedRequest(request: {
  method: string;
  url: string;
  host: string;
  ip: string;
}): Record<string, string> {
  const { method, url, host, ip } = request;
  return { method, url: url.split('?', 1)[0] ?? '', host, remoteAddress: ip };
}

/** Errors of the database have the values of a statement in "parameters", and the row that was refused in "detail". */
const TOLD = [
  'name',
  'code',
  'errno',
  'syscall',
  'query',
  'severity',
  'hint',
  'table',
  'column',
  'constraint',
  'routine',
];

interface Logged {
  type: string;
  message: string;
  stack: string;
  [word: string]: unknown;
}

export function loggedError(error: unknown): Logged {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error), stack: '' };
  const { message, stack = '' } = error;
  const words = Object.entries(error).filter(([name, value]) => TOLD.includes(name) && typeof value !== 'object');
  const { cause } = error;
  return {
    type: error.constructor.name,
    message,
    stack,
    ...Object.fromEntries(words),
    ...(error instanceof AggregateError && { errors: error.errors.map((each) => loggedError(each)) }),
    ...(cause !== undefined && { cause: loggedError(cause) }),
  };
}
