/**
 * Each time PGlite looks up a function of PostGIS it asks Object.keys of the table of all its exports, some ten thousand names,
 * which takes milliseconds: seconds in all when the extension is created. That table does not change once it is loaded, so in
 * this thread the keys of very large objects are listed once.
 */
const large = 5000;
const listed = new WeakMap();
const keysOf = Object.keys;

Object.keys = (object) => {
  const known = listed.get(object);
  if (known) return known;
  const keys = keysOf(object);
  if (keys.length > large) listed.set(object, keys);
  return keys;
};
