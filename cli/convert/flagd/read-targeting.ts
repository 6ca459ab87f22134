import { allOf, EVERYBODY, type Expression, isEverybody } from '../expression/expression.ts';
import { IN, isUnit, isWithin, type Logic, OUT, operandsOf, operationOf, TIMESTAMP } from './logic.ts';
import { operandPlace, type Place, plainAttribute, refused, same } from './place.ts';
import type { ExpressionReader } from './read-expression.ts';
import { type Fractions, readFractional } from './read-fractional.ts';

/** What flagd serves to those that no earlier row serves and for whom the expression holds. */
export interface Row {
  readonly pointer: string;
  readonly expression: Expression;
  /** Seconds since 1970 at which the row ends. */
  readonly until?: number;
  readonly outcome: Outcome;
}

export type Outcome =
  /** Without a name it is the default. */
  | { readonly kind: 'variant'; readonly variant?: string }
  | { readonly kind: 'percentage'; readonly variant: string; readonly fractions: Fractions }
  | { readonly kind: 'split'; readonly fractions: Fractions };

interface TargetingReader {
  readonly flag: string;
  readonly reader: ExpressionReader;
}

/** Reads a decision as rows, the first that holds deciding; the last may be for everybody. */
export function readTargeting(at: Place, context: TargetingReader): readonly Row[] {
  return context.reader.within(at, (place) => readResolved(place, context));
}

function readResolved(place: Place, context: TargetingReader): readonly Row[] {
  const { logic, pointer } = place;
  const operation = operationOf(logic);
  if (logic === null) return [{ pointer, expression: EVERYBODY, outcome: { kind: 'variant' } }];
  if (typeof logic !== 'object') {
    return [{ pointer, expression: EVERYBODY, outcome: { kind: 'variant', variant: String(logic) } }];
  }
  if (operation?.name === 'if') return readIf(place, operation.operands, context);
  if (operation?.name === 'fractional') return readDealt(place, context);
  refused(place, operation ? `operation ${operation.name} in place of a variant` : 'what is no variant');
  return [];
}

function readIf(place: Place, operands: readonly Logic[], context: TargetingReader): readonly Row[] {
  const places = operands.map((logic, at) => operandPlace(place, 'if', logic, at));
  const rows: Row[] = [];
  for (let at = 0; at + 1 < places.length; at += 2) {
    const [condition, outcome] = places.slice(at, at + 2);
    if (condition && outcome) rows.push(...readBranch(condition, outcome, context));
  }
  const otherwise = places.length % 2 === 1 ? places.at(-1) : undefined;
  return [...rows, ...readTargeting(otherwise ?? { ...place, logic: null }, context)];
}

/** Operands of a condition that say more than whom it holds for. */
interface Guarded {
  readonly rest: readonly Place[];
  readonly until?: number;
  readonly percentage?: Fractions;
  /** Attribute that the units are sure to have. */
  readonly unit?: string;
}

function readBranch(condition: Place, outcome: Place, context: TargetingReader): readonly Row[] {
  return context.reader.within(outcome, (served) => readServed(condition, served, context));
}

function readServed(condition: Place, served: Place, context: TargetingReader): readonly Row[] {
  const isDealt = operationOf(served.logic)?.name === 'fractional';
  const guarded = guardedOf(condition, context.flag, isDealt);
  const expression = allOf(context.reader.readEach(guarded.rest));
  const until = guarded.until === undefined ? {} : { until: guarded.until };
  const { percentage } = guarded;
  if (percentage !== undefined) {
    if (typeof served.logic !== 'string') refused(served, 'a percentage of what is no variant');
    const part = { kind: 'percentage', variant: String(served.logic), fractions: percentage } as const;
    return [{ pointer: condition.pointer, expression, ...until, outcome: part }];
  }
  const inner = isDealt ? readDealt(served, context, guarded.unit) : readTargeting(served, context);
  return inner.map((row) => ({ ...row, ...until, expression: allOf([expression, row.expression]) }));
}

/** Without the unit flagd serves the default, unless the units are known to have it. */
function readDealt(place: Place, { flag }: TargetingReader, unit?: string): readonly Row[] {
  const fractions = readFractional(place, flag, unit);
  if (fractions === undefined) return [];
  const hasUnit = unit === fractions.dealing.bucketBy;
  if (unit !== undefined && !hasUnit) refused(place, `a test of the unit ${unit}, and shares of another`);
  const { pointer } = place;
  const split: Row = { pointer, expression: EVERYBODY, outcome: { kind: 'split', fractions } };
  return hasUnit ? [split] : [split, { pointer, expression: EVERYBODY, outcome: { kind: 'variant' } }];
}

function guardedOf(condition: Place, flag: string, isDealt: boolean): Guarded {
  const operands = operandsOf(condition.logic, 'and');
  const places = operands?.length
    ? operands.map((logic, at) => operandPlace(condition, 'and', logic, at))
    : [condition];
  const percentage = percentageIn(places.at(-1), flag);
  const ofPercentage = percentage && places.at(-2)?.logic;
  if (percentage && same(ofPercentage, isUnit(percentage.dealing.bucketBy))) {
    return { ...untilIn(places.slice(0, -2)), percentage };
  }
  const unit = isDealt ? unitIn(places.at(-1)?.logic) : undefined;
  if (unit !== undefined) return { ...untilIn(places.slice(0, -1)), unit };
  return untilIn(places);
}

function untilIn(places: readonly Place[]): Pick<Guarded, 'rest' | 'until'> {
  const [timestamp, until] = operandsOf(places.at(-1)?.logic ?? null, '<') ?? [];
  if (!same(timestamp, TIMESTAMP) || typeof until !== 'number') return { rest: places };
  return { rest: places.slice(0, -1), until };
}

/** A percentage as this package writes it: whether the unit would be dealt the first of two arms. */
function percentageIn(place: Place | undefined, flag: string): Fractions | undefined {
  const [dealt, expected] = operandsOf(place?.logic ?? null, '===') ?? [];
  if (place === undefined || dealt === undefined || expected !== IN) return undefined;
  const [seed, arm] = operandsOf(dealt, 'fractional') ?? [];
  const [beginning, unit] = operandsOf(seed ?? null, 'cat') ?? [];
  const buckets = Array.isArray(arm) ? arm[1] : undefined;
  if (typeof beginning !== 'string' || unit === undefined || typeof buckets !== 'number') return undefined;
  const arms = [IN, OUT].map((variant, at) => ({ variant, weight: at === 0 ? buckets : 100_000 - buckets }));
  const name = plainAttribute(unit);
  const fractions = readFractional({ ...place, logic: { fractional: [seed ?? null, [IN, 1]] } }, flag, name);
  if (fractions === undefined) return undefined;
  const isOurs = same(place.logic, isWithin(beginning, fractions.dealing.bucketBy, buckets));
  return isOurs ? { ...fractions, arms } : undefined;
}

/** The attribute that a condition asks for, where it is one that this package writes for shares of units. */
function unitIn(logic: Logic | undefined): string | undefined {
  const [asked = null] = operandsOf(logic ?? null, '!!') ?? [];
  const [first = null] = operandsOf(asked, 'and') ?? [];
  const [named = asked] = operandsOf(first, '!==') ?? [];
  const attribute = plainAttribute(named);
  return attribute !== undefined && same(logic, isUnit(attribute)) ? attribute : undefined;
}

/** Rows up to the first that is for everybody: nobody comes to those behind it. */
export function reachedRows(rows: readonly Row[]): readonly Row[] {
  const last = rows.findIndex(
    ({ expression, outcome, until }) =>
      isEverybody(expression) && outcome.kind === 'variant' && until === undefined,
  );
  return last < 0 ? rows : rows.slice(0, last + 1);
}
