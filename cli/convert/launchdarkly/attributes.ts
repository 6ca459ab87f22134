import { attributeProblem } from '../attribute-name.ts';

/** Names under which the run time gives attributes of a user to LaunchDarkly, where they are not the same. */
const THEIRS: Readonly<Record<string, string>> = { user_id: 'key', user_segment: 'segment' };
const OURS = Object.fromEntries(Object.entries(THEIRS).map(([ours, theirs]) => [theirs, ours]));

/** Names that mean something else on the other side. */
const MEANT_OTHERWISE = new Set(['key', 'kind', '_meta', '__proto__']);

/** Either the name, or why there is none. */
export type Named = { readonly name: string } | { readonly problem: string };

/** LaunchDarkly's attribute as a flag document names it. A reference (`/address/city`) names what is inside another. */
export function ourAttribute(attribute: string, isReference: boolean): Named {
  const isPath = isReference && attribute.startsWith('/');
  const plain = isPath ? attribute.slice(1).replaceAll('~1', '/').replaceAll('~0', '~') : attribute;
  if (isPath && attribute.slice(1).includes('/')) return { problem: 'a flag document has no paths' };
  if (Object.hasOwn(OURS, plain)) return { name: OURS[plain] ?? plain };
  if (Object.hasOwn(THEIRS, plain) || MEANT_OTHERWISE.has(plain))
    return { problem: 'the name means something else here' };
  const problem = attributeProblem(plain);
  return problem === undefined ? { name: plain } : { problem };
}

/** An attribute as LaunchDarkly is given it. */
export function theirAttribute(attribute: string): Named {
  if (Object.hasOwn(THEIRS, attribute)) return { name: THEIRS[attribute] ?? attribute };
  if (MEANT_OTHERWISE.has(attribute)) return { problem: 'the name means something else to LaunchDarkly' };
  return { name: attribute };
}

/** Why a test of `anonymous` differs that holds for `false` or for whatever is there; nothing for any other attribute. */
export function ofMissing(attribute: string): string | undefined {
  if (attribute !== 'anonymous') return undefined;
  return 'to LaunchDarkly nobody is anonymous of whom it is not said: it differs where anonymous is missing';
}
