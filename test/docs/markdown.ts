import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';

/** Folders that hold no documentation of ours. */
const FOREIGN = new Set(['node_modules', 'cdk.out', 'dist', 'coverage', 'test']);

export interface CodeBlock {
  /** File and line, for messages. */
  readonly place: string;
  readonly language: string;
  readonly code: string;
}

/** Every Markdown file of the checkout, by its path from the root. */
export function markdownFiles(): readonly string[] {
  return filesBelow('.');
}

export function read(file: string): string {
  return readFileSync(file, 'utf8');
}

/** The fenced blocks of some languages, in all files. */
export function codeBlocks(...languages: readonly string[]): readonly CodeBlock[] {
  return markdownFiles()
    .flatMap(blocksOf)
    .filter(({ language }) => languages.includes(language));
}

/** Addresses of the links of a file, code left out. */
export function linksOf(file: string): readonly string[] {
  return [...prose(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, address = '']) => address);
}

/** Anchors of a file's headings, as GitHub makes them. */
export function anchorsOf(file: string): readonly string[] {
  const seen = new Map<string, number>();
  return [...prose(file).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => {
    const anchor = slug(heading);
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
}

/** Cells of every row below the table head that begins with these cells; the first one found in the file. */
export function tableBelow(file: string, ...head: readonly string[]): readonly (readonly string[])[] {
  const [, after = ''] = read(file).split(`| ${head.join(' | ')} `);
  const [, , ...lines] = after.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines.slice(0, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** Where a link leads to from a file, by its path from the root. */
export function targetOf(file: string, path: string): string {
  return path === '' ? file : normalize(join(dirname(file), path));
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return isOurs(entry.name) ? filesBelow(path) : [];
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

function isOurs(folder: string): boolean {
  return !FOREIGN.has(folder) && !basename(folder).startsWith('.');
}

function blocksOf(file: string): readonly CodeBlock[] {
  const text = read(file);
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
    ({ 1: language = '', 2: code = '', index }) => ({
      place: `${file}:${text.slice(0, index).split('\n').length}`,
      language,
      code,
    }),
  );
}

function prose(file: string): string {
  return read(file).replace(/^```[\s\S]*?^```$/gm, '');
}

function slug(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}
