import { notFound, quotaExceeded, type ResourceKind } from './errors.ts';

/** Resources of one kind by id, in the order they were made. */
export class ResourceStore<Resource extends { readonly Id: string; readonly Name?: string | undefined }> {
  readonly #kind: ResourceKind;
  readonly #quota: number;
  readonly #byId = new Map<string, Resource>();

  /** `quota`: AWS's default for this kind. */
  constructor(kind: ResourceKind, quota = Number.POSITIVE_INFINITY) {
    this.#kind = kind;
    this.#quota = quota;
  }

  put(resource: Resource): Resource {
    if (!this.#byId.has(resource.Id) && this.#byId.size >= this.#quota) {
      throw quotaExceeded(this.#kind, this.#quota);
    }
    this.#byId.set(resource.Id, resource);
    return resource;
  }

  /** Throws `ResourceNotFoundException` for an unknown id. */
  get(id: string): Resource {
    const resource = this.#byId.get(id);
    if (resource === undefined) throw notFound(this.#kind, id);
    return resource;
  }

  /** By id, else by name; names need not be unique, the oldest resource wins. Throws `ResourceNotFoundException`. */
  resolve(idOrName: string): Resource {
    const resource =
      this.#byId.get(idOrName) ?? this.all().find(({ Name }) => Name !== undefined && Name === idOrName);
    if (resource === undefined) throw notFound(this.#kind, idOrName);
    return resource;
  }

  /** Throws `ResourceNotFoundException` for an unknown id. */
  delete(id: string): void {
    if (!this.#byId.delete(id)) throw notFound(this.#kind, id);
  }

  all(): Resource[] {
    return [...this.#byId.values()];
  }
}
