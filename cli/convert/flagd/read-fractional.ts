import { MAX_TOTAL_WEIGHT } from '../../../core/evaluation/bucket.ts';
import type { Dealing } from '../dealing.ts';
import { type Logic, operandsOf, operationOf } from './logic.ts';
import { attributeIn, operandPlace, type Place, refused } from './place.ts';

/** Units dealt among variants; `undefined` names the default one. Weights are positive, with no common factor. */
export interface Fractions {
  readonly dealing: Dealing;
  readonly arms: readonly { readonly variant: string | undefined; readonly weight: number }[];
}

/** Reads flagd's `fractional`; nothing after it was refused. `sure`: attribute that the units are known to have. */
export function readFractional(place: Place, flag: string, sure?: string): Fractions | undefined {
  const operands = (operationOf(place.logic)?.operands ?? []).map((logic, at) =>
    operandPlace(place, 'fractional', logic, at),
  );
  const [first] = operands;
  const isSeeded = first !== undefined && !Array.isArray(first.logic);
  const dealing = isSeeded ? readSeed(first, flag, sure) : dealingBy(flag, 'user_id');
  const arms = (isSeeded ? operands.slice(1) : operands).map(readArm);
  if (dealing === undefined || arms.length === 0 || arms.includes(undefined)) {
    if (!place.losses.isRefused) refused(place, 'fractional of no variants');
    return undefined;
  }
  const weights = arms.map((arm) => arm?.weight ?? 0);
  const divisor = weights.reduce(commonDivisor, 0);
  if (divisor === 0 || weights.reduce((sum, weight) => sum + weight, 0) / divisor > MAX_TOTAL_WEIGHT) {
    refused(place, divisor === 0 ? 'fractional without weights' : 'weights that are too fine');
    return undefined;
  }
  const reached = arms.flatMap((arm) =>
    arm && arm.weight > 0 ? [{ ...arm, weight: arm.weight / divisor }] : [],
  );
  return { dealing, arms: reached };
}

/** The text that is hashed: a constant beginning and one attribute. */
function readSeed(place: Place, flag: string, sure?: string): Dealing | undefined {
  const pieces = operandsOf(place.logic, 'cat') ?? [place.logic];
  const [value = null] = pieces.slice(-1);
  const texts = pieces.slice(0, -1).map((piece) => (isFlagKey(piece) ? flag : piece));
  const beginning = texts.join('');
  if (!texts.every((text) => typeof text === 'string') || beginning === '') {
    refused(place, 'a seed that does not begin with a text, or does not end with the one attribute in it');
    return undefined;
  }
  const attribute = attributeIn({ ...place, logic: value });
  if (attribute === undefined) return undefined;
  if (attribute !== 'user_id' && attribute !== sure) {
    const why = `units without ${attribute} share one bucket in flagd and go on here: it differs where ${attribute} is no text and no number`;
    place.losses.add('approximated', place.pointer, `a seed of ${attribute}`, why);
  }
  return dealingBy(beginning, attribute);
}

/** Here a colon stands between salt and unit, unless the hash says that nothing does. */
function dealingBy(beginning: string, bucketBy: string): Dealing {
  const salt = beginning.slice(0, -1);
  return beginning.endsWith(':') && salt !== ''
    ? { hash: 'murmur3', salt, bucketBy }
    : { hash: 'flagd', salt: beginning, bucketBy };
}

function isFlagKey(piece: Logic): boolean {
  return operandsOf(piece, 'var')?.[0] === '$flagd.flagKey';
}

/** A weight below zero counts as none, a missing one as one. */
function readArm(
  place: Place,
): { readonly variant: string | undefined; readonly weight: number } | undefined {
  const [variant = null, weight = 1]: readonly Logic[] = Array.isArray(place.logic) ? place.logic : [{}];
  if (typeof variant === 'object' && variant !== null) return refusedArm(place, 'a variant that is computed');
  if (typeof weight !== 'number' || !Number.isInteger(weight))
    return refusedArm(place, 'a weight that is computed');
  return { variant: variant === null ? undefined : String(variant), weight: Math.max(0, weight) };
}

function refusedArm(place: Place, what: string): undefined {
  refused(place, what);
  return undefined;
}

function commonDivisor(left: number, right: number): number {
  return right === 0 ? left : commonDivisor(right, left % right);
}
