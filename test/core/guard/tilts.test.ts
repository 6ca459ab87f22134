import { describe, expect, it } from 'vitest';
import { fineTilts, opposite, SHARE_TILTS, tiltsAgainst, tiltsFor } from '../../../core/guard/tilts.ts';

describe('tilts', () => {
  it.each([
    ['up', tiltsAgainst('up')],
    ['down', tiltsAgainst('down')],
    ['share', SHARE_TILTS],
    ['for', tiltsFor('up', 1.1)],
    ['fine', fineTilts('down')],
  ] as const)('of a grid bet everything once: %s', (_, tilts) => {
    expect(tilts.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(tilts.every(({ weight }) => weight > 0)).toBe(true);
  });

  it('bet on more events of the candidate upwards and on fewer downwards', () => {
    expect(tiltsAgainst('up').every(({ logOdds }) => logOdds > 0)).toBe(true);
    expect(tiltsAgainst('down').every(({ logOdds }) => logOdds < 0)).toBe(true);
  });

  it('bet on a share being off either way alike', () => {
    const odds = SHARE_TILTS.map(({ logOdds }) => logOdds);
    expect(odds.toSorted((a, b) => a - b)).toEqual(odds.map((value) => -value).toSorted((a, b) => a - b));
  });

  it('bet for a candidate on its being as good as the control, or better', () => {
    expect(tiltsFor('up', 1.1)[0]?.logOdds).toBeCloseTo(-Math.log(1.1), 12);
    expect(tiltsFor('up', 1.1).every(({ logOdds }) => logOdds < 0)).toBe(true);
    expect(tiltsFor('down', 0.97).every(({ logOdds }) => logOdds > 0)).toBe(true);
  });

  it('of an interval go finer than those of a verdict', () => {
    expect(fineTilts('up')[0]?.logOdds).toBeLessThan(tiltsAgainst('up')[0]?.logOdds ?? 0);
    expect(fineTilts('down')[0]?.logOdds).toBeGreaterThan(tiltsAgainst('down')[0]?.logOdds ?? 0);
  });

  it('have an opposite', () => {
    expect(opposite('up')).toBe('down');
    expect(opposite('down')).toBe('up');
  });
});
