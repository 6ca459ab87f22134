import { NOOP_PROVIDER, OpenFeature, TypedInMemoryProvider } from '@openfeature/server-sdk';
import { describe, expect, it } from 'vitest';
import { OPENFEATURE_DOMAIN } from '../../../lambda/openfeature/domain.ts';
import {
  isolatedFlagsClient,
  isolatedOpenFeature,
} from '../../../local/openfeature/isolated-open-feature.ts';

function serving(value: string): TypedInMemoryProvider {
  return new TypedInMemoryProvider({
    m: { variants: { on: value }, defaultVariant: 'on', disabled: false },
  });
}

describe('an isolated OpenFeature API', () => {
  it('serves each client from its own provider, though their domain is one', async () => {
    const [ann, bob] = [isolatedFlagsClient(serving('a')), isolatedFlagsClient(serving('b'))];
    expect(await Promise.all([ann, bob].map((client) => client.getStringValue('m', '')))).toEqual(['a', 'b']);
  });

  it('leaves nothing in the API of the process', () => {
    isolatedFlagsClient(serving('a'));
    isolatedOpenFeature().setContext({ region: 'eu' });
    expect(OpenFeature.getProvider(OPENFEATURE_DOMAIN)).toBe(NOOP_PROVIDER);
    expect(OpenFeature.getContext()).toEqual({});
  });
});
