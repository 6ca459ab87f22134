/** So many requests at once do not run into AppConfig's ten a second for lists, and stay far from its hundred for reads. */
const AT_ONCE = 5;

/** Runs something for every item, a few at a time, and gives what came of it in the items' order. */
export async function inTurns<Item, Output>(
  items: readonly Item[],
  run: (item: Item) => Promise<Output>,
): Promise<readonly Output[]> {
  const outputs: Output[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) {
    outputs.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(run))));
  }
  return outputs;
}
