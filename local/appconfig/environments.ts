import type {
  CreateEnvironmentRequest,
  DeleteEnvironmentRequest,
  Environment,
  Environments as EnvironmentPage,
  EnvironmentState,
  GetEnvironmentRequest,
  ListEnvironmentsRequest,
  Monitor,
  UpdateEnvironmentRequest,
} from '@aws-sdk/client-appconfig';
import { ApplicationChildren } from './application-children.ts';
import { badRequest } from './errors.ts';
import type { IdGenerator } from './id-generator.ts';
import { given, named, required } from './input.ts';
import { pageOf } from './page.ts';

export type EnvironmentRecord = Environment & {
  readonly ApplicationId: string;
  readonly Id: string;
  readonly Name: string;
  readonly Monitors: Monitor[];
};

const MOST_MONITORS = 5;

/** AppConfig environments; 20 an application, 5 monitors each. */
export class Environments {
  readonly #children = new ApplicationChildren<EnvironmentRecord>('Environment', 20);
  readonly #ids: IdGenerator;

  constructor(ids: IdGenerator) {
    this.#ids = ids;
  }

  create({ ApplicationId, Name, Description, Monitors }: CreateEnvironmentRequest): Environment {
    return this.#children.of(ApplicationId).put({
      ApplicationId: required(ApplicationId, 'ApplicationId'),
      Id: this.#ids.next(),
      Name: named(Name, 'Name'),
      State: 'READY_FOR_DEPLOYMENT',
      Monitors: checkedMonitors(Monitors ?? []),
      ...given({ Description }),
    });
  }

  get({ ApplicationId, EnvironmentId }: GetEnvironmentRequest): EnvironmentRecord {
    return this.#children.of(ApplicationId).get(required(EnvironmentId, 'EnvironmentId'));
  }

  resolve(applicationId: string, idOrName: string): EnvironmentRecord {
    return this.#children.of(applicationId).resolve(idOrName);
  }

  list(input: ListEnvironmentsRequest): EnvironmentPage {
    return pageOf(this.#children.of(input.ApplicationId).all(), input);
  }

  update(input: UpdateEnvironmentRequest): Environment {
    const { Name, Description, Monitors } = input;
    if (Name !== undefined) named(Name, 'Name');
    if (Monitors !== undefined) checkedMonitors(Monitors);
    const next = { ...this.get(input), ...given({ Name, Description, Monitors }) };
    return this.#children.of(input.ApplicationId).put(next);
  }

  /** The environment as it is now: a record is a snapshot. */
  current({ ApplicationId, Id }: EnvironmentRecord): EnvironmentRecord {
    return this.#children.of(ApplicationId).get(Id);
  }

  setState(environment: EnvironmentRecord, State: EnvironmentState): void {
    this.#children.of(environment.ApplicationId).put({ ...this.current(environment), State });
  }

  delete({ ApplicationId, EnvironmentId }: DeleteEnvironmentRequest): void {
    this.#children.of(ApplicationId).delete(required(EnvironmentId, 'EnvironmentId'));
  }
}

function checkedMonitors(monitors: Monitor[]): Monitor[] {
  if (monitors.length > MOST_MONITORS) {
    throw badRequest(`Monitors has ${monitors.length} entries, allowed are at most ${MOST_MONITORS}`);
  }
  for (const { AlarmArn } of monitors) required(AlarmArn, 'AlarmArn');
  return monitors;
}
