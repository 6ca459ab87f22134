import type {
  CreateExtensionRequest,
  DeleteExtensionRequest,
  Extension,
  Extensions as ExtensionPage,
  ExtensionSummary,
  GetExtensionRequest,
  ListExtensionsRequest,
  UpdateExtensionRequest,
} from '@aws-sdk/client-appconfig';
import type { Arns } from './arns.ts';
import { badRequest, conflict, notFound } from './errors.ts';
import type { IdGenerator } from './id-generator.ts';
import { given, named, required } from './input.ts';
import { pageOf } from './page.ts';

export type ExtensionRecord = Extension & {
  readonly Id: string;
  readonly Name: string;
  readonly VersionNumber: number;
  readonly Arn: string;
  readonly Actions: NonNullable<Extension['Actions']>;
};

const MOST_POINTS = 5;
const MOST_PARAMETERS = 5;

/** Extensions of the account and AWS's own, with their versions; the versions of one name share their id. */
export class Extensions {
  #versions: ExtensionRecord[];
  readonly #ids: IdGenerator;
  readonly #arns: Arns;

  constructor(ids: IdGenerator, arns: Arns) {
    this.#ids = ids;
    this.#arns = arns;
    this.#versions = [deploymentNotifications(arns)];
  }

  /** A name in use makes a new version, if `LatestVersionNumber` is the newest one; else `ConflictException`. */
  create(input: CreateExtensionRequest): Extension {
    const Name = named(input.Name, 'Name');
    const latest = this.#newest((extension) => extension.Name === Name);
    if (input.LatestVersionNumber !== latest?.VersionNumber) {
      throw conflict(
        `LatestVersionNumber is ${input.LatestVersionNumber ?? 'missing'}, the latest version of ${Name} is ${latest?.VersionNumber ?? 'none'}`,
      );
    }
    const Id = latest?.Id ?? this.#ids.next();
    const VersionNumber = (latest?.VersionNumber ?? 0) + 1;
    const extension: ExtensionRecord = {
      ...{ Id, Name, VersionNumber, Arn: this.#arns.extension(Id, VersionNumber) },
      Actions: required(input.Actions, 'Actions'),
      ...given({ Description: input.Description, Parameters: input.Parameters }),
    };
    this.#versions.push(checked(extension));
    return extension;
  }

  /** By name, id or ARN; the newest version unless one is given. Throws `ResourceNotFoundException`. */
  get({ ExtensionIdentifier, VersionNumber }: GetExtensionRequest): ExtensionRecord {
    const identifier = required(ExtensionIdentifier, 'ExtensionIdentifier');
    const extension = this.#newest(
      (candidate) =>
        [candidate.Id, candidate.Name, candidate.Arn].includes(identifier) &&
        (VersionNumber === undefined || candidate.VersionNumber === VersionNumber),
    );
    if (extension === undefined) throw notFound('Extension', identifier);
    return extension;
  }

  list(input: ListExtensionsRequest): ExtensionPage {
    const summaries: ExtensionSummary[] = this.#versions
      .filter(({ Name }) => input.Name === undefined || Name === input.Name)
      .map(({ Id, Name, VersionNumber, Arn, Description }) => ({
        ...{ Id, Name, VersionNumber, Arn },
        ...given({ Description }),
      }));
    return pageOf(summaries, input);
  }

  update(input: UpdateExtensionRequest): Extension {
    const { Actions, Description, Parameters } = input;
    const extension = this.#own(input);
    const next = checked({ ...extension, ...given({ Actions, Description, Parameters }) });
    this.#versions = this.#versions.map((version) => (version === extension ? next : version));
    return next;
  }

  delete(input: DeleteExtensionRequest): void {
    const extension = this.#own(input);
    this.#versions = this.#versions.filter((version) => version !== extension);
  }

  #own(input: GetExtensionRequest): ExtensionRecord {
    const extension = this.get(input);
    if (extension.Id.startsWith('AWS.')) throw badRequest(`extension ${extension.Name} is AWS's own`);
    return extension;
  }

  #newest(matches: (extension: ExtensionRecord) => boolean): ExtensionRecord | undefined {
    return this.#versions.filter(matches).sort((a, b) => b.VersionNumber - a.VersionNumber)[0];
  }
}

/** AWS's own extension that puts the beginning and the end of deployments on the default event bus. */
function deploymentNotifications(arns: Arns): ExtensionRecord {
  const Id = 'AWS.AppConfig.DeploymentNotificationsToEventBridge';
  const notify = [{ Name: 'notify', Uri: arns.defaultEventBus() }];
  return {
    ...{ Id, Name: 'AppConfig deployment events to Amazon EventBridge', VersionNumber: 1 },
    Arn: arns.ofAws(Id, 1),
    Actions: {
      ON_DEPLOYMENT_START: notify,
      ON_DEPLOYMENT_COMPLETE: notify,
      ON_DEPLOYMENT_ROLLED_BACK: notify,
    },
  };
}

function checked(extension: ExtensionRecord): ExtensionRecord {
  const points = Object.entries(extension.Actions);
  if (points.length < 1 || points.length > MOST_POINTS) {
    throw badRequest(`Actions has ${points.length} action points, allowed are 1 to ${MOST_POINTS}`);
  }
  for (const [point, actions] of points) {
    if (actions?.length !== 1) throw badRequest(`${point} has ${actions?.length ?? 0} actions, allowed is 1`);
  }
  const parameters = Object.keys(extension.Parameters ?? {}).length;
  if (parameters > MOST_PARAMETERS) {
    throw badRequest(`Parameters has ${parameters} entries, allowed are at most ${MOST_PARAMETERS}`);
  }
  return extension;
}
