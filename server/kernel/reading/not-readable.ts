/** An operation, or what one request brings to it, cannot be read in one statement: it goes the ordinary way. */
export class NotReadable extends Error {}
