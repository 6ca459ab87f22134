import { describe, expect, it } from 'vitest';
import { flagMotion, type ServedDocument } from '../../../core/hygiene/flag-motion.ts';
import { aDocument, aFlag, aPercentage, parsed } from '../../helpers/flag-documents.ts';

/** A document that was served between two moments, with these shares of users on another value. */
function served(fromMs: number, untilMs: number, shares: Readonly<Record<string, number>>): ServedDocument {
  const flags = Object.entries(shares).map(([flag, share]) => aFlag({ flag, rules: [aPercentage(share)] }));
  return { fromMs, untilMs, document: parsed(aDocument(flags)) };
}

const unknown = (fromMs: number, untilMs: number) => ({ fromMs, untilMs, document: undefined });

describe('flagMotion', () => {
  it('knows since when a flag is quiet: the end of its last motion', () => {
    const history = [served(30, 40, { a: 0 }), served(20, 31, { a: 100 }), served(10, 25, { a: 5 })];
    expect(flagMotion(history).quietSinceMs).toEqual(new Map([['a', 25]]));
  });

  it('takes the first appearance of a flag that never was in motion', () => {
    const history = [
      served(30, 40, { a: 0, b: 0 }),
      served(20, 31, { a: 0, b: 0 }),
      served(10, 21, { b: 0 }),
    ];
    const expected = new Map([
      ['a', 20],
      ['b', 10],
    ]);
    expect(flagMotion(history).quietSinceMs).toEqual(expected);
  });

  it('says nothing where a document in between is unknown', () => {
    expect(flagMotion([served(30, 40, { a: 0 }), unknown(20, 30)]).quietSinceMs).toEqual(new Map());
    const known = [served(30, 40, { a: 0 }), served(20, 30, { a: 5 }), unknown(10, 20)];
    expect(flagMotion(known).quietSinceMs).toEqual(new Map([['a', 30]]));
  });

  it('knows since when a flag is in motion without a break', () => {
    const history = [served(30, 40, { a: 5 }), served(20, 30, { a: 1 }), served(10, 20, { a: 0 })];
    expect(flagMotion(history)).toEqual({ quietSinceMs: new Map(), movingSinceMs: new Map([['a', 20]]) });
    expect(flagMotion(history.slice(0, 2)).movingSinceMs).toEqual(new Map([['a', 20]]));
    const known = [served(30, 40, { a: 5 }), unknown(20, 30)];
    expect(flagMotion(known).movingSinceMs).toEqual(new Map([['a', 30]]));
  });

  it('is of the flags that are served now', () => {
    expect(flagMotion([served(20, 30, { a: 0 }), served(10, 20, { b: 5 })]).quietSinceMs.has('b')).toBe(
      false,
    );
    expect(flagMotion([])).toEqual({ quietSinceMs: new Map(), movingSinceMs: new Map() });
  });
});
