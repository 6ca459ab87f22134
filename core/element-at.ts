/** The element at an index the caller knows to exist, which the compiler (`noUncheckedIndexedAccess`) cannot. */
export function elementAt<Element>(list: ArrayLike<Element>, index: number): Element {
  return list[index] as Element;
}
