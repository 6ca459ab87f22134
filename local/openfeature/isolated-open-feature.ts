import { type Client, OpenFeatureAPI, type Provider } from '@openfeature/server-sdk';
import { OPENFEATURE_DOMAIN } from '../../lambda/openfeature/domain.ts';

/**
 * An OpenFeature API apart from all others. The SDK has one in a process, which fits Lambda, where an execution
 * environment is a process; here many are in one, come and go, and are to be collected with all they read.
 */
export function isolatedOpenFeature(): OpenFeatureAPI {
  // The constructor is private to TypeScript only; domains of the shared API would stay for good.
  return Reflect.construct(OpenFeatureAPI, []);
}

/** A client of such an API over this provider. */
export function isolatedFlagsClient(provider: Provider): Client {
  return isolatedOpenFeature().setProvider(OPENFEATURE_DOMAIN, provider).getClient(OPENFEATURE_DOMAIN);
}
