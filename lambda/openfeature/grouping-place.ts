import { BUCKETS, placeAmong, saltPrefix, unitHash } from '../../core/evaluation/bucket.ts';

/**
 * A place from 0 to 99,999 for a unit whose provider does not tell one: it only says with whom the guard groups the
 * unit, whatever its side.
 *
 * @param provider keeps the places apart from those that a flag document gives the same flag.
 */
export function groupingPlace(provider: string, flag: string, unit: string): number {
  return placeAmong(unitHash(saltPrefix(`${provider}:${flag}`), unit), BUCKETS);
}
