import { type Client, OpenFeatureAPI, type Provider } from '@openfeature/server-sdk';
import { OPENFEATURE_DOMAIN } from '../../lambda/openfeature/domain.ts';

/**
 * An OpenFeature client over an API of its own. The SDK has one API in a process, which fits Lambda, where an execution
 * environment is a process; here many are in one, come and go, and are to be collected with all they read.
 */
export function isolatedFlagsClient(provider: Provider): Client {
  // The constructor is private to TypeScript only; domains of the shared API would stay for good.
  const api: OpenFeatureAPI = Reflect.construct(OpenFeatureAPI, []);
  return api.setProvider(OPENFEATURE_DOMAIN, provider).getClient(OPENFEATURE_DOMAIN);
}
