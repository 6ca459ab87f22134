import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FlagSource } from '../../lambda/flags/flag-source.ts';
import { RolloutError } from '../../lambda/rollout-error.ts';

/** A source under test with the thing behind it. */
export interface FlagSourceHarness {
  readonly source: FlagSource;
  /** What is deployed from now on. */
  serve(content: string, version: string): Promise<void> | void;
  /** Makes every read fail from now on, until something is served again. */
  breakDown(): Promise<void> | void;
  close(): Promise<void> | void;
}

export interface FlagSourceSuiteOptions {
  readonly name: string;
  readonly make: () => Promise<FlagSourceHarness> | FlagSourceHarness;
}

/** What every flag source has to do, whatever is behind it. */
export function flagSourceSuite({ name, make }: FlagSourceSuiteOptions): void {
  let harness: FlagSourceHarness;

  async function text(unit = 'u1'): Promise<string> {
    return new TextDecoder().decode((await harness.source.fetch(unit)).bytes);
  }

  describe(`flag source: ${name}`, () => {
    beforeEach(async () => {
      harness = await make();
    });
    afterEach(() => harness.close());

    it('gives the document byte for byte', async () => {
      const content = '{ "flag": "é✓",\r\n "default": "\u0001" }\n';
      await harness.serve(content, '1');
      expect(await text()).toBe(content);
    });

    it('names unchanged content by the same version', async () => {
      await harness.serve('{"a":1}', '1');
      const [first, second] = [await harness.source.fetch('u1'), await harness.source.fetch('u2')];
      expect(second.version).toBe(first.version);
    });

    it('names changed content by another version', async () => {
      await harness.serve('{"a":1}', '1');
      const first = await harness.source.fetch('u1');
      await harness.serve('{"a":2}', '2');
      expect((await harness.source.fetch('u1')).version).not.toBe(first.version);
    });

    it('gives the older document again after a rollback', async () => {
      await harness.serve('{"a":1}', '1');
      const first = await harness.source.fetch('u1');
      await harness.serve('{"a":2}', '2');
      await harness.source.fetch('u1');
      await harness.serve('{"a":1}', '1');
      expect(await harness.source.fetch('u1')).toEqual(first);
    });

    it('rejects with an error of the dependency when nothing can be read', async () => {
      await harness.breakDown();
      const error = await harness.source.fetch('u1').catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(RolloutError);
      expect(error).toMatchObject({ fault: 'dependency' });
    });

    it('reads again once the failure is over', async () => {
      await harness.serve('{"a":1}', '1');
      await harness.source.fetch('u1');
      await harness.breakDown();
      await harness.source.fetch('u1').catch(() => {});
      await harness.serve('{"a":3}', '3');
      expect(await text()).toBe('{"a":3}');
    });

    it('reads for many units at once', async () => {
      await harness.serve('{"a":1}', '1');
      const texts = await Promise.all(Array.from({ length: 20 }, (_, unit) => text(`u${unit}`)));
      expect(new Set(texts)).toEqual(new Set(['{"a":1}']));
    });

    it('takes any text for a unit', async () => {
      await harness.serve('{"a":1}', '1');
      for (const unit of ['', 'línea\r\nX-Injected: 1', '日本語', '😀', 'x'.repeat(10_000), '\u0000']) {
        expect(await text(unit)).toBe('{"a":1}');
      }
    });
  });
}
