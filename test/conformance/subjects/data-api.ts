import { AppConfigDataSource } from '../../../lambda/flags/app-config-data-source.ts';
import type { FlagSource } from '../../../lambda/flags/flag-source.ts';
import { type Behaviour, DataApi, hanging, healthy, resetting } from '../../helpers/data-api.ts';
import { type Fault, modelDocument, type SubjectKind } from '../provider-suite.ts';
import { BROKEN, documentSubject } from './document-subject.ts';

const BEHAVIOURS: Readonly<Record<Fault, Behaviour>> = {
  broken: healthy,
  gone: healthy,
  slow: hanging,
  down: resetting,
};

/** Makes the data API go wrong. */
export function failDataApi(api: DataApi, fault: Fault): void {
  api.behave = BEHAVIOURS[fault];
  if (fault === 'broken') api.deploy(BROKEN);
  if (fault === 'gone') api.remove();
}

/** Makes the data API serve this value, in good health. */
export function serveDataApi(api: DataApi, model: string): void {
  api.behave = healthy;
  api.deploy(modelDocument(model));
}

/** Longest poll of a subject. */
export const TIMEOUT_MS = 200;

/** Lets the time pass that a caller spends waiting for a service that does not answer. */
export function withWaiting(source: FlagSource, api: DataApi): FlagSource {
  return {
    async fetch(unit) {
      const [fetched] = await Promise.allSettled([
        source.fetch(unit),
        api.behave === hanging ? api.pass(TIMEOUT_MS) : undefined,
      ]);
      if (fetched.status === 'rejected') throw fetched.reason;
      return fetched.value;
    },
  };
}

/** AppConfig's data API by its own SDK client. */
export const dataApi: SubjectKind = {
  name: 'data API',
  skip: [],
  async make(start) {
    const api = await DataApi.start();
    const { clock, timer } = api;
    const place = { application: 'shop', environment: 'prod', profile: 'flags' };
    const source = new AppConfigDataSource({
      client: api.reader(),
      ...place,
      clock,
      timer,
      timeoutMs: TIMEOUT_MS,
    });
    return documentSubject(
      {
        ...{ source: withWaiting(source, api), clock },
        serve: (model) => serveDataApi(api, model),
        fail: (fault) => failDataApi(api, fault),
        // An interval, or the longest pause after failures, and the time that a poll may take.
        catchUp: () => api.pass(62_000),
        async close() {
          source.close();
          await api.close();
        },
      },
      start,
    );
  },
};
