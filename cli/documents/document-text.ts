import { editsBetween } from '../../core/document/document-edits.ts';
import { type DocumentForm, documentForm } from '../../core/document/document-form.ts';
import type { FlagDocument } from '../../core/document/flag-document.ts';
import { parseFlagDocument } from '../../core/document/parse-flag-document.ts';
import { printFlagDocument } from '../../core/document/print-flag-document.ts';
import { editText } from './edit-text.ts';
import { type JsonText, readJsonText, withoutMark } from './json-text.ts';
import type { PlacedIssue } from './positions.ts';
import { isSignificant, type Token, tokensOf } from './tokens.ts';

/** A flag document that was read from text. */
export interface DocumentText {
  readonly ok: true;
  readonly value: FlagDocument;
  readonly form: DocumentForm;
  /** With line and column. */
  readonly warnings: readonly PlacedIssue[];
}

/** The document, or everything that is wrong with it (warnings included), with line and column. */
export type ParsedDocumentText =
  | DocumentText
  | { readonly ok: false; readonly problems: readonly PlacedIssue[] };

/** Reads a flag document from JSON, comments and trailing commas allowed. Never throws. */
export function readDocumentText(text: string): ParsedDocumentText {
  const json = readJsonText(withoutMark(text));
  return json.ok ? parseDocumentText(json) : json;
}

/** The same from JSON that was read already. */
export function parseDocumentText({
  value,
  positions,
}: Extract<JsonText, { readonly ok: true }>): ParsedDocumentText {
  const parsed = parseFlagDocument(value);
  if (!parsed.ok) return { ok: false, problems: positions.place(parsed.problems) };
  const warnings = positions.place(parsed.warnings);
  return { ok: true, value: parsed.value, form: documentForm(value), warnings };
}

/**
 * The text of a flag document, changed so that it holds `after`: only what differs is written anew, comments and layout
 * elsewhere stay. What cannot be read without doubt, such as an object with a member twice, is written anew as a whole.
 */
export function withChange(text: string, after: FlagDocument): string {
  const source = withoutMark(text);
  const json = readJsonText(source);
  const parsed = json.ok ? parseDocumentText(json) : json;
  if (!json.ok || !parsed.ok) return printFlagDocument(after);
  const mark = text.slice(0, text.length - source.length);
  return mark + editText(source, json.root, editsBetween(parsed.value, after, parsed.form));
}

/**
 * The text as plain JSON: without comments, with the lines gone that held nothing else, without commas before a closing
 * bracket and without a byte order mark. Plain JSON is returned as it is.
 */
export function plainJson(text: string): string {
  const source = withoutMark(text);
  const tokens = [...tokensOf(source)];
  const dropped = trailingCommas(tokens);
  let [plain, line, hasRemark] = ['', '', false];
  for (const token of tokens) {
    const piece = source.slice(token.offset, token.end);
    if (token.kind === 'comment') hasRemark = true;
    else if (token.kind !== 'break') line += dropped.has(token) ? '' : piece;
    else {
      plain += lineOf(line, hasRemark, piece);
      [line, hasRemark] = ['', false];
    }
  }
  return plain + lineOf(line, hasRemark, '');
}

function lineOf(line: string, hasRemark: boolean, lineBreak: string): string {
  if (!hasRemark) return line + lineBreak;
  return line.trim() === '' ? '' : line.trimEnd() + lineBreak;
}

function trailingCommas(tokens: readonly Token[]): ReadonlySet<Token> {
  const dropped = new Set<Token>();
  let comma: Token | undefined;
  for (const token of tokens.filter(isSignificant)) {
    if (token.kind === 'close' && comma) dropped.add(comma);
    comma = token.kind === 'comma' ? token : undefined;
  }
  return dropped;
}
