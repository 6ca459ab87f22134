import type {
  Application,
  Applications as ApplicationPage,
  CreateApplicationRequest,
  DeleteApplicationRequest,
  GetApplicationRequest,
  ListApplicationsRequest,
  UpdateApplicationRequest,
} from '@aws-sdk/client-appconfig';
import type { IdGenerator } from './id-generator.ts';
import { given, named, required } from './input.ts';
import { pageOf } from './page.ts';
import { ResourceStore } from './resource-store.ts';

export type ApplicationRecord = Application & { readonly Id: string; readonly Name: string };

/** AppConfig applications; 100 an account. */
export class Applications {
  readonly #store = new ResourceStore<ApplicationRecord>('Application', 100);
  readonly #ids: IdGenerator;

  constructor(ids: IdGenerator) {
    this.#ids = ids;
  }

  create({ Name, Description }: CreateApplicationRequest): Application {
    return this.#store.put({ Id: this.#ids.next(), Name: named(Name, 'Name'), ...given({ Description }) });
  }

  get({ ApplicationId }: GetApplicationRequest): ApplicationRecord {
    return this.#store.get(required(ApplicationId, 'ApplicationId'));
  }

  resolve(idOrName: string): ApplicationRecord {
    return this.#store.resolve(idOrName);
  }

  list(input: ListApplicationsRequest): ApplicationPage {
    return pageOf(this.#store.all(), input);
  }

  update({ ApplicationId, Name, Description }: UpdateApplicationRequest): Application {
    if (Name !== undefined) named(Name, 'Name');
    return this.#store.put({ ...this.get({ ApplicationId }), ...given({ Name, Description }) });
  }

  delete({ ApplicationId }: DeleteApplicationRequest): void {
    this.#store.delete(required(ApplicationId, 'ApplicationId'));
  }
}
