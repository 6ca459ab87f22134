import { AppConfigProvider } from '@aws-lambda-powertools/parameters/appconfig';
import { type ParameterReader, PowertoolsFlagSource } from '../../../lambda/flags/powertools-flag-source.ts';
import { DataApi } from '../../helpers/data-api.ts';
import type { SubjectKind } from '../provider-suite.ts';
import { failDataApi, serveDataApi, TIMEOUT_MS, withWaiting } from './data-api.ts';
import { documentSubject } from './document-subject.ts';

/** Powertools' own provider against the data API. */
export const powertools: SubjectKind = {
  name: 'Powertools',
  skip: [],
  async make(start) {
    const api = await DataApi.start();
    const place = { application: 'shop', environment: 'prod', awsSdkV3Client: api.sdk() };
    const powertools = new AppConfigProvider(place);
    const provider: ParameterReader = {
      get: (name, options) => api.watch(powertools.get(name, options)),
    };
    // Powertools goes by the machine's clock: a value is too old at once.
    const options = { provider, profile: 'flags', maxAgeSeconds: 0, timeoutMs: TIMEOUT_MS };
    const source = new PowertoolsFlagSource({ ...options, timer: api.timer });
    return documentSubject(
      {
        ...{ source: withWaiting(source, api), clock: api.clock },
        serve: (model) => serveDataApi(api, model),
        fail: (fault) => failDataApi(api, fault),
        catchUp: () => api.clock.advance(60_000),
        close: () => api.close(),
      },
      start,
    );
  },
};
