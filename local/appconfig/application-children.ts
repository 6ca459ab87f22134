import type { ResourceKind } from './errors.ts';
import { required } from './input.ts';
import { ResourceStore } from './resource-store.ts';

/** Resources that belong to an application: one {@link ResourceStore}, and so one quota, an application. */
export class ApplicationChildren<Resource extends { readonly Id: string; readonly Name: string }> {
  readonly #stores = new Map<string, ResourceStore<Resource>>();
  readonly #kind: ResourceKind;
  readonly #quota: number;

  constructor(kind: ResourceKind, quota: number) {
    this.#kind = kind;
    this.#quota = quota;
  }

  of(applicationId: string | undefined): ResourceStore<Resource> {
    const id = required(applicationId, 'ApplicationId');
    const store = this.#stores.get(id) ?? new ResourceStore<Resource>(this.#kind, this.#quota);
    this.#stores.set(id, store);
    return store;
  }
}
