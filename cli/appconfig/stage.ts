import {
  ListApplicationsCommand,
  ListConfigurationProfilesCommand,
  ListDeploymentStrategiesCommand,
  ListEnvironmentsCommand,
} from '@aws-sdk/client-appconfig';
import { PROFILE, strategyNames } from '../../lambda/contract.ts';
import type { Place } from '../../lambda/guard/place.ts';
import type { AppConfigSender } from '../../lambda/watch/senders.ts';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';
import { allPages } from './pages.ts';

/** A stage as it stands in AppConfig: one environment of one application, and the profiles of its documents. */
export interface Stage {
  readonly application: Named;
  readonly environment: Named;
  /** Environment and flag document, by ids. */
  readonly place: Place;
  /** Profile of the prompt document, id; `undefined` where the application has none. */
  readonly promptsProfileId: string | undefined;
}

/** How the stage deploys, by ids. */
export interface StageStrategies {
  /** Rollouts of candidates, step by step. */
  readonly linear: string;
  /** Kills and whatever is meant for everybody at once. */
  readonly atOnce: string;
}

export interface Named {
  readonly id: string;
  readonly name: string;
}

/** What a person says of the stage: names or ids. */
export interface StageName {
  readonly env: string;
  readonly app?: string | undefined;
}

/** Finds the stage. Rejects with the SDK's errors, and with `not-found` or `ambiguous`, which name what there is. */
export async function findStage(client: AppConfigSender, { env, app }: StageName): Promise<Stage> {
  const applications = await applicationsOf(client, app);
  const found: { application: Named; environment: Named }[] = [];
  const seen: string[] = [];
  for (const application of applications) {
    const environments = await environmentsOf(client, application);
    seen.push(...environments.map(({ name }) => `${application.name}/${name}`));
    const fitting = environments.filter((one) => isCalled(one, env));
    found.push(...fitting.map((environment) => ({ application, environment })));
  }
  const [only, ...others] = found;
  if (only === undefined) throw notFound(`no environment is called ${env}`, seen, '--env');
  if (others.length > 0)
    throw ambiguous(
      env,
      found.map(({ application }) => application),
    );
  return { ...only, ...(await profilesOf(client, only)) };
}

/** The deployment strategies that the stack has made for the stage. Rejects with `not-found` without them. */
export async function strategiesOf(
  client: AppConfigSender,
  { application }: Stage,
): Promise<StageStrategies> {
  const all = named(await allPages((page) => client.send(new ListDeploymentStrategiesCommand(page))));
  const names = strategyNames(application.name);
  const idOf = (name: string): string => {
    const strategy = all.find((one) => one.name === name);
    if (strategy !== undefined) return strategy.id;
    throw notFound(`no deployment strategy is called ${name}`, [], 'the stack: deploy it again');
  };
  return { linear: idOf(names.linear), atOnce: idOf(names.atOnce) };
}

async function applicationsOf(client: AppConfigSender, app: string | undefined): Promise<readonly Named[]> {
  const all = named(await allPages((page) => client.send(new ListApplicationsCommand(page))));
  if (app === undefined) return all;
  const fitting = all.filter((one) => isCalled(one, app));
  if (fitting.length > 0) return fitting;
  throw notFound(
    `no application is called ${app}`,
    all.map(({ name }) => name),
    '--app',
  );
}

async function environmentsOf(client: AppConfigSender, { id }: Named): Promise<readonly Named[]> {
  const list = (page: object) => client.send(new ListEnvironmentsCommand({ ApplicationId: id, ...page }));
  return named(await allPages(list));
}

async function profilesOf(
  client: AppConfigSender,
  { application, environment }: { readonly application: Named; readonly environment: Named },
): Promise<Pick<Stage, 'place' | 'promptsProfileId'>> {
  const list = (page: object) =>
    client.send(new ListConfigurationProfilesCommand({ ApplicationId: application.id, ...page }));
  const profiles = named(await allPages(list));
  const flags = profiles.find(({ name }) => name === PROFILE.flags);
  if (flags === undefined) {
    const what = `application ${application.name} has no configuration profile ${PROFILE.flags}`;
    throw notFound(
      what,
      profiles.map(({ name }) => name),
      '--app',
    );
  }
  return {
    place: { applicationId: application.id, environmentId: environment.id, profileId: flags.id },
    promptsProfileId: profiles.find(({ name }) => name === PROFILE.prompts)?.id,
  };
}

function named(
  items: readonly { readonly Id?: string | undefined; readonly Name?: string | undefined }[],
): readonly Named[] {
  return items.map(({ Id = '', Name = '' }) => ({ id: Id, name: Name }));
}

function isCalled({ id, name }: Named, asked: string): boolean {
  return id === asked || name === asked;
}

function notFound(what: string, seen: readonly string[], where: string): CliError {
  const there = seen.length > 0 ? `; there is ${seen.join(', ')}` : '';
  const message = `${what} in this account and Region${there}; nothing was changed; check ${where}, --region and --profile`;
  return new CliError('not-found', message, { exitCode: EXIT.refused });
}

function ambiguous(env: string, applications: readonly Named[]): CliError {
  const names = applications.map(({ id, name }) => `${name} (${id})`).join(', ');
  const message = `several applications have an environment ${env}: ${names}; nothing was changed; say which with --app`;
  return new CliError('ambiguous', message, { exitCode: EXIT.refused });
}
