import type { Condition, FlagDocument, Test } from './flag-document.ts';
import { child, type IssueList } from './issue-list.ts';
import { LIMITS } from './limits.ts';

/** Names of the segments a condition tests directly. */
export function segmentsTested(condition: Condition): readonly string[] {
  const test = condition.segment;
  return test === undefined ? [] : namesIn(test);
}

/** Names of the segments a condition depends on, directly and through other segments. */
export function segmentsReached(
  condition: Condition,
  segments: FlagDocument['segments'],
): ReadonlySet<string> {
  const reached = new Set(segmentsTested(condition));
  for (const name of reached) {
    const segment = Object.hasOwn(segments, name) ? segments[name] : undefined;
    for (const next of segment ? segmentsTested(segment) : []) reached.add(next);
  }
  return reached;
}

/** Reports segments that are named but not defined, and segments that lead back to themselves or too far. */
export function checkSegments(
  document: FlagDocument,
  pointerOf: (flagIndex: number) => string,
  issues: IssueList,
): void {
  const { segments } = document;
  for (const { condition, pointer } of conditionsOf(document, pointerOf)) {
    for (const name of segmentsTested(condition)) {
      if (Object.hasOwn(segments, name)) continue;
      issues.error({
        code: 'unknown-segment',
        pointer: child(pointer, 'segment'),
        message: `segment ${name} is not defined`,
        found: name,
        allowed: Object.keys(segments).slice(0, 20).join(', ') || 'none: the document defines no segments',
        fix: 'define it under "segments", or correct the name',
      });
    }
  }
  checkNesting(segments, issues);
}

/** Each segment is walked once; `path` is the chain of names that led to it. */
function checkNesting(segments: FlagDocument['segments'], issues: IssueList): void {
  const heights = new Map<string, number>();

  function heightOf(name: string, path: readonly string[]): number {
    const known = heights.get(name);
    if (known !== undefined || !Object.hasOwn(segments, name)) return known ?? 0;
    if (path.includes(name) || path.length > LIMITS.references) {
      reportNesting(name, path, issues);
      return 0;
    }
    const below = segmentsTested(segments[name] ?? {}).map((next) => heightOf(next, [...path, name]));
    const height = 1 + Math.max(0, ...below);
    heights.set(name, height);
    return height;
  }

  for (const name of Object.keys(segments)) {
    if (heightOf(name, []) > LIMITS.references + 1) reportNesting(name, [], issues);
  }
}

function reportNesting(name: string, path: readonly string[], issues: IssueList): void {
  const isCycle = path.includes(name);
  const chain = [...path, name].join(' → ');
  issues.error({
    code: isCycle ? 'segment-cycle' : 'too-deep',
    pointer: child('/segments', name),
    message: isCycle
      ? `segments lead in a circle: ${chain}`
      : `segment ${name} leads through too many others`,
    found: name,
    allowed: `segments that name others, at most ${LIMITS.references} deep and never in a circle`,
    fix: 'write out one of the conditions',
  });
}

function conditionsOf(
  document: FlagDocument,
  pointerOf: (flagIndex: number) => string,
): readonly { condition: Condition; pointer: string }[] {
  const ofSegments = Object.entries(document.segments).map(([name, condition]) => ({
    condition,
    pointer: child('/segments', name),
  }));
  const ofFlags = document.flags.flatMap((flag, flagIndex) =>
    (['pins', 'rules'] as const).flatMap((list) =>
      flag[list].map(({ condition }, at) => ({
        condition,
        pointer: child(child(child(pointerOf(flagIndex), list), at), 'condition'),
      })),
    ),
  );
  return [...ofSegments, ...ofFlags];
}

function namesIn(test: Test): readonly string[] {
  if (typeof test === 'string') return [test];
  if (Array.isArray(test)) return test.filter((name) => typeof name === 'string');
  if (typeof test !== 'object' || test === null) return [];
  return Object.values(test).flatMap((operand) => namesIn(operand as Test));
}
