import { MAX_PATTERN_LENGTH } from '../pattern/parse-pattern.ts';

/** Caps on hostile input. AppConfig's own limit of a hosted version is 2,048 KB (AppConfig quotas). */
export const LIMITS = {
  /** Characters of the document's text. */
  documentCharacters: 2 * 1024 * 1024,
  /** Objects and lists inside one another. */
  nesting: 16,
  /** Segments naming segments, and `not` inside `not`. */
  references: 8,
  /** Segments that one segment comes down to, once those it names are written out, itself included. */
  segmentTests: 256,
  /** Values in `allowed` or `killed`, and arms of a split. */
  values: 1000,
  /** Issues reported before the rest is summed up in one. */
  issues: 1000,
  /** Characters of a string value, attribute value or text field. */
  stringCharacters: 1024,
  /** Characters of a regular expression. */
  patternCharacters: MAX_PATTERN_LENGTH,
} as const;

/** Names of flags and segments: those that AppConfig allows for its own feature flags. */
export const KEY_PATTERN = '^[a-z][a-zA-Z0-9_-]{0,63}$';
/** Names of rules. */
export const RULE_NAME_PATTERN = '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$';
/** Names of attributes, `bucket_by` included. */
export const ATTRIBUTE_PATTERN = '^[A-Za-z_][A-Za-z0-9_.:/-]{0,127}$';
/** A calendar day; whether it exists is checked as well. */
export const DAY_PATTERN = '^[0-9]{4}-[0-9]{2}-[0-9]{2}$';
