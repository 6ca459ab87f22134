import type { Condition, FlagDocument, Test } from './flag-document.ts';
import { child, type IssueList } from './issue-list.ts';
import { LIMITS } from './limits.ts';

/** Names of the segments a condition tests directly. */
export function segmentsTested(condition: Condition): readonly string[] {
  const test = condition.segment;
  return test === undefined ? [] : namesIn(test);
}

/** The condition of a segment that an accepted document names, and therefore defines. */
export function segmentNamed(name: string, segments: FlagDocument['segments']): Condition {
  return segments[name] as Condition;
}

/** Names of the segments that conditions depend on, directly and through other segments. */
export function segmentsReached(
  conditions: readonly Condition[],
  segments: FlagDocument['segments'],
): ReadonlySet<string> {
  const reached = new Set(conditions.flatMap(segmentsTested));
  for (const name of reached) {
    for (const next of segmentsTested(segmentNamed(name, segments))) reached.add(next);
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

/** What a segment comes down to once those it names are written out. */
interface Extent {
  /** Segments inside one another. */
  readonly levels: number;
  /** Segments that one evaluation may go through. */
  readonly tests: number;
}

const NOTHING: Extent = { levels: 0, tests: 0 };

/** Each segment is walked once; `path` is the chain of names that led to it. */
function checkNesting(segments: FlagDocument['segments'], issues: IssueList): void {
  const known = new Map<string, Extent>();

  function extentOf(name: string, path: readonly string[]): Extent {
    if (!Object.hasOwn(segments, name)) return NOTHING;
    const before = known.get(name);
    if (before) return before;
    if (path.includes(name)) {
      reportCycle(name, path, issues);
      return NOTHING;
    }
    if (path.length > LIMITS.references) {
      reportDepth(name, issues);
      return NOTHING;
    }
    const chain = [...path, name];
    let [levels, tests] = [1, 1];
    for (const next of segmentsTested(segmentNamed(name, segments))) {
      const below = extentOf(next, chain);
      levels = Math.max(levels, below.levels + 1);
      tests += below.tests;
    }
    known.set(name, { levels, tests });
    return { levels, tests };
  }

  for (const name of Object.keys(segments)) {
    const { levels, tests } = extentOf(name, []);
    if (levels > LIMITS.references + 1) reportDepth(name, issues);
    if (tests > LIMITS.segmentTests) reportTests(name, tests, issues);
  }
}

function reportCycle(name: string, path: readonly string[], issues: IssueList): void {
  issues.error({
    code: 'segment-cycle',
    pointer: child('/segments', name),
    message: `segments lead in a circle: ${[...path, name].join(' → ')}`,
    found: name,
    allowed: 'segments that name others, never in a circle',
    fix: 'write out one of the conditions',
  });
}

function reportDepth(name: string, issues: IssueList): void {
  issues.error({
    code: 'too-deep',
    pointer: child('/segments', name),
    message: `segment ${name} leads through too many others`,
    found: name,
    allowed: `segments that name others, at most ${LIMITS.references} deep`,
    fix: 'write out one of the conditions',
  });
}

function reportTests(name: string, tests: number, issues: IssueList): void {
  issues.error({
    code: 'too-large',
    pointer: child('/segments', name),
    message: `segment ${name} comes down to ${tests} segments`,
    found: name,
    allowed: `at most ${LIMITS.segmentTests}, those it names counted each time`,
    fix: 'test an attribute instead, or name fewer segments',
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

/** Of a segment test of the right form. */
function namesIn(test: Test): readonly string[] {
  if (typeof test !== 'object') return [String(test)];
  if (Array.isArray(test)) return test.map(String);
  return Object.values(test).flatMap((operand) => namesIn(operand as Test));
}
