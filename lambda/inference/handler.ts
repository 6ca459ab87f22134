import { OpenFeature } from '@openfeature/server-sdk';
import { AppConfigModelFlagsProvider } from '../openfeature/app-config-model-flags-provider.ts';
import { OPENFEATURE_DOMAIN } from '../openfeature/domain.ts';
import { liveDocuments } from './live-documents.ts';
import { liveInferenceHandler } from './live-inference-handler.ts';

const documents = liveDocuments(process.env);
OpenFeature.setProvider(OPENFEATURE_DOMAIN, new AppConfigModelFlagsProvider({ flags: documents.flags }));

/** The inference function. Its environment variables are those of `ENV` and `AGENT_ENV`. */
export const handler = liveInferenceHandler(process.env, documents);
