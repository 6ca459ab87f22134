/** Everything of a paged list, in the service's order. */
export async function allPages<Item>(
  list: (page: { readonly NextToken?: string; readonly MaxResults: number }) => Promise<{
    readonly Items?: readonly Item[] | undefined;
    readonly NextToken?: string | undefined;
  }>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let NextToken: string | undefined;
  do {
    const answer = await list({ MaxResults: PAGE_SIZE, ...(NextToken !== undefined && { NextToken }) });
    items.push(...(answer.Items ?? []));
    NextToken = answer.NextToken;
  } while (NextToken !== undefined);
  return items;
}

/** The most that AppConfig gives. */
const PAGE_SIZE = 50;
