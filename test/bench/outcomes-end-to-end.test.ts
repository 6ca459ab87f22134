import { describe, expect, it } from 'vitest';
import { runEndToEnd } from '../../bench/outcomes/end-to-end.ts';

describe('answers and their outcomes, over loopback with the clients of the SDK', () => {
  it('are counted to the last one, in random order, some twice, some forged, through two restarts', async () => {
    const result = await runEndToEnd({ requests: 1000, outcomes: 600, seed: 7 });
    expect(result.sent).toEqual({ distinct: 558, duplicates: 30, refused: 12 });
    expect(result.restarts).toBe(2);
    expect(Object.keys(result.truth).length).toBeGreaterThan(100);
    expect(result.counted).toEqual(result.truth);
  }, 180_000);
});
