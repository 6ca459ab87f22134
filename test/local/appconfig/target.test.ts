import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Deployed } from '../../../local/appconfig/deployed.ts';
import { targetDraw, versionFor } from '../../../local/appconfig/target.ts';

function rolling(percentage: number, deploymentNumber = 2): Deployed {
  const version = (number: string) => ({
    ...{ version: number, content: new Uint8Array(), contentType: 'text/plain' },
  });
  return {
    ...{ environmentId: 'env0001', deploymentNumber, percentage },
    ...{ current: version('2'), previous: version('1') },
  };
}

const users = Array.from({ length: 5000 }, (_, index) => `user-${index}`);

describe('which targets a gradual deployment reaches', () => {
  it('keeps a target on the new version while the percentage grows', () => {
    const percentages = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.string(), percentages, percentages, (target, a, b) => {
        const draw = () => targetDraw(rolling(0), target);
        const [less, more] = a < b ? [a, b] : [b, a];
        const early = versionFor(rolling(less), draw)?.version;
        expect(early === '2' ? versionFor(rolling(more), draw)?.version : '2').toBe('2');
      }),
    );
  });

  it('reaches about the share of the targets that the percentage says', () => {
    const reached = users.filter((user) => targetDraw(rolling(20), user) < 20).length;
    // Five standard deviations of a binomial with n = 5000, p = 0.2.
    expect(Math.abs(reached - 1000)).toBeLessThan(5 * Math.sqrt(5000 * 0.2 * 0.8));
  });

  it('draws anew for the next deployment', () => {
    const both = users.filter(
      (user) => targetDraw(rolling(20, 2), user) < 20 && targetDraw(rolling(20, 3), user) < 20,
    ).length;
    expect(Math.abs(both - 200)).toBeLessThan(5 * Math.sqrt(5000 * 0.04 * 0.96));
  });

  it('draws on its own in every environment', () => {
    const elsewhere = { ...rolling(20), environmentId: 'env0002' };
    expect(users.some((user) => targetDraw(elsewhere, user) !== targetDraw(rolling(20), user))).toBe(true);
  });

  it('reaches nobody at zero and everybody at a hundred per cent', () => {
    expect(versionFor(rolling(0), () => 0)?.version).toBe('1');
    expect(versionFor(rolling(100), () => 99.999)?.version).toBe('2');
  });
});
