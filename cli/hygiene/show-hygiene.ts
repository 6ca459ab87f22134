import type { Place } from '../code/find-references.ts';
import { counted } from '../output/counted.ts';
import { printable } from '../output/printable.ts';
import type { Screen } from '../output/screen.ts';
import { showIssue } from '../output/show-issue.ts';
import { valueText } from '../output/value-text.ts';
import { type DocumentSource, sourceText } from '../sources/sourced-document.ts';
import type { CodeUsage } from './code-usage.ts';
import type { HygieneData, Located } from './hygiene-data.ts';
import type { Removal } from './removal-order.ts';

/** Places of one key that are printed; `--json` has all of them. */
const PLACES = 20;

/** Prints what was found: issues, what is stale, where code refers to flags, and how to take them out. */
export function showHygiene(data: HygieneData, screen: Screen): void {
  screen.paragraph(`${sourceText(data.document)}, on ${data.today}`);
  showIssues(data, screen);
  showStale(data, screen);
  if (data.code) showCode(data.code, screen);
  for (const removal of data.removals ?? []) showRemoval(removal, screen);
  screen.line();
  screen.paragraph(summary(data));
}

function showIssues({ document, issues }: HygieneData, screen: Screen): void {
  for (const issue of issues) {
    screen.line();
    showIssue(issue, placeOf(document, issue), screen);
  }
}

function showStale({ document, stale }: HygieneData, screen: Screen): void {
  for (const finding of stale) {
    const { kind, subject, name, pointer, reason, fix, places = [] } = finding;
    screen.line();
    screen.paragraph(placeOf(document, finding));
    screen.paragraph(
      `${screen.style('bold', 'stale')} ${kind}: ${printable(`${subject} ${name}: ${reason}`)}`,
      4,
      2,
    );
    if (pointer !== '') screen.paragraph(`at: ${printable(pointer)}`, 4, 2);
    if (places.length > 0) screen.paragraph(`passed over: ${listed(places)}`, 4, 2);
    screen.paragraph(`fix: ${printable(fix)}`, 4, 2);
  }
}

/** Prompt versions stand in a document of their own. */
function placeOf(document: DocumentSource, found: Located<object> & { readonly subject?: string }): string {
  if (found.subject === 'prompt') return 'prompts';
  return found.line === undefined
    ? sourceText(document)
    : `${sourceText(document)}:${found.line}:${found.column}`;
}

function showCode(
  { directories, files, skipped, references, unused, undefined: unknown }: CodeUsage,
  screen: Screen,
): void {
  screen.line();
  screen.paragraph(`${counted(files, 'source file')} in ${directories.join(', ')}`);
  for (const { file, reason } of skipped)
    screen.paragraph(`${printable(file)} was left out: ${reason}`, 4, 2);
  for (const { flag, places } of references) {
    screen.paragraph(`${flag}: ${counted(places.length, 'place')}`, 4, 2);
    showPlaces(places, screen);
  }
  for (const flag of unused) {
    screen.paragraph(`${screen.style('bold', 'unused')} ${flag}: nothing here reads it`, 4, 2);
  }
  for (const { key, places } of unknown) {
    screen.paragraph(
      `${screen.style('red', 'undefined')} ${valueText(key)}: it is read, and the document has no such flag`,
      4,
      2,
    );
    showPlaces(places, screen);
  }
}

function showPlaces(places: readonly Place[], screen: Screen): void {
  for (const { file, line, column } of places.slice(0, PLACES)) {
    screen.paragraph(`${printable(file)}:${line}:${column}`, 6, 4);
  }
  if (places.length > PLACES)
    screen.paragraph(`and ${places.length - PLACES} more, which --json lists`, 6, 4);
}

function showRemoval({ flag, because, steps }: Removal, screen: Screen): void {
  screen.line();
  screen.paragraph(`to take out ${screen.style('bold', flag)} (${because.join(', ')}), in this order:`);
  for (const [at, step] of steps.entries()) screen.paragraph(`${at + 1}. ${printable(step)}`, 5, 2);
}

function summary({ issues, stale, code }: HygieneData): string {
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  const parts = [
    [errors, 'error'],
    [issues.length - errors, 'warning'],
    [stale.length, 'stale finding'],
    [code?.unused.length ?? 0, 'unused flag'],
    [code?.undefined.length ?? 0, 'undefined key'],
  ] as const;
  const found = parts.filter(([count]) => count > 0).map(([count, what]) => counted(count, what));
  return found.length === 0 ? 'nothing to clean up' : found.join(', ');
}

function listed(pointers: readonly string[]): string {
  const more = pointers.length > PLACES ? ` and ${pointers.length - PLACES} more` : '';
  return pointers.slice(0, PLACES).join(', ') + more;
}
