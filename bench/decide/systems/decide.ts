import { OpenFeature } from '@openfeature/server-sdk';
import { createModelFlags } from '../../../lambda/model-flags/create-model-flags.ts';
import { runSystem } from '../../evaluate/run-system.ts';
import type { User } from '../../evaluate/users.ts';
import { ourProvider } from '../our-provider.ts';

OpenFeature.setProvider(ourProvider());
const flags = createModelFlags({
  client: OpenFeature.getClient(),
  defaults: {
    ...{ inference_model: '', system_prompt_version: '', retrieval_top_k: 4, response_format: '' },
  },
  ...{ service: 'bench', stage: 'prod' },
});

await runSystem<User>({
  contextOf: (user) => user,
  evaluate: async (flag, user) => (await flags.decide(flag, user)).value,
  isAsync: true,
});
