/**
 * Runs every variant once a round and gives each variant's reports, in the order of the rounds. The order of the
 * variants is reversed every round, so that a machine that gets slower or faster does not favour one of them.
 */
export function alternatingRounds<Variant, Report>(
  variants: readonly Variant[],
  rounds: number,
  run: (variant: Variant) => Report,
): ReadonlyMap<Variant, readonly Report[]> {
  const reports = new Map<Variant, Report[]>(variants.map((variant) => [variant, []]));
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? variants : [...variants].reverse();
    for (const variant of order) reports.get(variant)?.push(run(variant));
  }
  return reports;
}
