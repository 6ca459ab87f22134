import { type Client, OpenFeature, type Provider } from '@openfeature/server-sdk';

let domains = 0;

/** A client of a provider that has started, in a domain of their own. */
export async function clientOf(provider: Provider): Promise<Client> {
  domains += 1;
  await OpenFeature.setProviderAndWait(`test-${domains}`, provider);
  return OpenFeature.getClient(`test-${domains}`);
}
