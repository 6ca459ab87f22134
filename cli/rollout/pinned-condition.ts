import type { Condition, FlagDocument, Pin } from '../../core/document/flag-document.ts';

/** Who is pinned: the units whose attribute has this value. */
export interface PinnedUnits {
  readonly customer: string;
  /** Attribute that names customers. */
  readonly attribute: string;
}

/** The condition under which these units are pinned: as the flag has it already, where it has, else a list of one. */
export function pinnedCondition(document: FlagDocument, flag: string, units: PinnedUnits): Condition {
  return ownPin(document, flag, units)?.condition ?? { [units.attribute]: [units.customer] };
}

/** The pin of these units alone, by one value or a list of one; `undefined` without one. */
export function ownPin(
  { flags }: FlagDocument,
  flag: string,
  { customer, attribute }: PinnedUnits,
): Pin | undefined {
  const pins = flags.find((one) => one.flag === flag)?.pins ?? [];
  return pins.find(({ condition }) => {
    const { [attribute]: test, ...others } = condition;
    const isOfCustomer =
      test === customer || (Array.isArray(test) && test.length === 1 && test[0] === customer);
    return isOfCustomer && Object.keys(others).length === 0;
  });
}
