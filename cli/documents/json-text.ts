import { findNodeAtOffset, getNodePath, type Node, type ParseError, parseTree } from 'jsonc-parser';
import type { IssueCode } from '../../core/document/issue.ts';
import { child, shortened } from '../../core/document/issue-list.ts';
import { LIMITS } from '../../core/document/limits.ts';
import { type PlacedIssue, Positions } from './positions.ts';
import { type SyntaxWords, syntaxWords } from './syntax-errors.ts';
import { tokensOf } from './tokens.ts';

/** A JSON text, comments and trailing commas allowed, or everything that is wrong with its syntax. */
export type JsonText =
  | { readonly ok: true; readonly value: unknown; readonly root: Node; readonly positions: Positions }
  | { readonly ok: false; readonly problems: readonly PlacedIssue[] };

/** Objects and lists inside one another that the parser, which calls itself, is trusted with. */
const MAX_DEPTH = 128;
/** Problems that are listed; after so many, the rest follows from them. */
const MAX_PROBLEMS = 100;
const FOUND_CHARACTERS = 80;

/**
 * Reads a JSON text without a byte order mark. Never throws, and takes time linear in its length, whatever it holds; a
 * member that occurs twice in an object is an error.
 */
export function readJsonText(text: string): JsonText {
  const problem = tooLarge(text) ?? tooDeep(text) ?? empty(text);
  if (problem) return { ok: false, problems: [problem] };
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const positions = new Positions(text, root);
  const problems =
    root === undefined || errors.length > 0
      ? syntaxProblems(text, root, errors, positions)
      : limited(duplicates(root, positions));
  if (root === undefined || problems.length > 0) return { ok: false, problems };
  return { ok: true, value: jsonOf(root), root, positions };
}

/** The text as it is read and edited: without the mark that some editors put in front. */
export function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function tooLarge(text: string): PlacedIssue | undefined {
  if (text.length <= LIMITS.documentCharacters) return undefined;
  return problemAt(
    new Positions('', undefined),
    { code: 'too-large', pointer: '', offset: 0, found: undefined },
    {
      message: `the text has ${text.length} characters`,
      allowed: `at most ${LIMITS.documentCharacters}`,
      fix: 'remove what is no longer used, or keep a second set of flags in another AppConfig application',
    },
  );
}

function tooDeep(text: string): PlacedIssue | undefined {
  const offset = deepestAllowed(text);
  if (offset === undefined) return undefined;
  return problemAt(
    new Positions(text, undefined),
    { code: 'too-deep', pointer: '', offset, found: undefined },
    {
      message: 'objects and lists are nested too deeply',
      allowed: `at most ${LIMITS.nesting} levels`,
      fix: 'flatten the document',
    },
  );
}

/** The parser would ask for the value before a comma. */
function empty(text: string): PlacedIssue | undefined {
  if (text.trim() !== '') return undefined;
  return problemAt(
    new Positions(text, undefined),
    { code: 'not-json', pointer: '', offset: 0, found: undefined },
    {
      message: 'the text is empty',
      allowed: 'a JSON text, with comments',
      fix: 'write a document, or check the name of the file',
    },
  );
}

/**
 * Offset at which the nesting is more than {@link MAX_DEPTH}. A bracket that closes nothing is passed over, as the parser
 * does; it is therefore never deeper than what is counted here.
 */
function deepestAllowed(text: string): number | undefined {
  const closers: string[] = [];
  for (const { kind, offset } of tokensOf(text)) {
    if (kind === 'open') {
      if (closers.length >= MAX_DEPTH) return offset;
      closers.push(text[offset] === '{' ? '}' : ']');
    } else if (kind === 'close' && text[offset] === closers.at(-1)) closers.pop();
  }
  return undefined;
}

/** The first mistake of each line: those after it on the line mostly follow from it. */
function syntaxProblems(
  text: string,
  root: Node | undefined,
  errors: readonly ParseError[],
  positions: Positions,
): readonly PlacedIssue[] {
  const firsts = new Map<number, ParseError>();
  for (const error of errors) {
    const { line } = positions.at(error.offset);
    if (!firsts.has(line)) firsts.set(line, error);
  }
  const listed = [...firsts.values()].slice(0, MAX_PROBLEMS).map((error) => {
    const { offset, length } = error;
    const found = printable(text.slice(offset, offset + length)) || undefined;
    const place = { code: 'not-json', pointer: pointerAt(root, offset), offset, found } as const;
    return problemAt(positions, place, syntaxWords(error));
  });
  return withRest(listed, firsts.size);
}

/** As it stands there, without what would move a cursor. */
function printable(piece: string): string {
  return piece.slice(0, FOUND_CHARACTERS).replaceAll(/\p{C}/gu, '\uFFFD');
}

/** Pointer of the innermost value that was being read. */
function pointerAt(root: Node | undefined, offset: number): string {
  const node = root && findNodeAtOffset(root, offset, true);
  // A member whose value is missing is found itself; its name has the path that the value would have.
  const named = node?.type === 'property' ? node.children?.[0] : node;
  return named === undefined ? '' : getNodePath(named).reduce<string>(child, '');
}

function* duplicates(root: Node, positions: Positions, pointer = ''): Generator<PlacedIssue> {
  const names = new Set<string>();
  for (const [index, node] of (root.children ?? []).entries()) {
    const [name, value = node] = root.type === 'object' ? (node.children ?? []) : [];
    const at = child(pointer, name?.value ?? index);
    if (name && names.has(name.value)) {
      const place = {
        code: 'duplicate',
        pointer: at,
        offset: name.offset,
        found: shortened(name.value),
      } as const;
      yield problemAt(positions, place, {
        message: 'the member occurs twice in this object',
        allowed: 'each member once',
        fix: 'remove or rename one',
      });
    }
    names.add(name?.value);
    yield* duplicates(value, positions, at);
  }
}

interface Place {
  readonly code: IssueCode;
  readonly pointer: string;
  readonly offset: number;
  readonly found: string | undefined;
}

function problemAt(
  positions: Positions,
  { code, pointer, offset, found }: Place,
  words: SyntaxWords,
): PlacedIssue {
  const shown = found === undefined ? {} : { found };
  return { severity: 'error', code, pointer, ...words, ...shown, ...positions.at(offset) };
}

function limited(problems: Iterable<PlacedIssue>): readonly PlacedIssue[] {
  const all = [...problems];
  return withRest(all.slice(0, MAX_PROBLEMS), all.length);
}

function withRest(listed: readonly PlacedIssue[], total: number): readonly PlacedIssue[] {
  const last = listed.at(-1);
  if (last === undefined || total === listed.length) return listed;
  const rest: PlacedIssue = {
    severity: 'error',
    code: 'too-many-issues',
    pointer: '',
    message: `${total - listed.length} more issues are not listed`,
    allowed: `up to ${MAX_PROBLEMS} issues of syntax are listed`,
    fix: 'mend the listed ones first',
    line: last.line,
    column: last.column,
  };
  return [...listed, rest];
}

/** Of a tree without mistakes. Made of its own members, so that a member called `__proto__` is one like any other. */
function jsonOf(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(jsonOf);
  if (node.type !== 'object') return node.value;
  const members = (node.children ?? []).map(({ children = [] }) => {
    const [name, value] = children;
    return [name?.value, value && jsonOf(value)];
  });
  return Object.fromEntries(members);
}
