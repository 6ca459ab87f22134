import type { Flag, FlagDocument, Rule } from '../../core/document/flag-document.ts';
import { child } from '../../core/document/issue-list.ts';
import type { Loss } from './format.ts';

/** The document with every percentage and split dealt by this package's own hash and default salt. */
export function rehashed(document: FlagDocument): {
  readonly document: FlagDocument;
  readonly losses: readonly Loss[];
} {
  const losses = document.flags.flatMap((flag, at) => lossesOf(flag, child('/flags', at)));
  const flags = document.flags.map((flag) => ({ ...flag, rules: flag.rules.map(withOwnHash) }));
  return { document: { ...document, flags }, losses };
}

function lossesOf({ flag, rules }: Flag, pointer: string): readonly Loss[] {
  return rules.flatMap(({ condition }, at) => {
    if (condition.hash === undefined) return [];
    const place = child(child(child(child(pointer, 'rules'), at), 'condition'), 'hash');
    const why =
      '--rehash deals users by murmur3 under the default salt: the shares stay, the users in them change';
    return [{ flag, pointer: place, what: `the hash ${condition.hash}`, why, effect: 'reassigned' }];
  });
}

function withOwnHash(rule: Rule): Rule {
  if (rule.condition.hash === undefined) return rule;
  const { hash: _hash, salt: _salt, ...condition } = rule.condition;
  return { ...rule, condition };
}
