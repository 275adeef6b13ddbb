const MIB = 1024 * 1024;

/** Bytes taken from a file at once. */
export const READ_CHUNK_BYTES = MIB / 2;

export const MAX_RING_POINTS = 1_000_000;
export const MAX_GEOMETRY_POINTS = 5_000_000;
export const MAX_GEOMETRY_PARTS = 1_000_000;
/** Geometry collections within geometry collections. */
export const MAX_COLLECTION_DEPTH = 8;

/** A feature has to be whole in memory: five million points and their brackets fit. */
export const MAX_FEATURE_BYTES = 128 * MIB;
/** Brackets within brackets in JSON, elements within elements in XML. */
export const MAX_DEPTH = 100;
/** Characters of one value of a row. */
export const MAX_VALUE_CHARACTERS = MIB;
export const MAX_ATTRIBUTES = 2_000;
/** Values that are lists or objects are kept as JSON, as far as this many levels. */
export const MAX_NESTED_VALUE_DEPTH = 32;
/** Longer members of a GeoJSON collection are passed over. */
export const MAX_MEMBER_BYTES = MIB / 16;
/** The end of a large GeoJSON file is searched for members that stand after the features. */
export const TAIL_BYTES = MIB;

/** Files up to this size are read wholly to tell their encoding; of larger ones the beginning and the end. */
export const ENCODING_SAMPLE_BYTES = 64 * MIB;
export const ENCODING_TAIL_BYTES = MIB;

/** One line of a table, quoted line breaks included: a WKT of five million points fits. */
export const MAX_RECORD_CHARACTERS = 128 * MIB;
/** Values of one line of a table; those beyond the headings are refused in any case. */
export const MAX_VALUES_IN_LINE = 10_000;
/** Rows that are looked at to find the columns of coordinates. */
export const TABLE_SAMPLE_ROWS = 100;
/** Bytes that are looked at to find headings and delimiter. */
export const TABLE_SAMPLE_BYTES = MIB;

export const MAX_KML_BYTES = 64 * MIB;
/** They are held in memory. */
export const MAX_PLACEMARKS = 500_000;
export const MAX_EXCEL_BYTES = 50 * MIB;
/** What a workbook may unpack to. */
export const MAX_EXCEL_UNPACKED_BYTES = 384 * MIB;

export const MAX_ARCHIVE_ENTRIES = 10_000;
export const MAX_UNPACKED_BYTES = 4_096 * MIB;
/** Unpacked to packed. Blank-filled tables reach 60; bombs are far above. */
export const MAX_ARCHIVE_RATIO = 200;
/** Below this the ratio does not matter. */
export const RATIO_FREE_BYTES = 16 * MIB;
/** Shapefiles in one archive, layers of one GeoPackage, sheets of one workbook. */
export const MAX_LAYERS = 500;

/** A shape record is whole in memory: five million points with heights and measures. */
export const MAX_SHAPE_BYTES = 192 * MIB;
/** Comparisons of holes with outer rings in one shape before it is given up. */
export const MAX_NESTING_STEPS = 200_000_000;
export const MAX_TEXT_SIDECAR_BYTES = MIB / 16;
/** A geometry or value of a GeoPackage. */
export const MAX_BLOB_BYTES = 192 * MIB;
