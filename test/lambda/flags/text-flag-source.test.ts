import { expect, it } from 'vitest';
import { TextFlagSource } from '../../../lambda/flags/text-flag-source.ts';

it('gives its text in UTF-8, by a version that is its content’s', async () => {
  const [one, same, other] = ['é✓', 'é✓', 'x'].map((text) => new TextFlagSource(text));
  const document = await one?.fetch();
  expect(new TextDecoder().decode(document?.bytes)).toBe('é✓');
  expect((await same?.fetch())?.version).toBe(document?.version);
  expect((await other?.fetch())?.version).not.toBe(document?.version);
});
