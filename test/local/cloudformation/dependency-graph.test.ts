import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ordered, visitInOrder } from '../../../local/cloudformation/dependency-graph.ts';

/** Keys with any of those before them as prerequisites, and one that is not in the graph. */
const graph = fc
  .array(fc.array(fc.nat(9), { maxLength: 3 }), { maxLength: 9 })
  .map((rows) => new Map(rows.map((row, key) => [key, [...row.filter((one) => one < key), 99]] as const)));

describe('a graph of prerequisites', () => {
  it('is ordered with every prerequisite first, and nothing circular', () => {
    fc.assert(
      fc.property(graph, (keys) => {
        const { order, circular } = ordered(keys);
        expect(circular).toEqual([]);
        expect([...order].sort()).toEqual([...keys.keys()].sort());
        for (const [key, prerequisites] of keys) {
          for (const one of prerequisites) expect(order.indexOf(one)).toBeLessThan(order.indexOf(key));
        }
      }),
    );
  });

  it('is visited once at each key, after its prerequisites are over', async () => {
    await fc.assert(
      fc.asyncProperty(graph, async (keys) => {
        const over: number[] = [];
        const isDone = await visitInOrder(keys, async (key) => {
          const wanted = (keys.get(key) ?? []).filter((one) => keys.has(one));
          expect(over).toEqual(expect.arrayContaining(wanted));
          await Promise.resolve();
          over.push(key);
          return true;
        });
        expect(isDone).toBe(true);
        expect(over.sort()).toEqual([...keys.keys()].sort());
      }),
    );
  });

  it('is not visited behind a visit that fails, but beside it', async () => {
    const visited: string[] = [];
    const graphOfFour = new Map([
      ['last', ['failing', 'other']],
      ['failing', []],
      ['other', []],
      ['beside', ['other']],
    ]);
    const isDone = await visitInOrder(graphOfFour, async (key) => {
      visited.push(key);
      return key !== 'failing';
    });
    expect(isDone).toBe(false);
    expect(visited.sort()).toEqual(['beside', 'failing', 'other']);
  });

  it('tells what waits for itself', () => {
    const circle = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['b']],
      ['free', []],
    ]);
    expect(ordered(circle)).toEqual({ order: ['free'], circular: ['a', 'b', 'c'] });
  });
});
