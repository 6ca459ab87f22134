import { GetExtensionAssociationCommand, ListExtensionAssociationsCommand } from '@aws-sdk/client-appconfig';
import { outcomeOfMetric } from '../../core/guard/outcome-metric.ts';
import { parseGuard } from '../../core/guard/parse-guard.ts';
import { opposite } from '../../core/guard/tilts.ts';
import type { OutcomeDeclaration } from '../../core/outcomes/outcome-declaration.ts';
import { parseOutcomes } from '../../core/outcomes/parse-outcomes.ts';
import { GUARD_PARAMETER } from '../../lambda/contract.ts';
import type { GuardSettings } from '../../lambda/guard/settings.ts';
import type { AppConfigSender } from '../../lambda/watch/senders.ts';
import { allPages } from '../appconfig/pages.ts';
import type { Stage } from '../appconfig/stage.ts';
import { stageName } from '../appconfig/stage-names.ts';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';

type Parameters = Readonly<Record<string, string>>;

/**
 * The guard of a stage, as the stack has left word of it at the extension that asks it; `undefined` when there is none.
 * Rejects with the SDK's errors, and with `guard-unreadable` when the word makes no sense.
 */
export async function guardSettingsOf(
  client: AppConfigSender,
  stage: Stage,
): Promise<GuardSettings | undefined> {
  const own = await parametersOf(client, stage);
  return own && settingsIn(own, stage);
}

/**
 * The outcomes that a stage declares, as its stack has left word of them at its guard; without that word, those that the
 * guard watches. Rejects like `guardSettingsOf`.
 */
export async function declaredOutcomesOf(
  client: AppConfigSender,
  stage: Stage,
): Promise<readonly OutcomeDeclaration[]> {
  const own = await parametersOf(client, stage);
  if (own === undefined) return [];
  const parsed = parseOutcomes(jsonIn(own[GUARD_PARAMETER.outcomes] ?? ''));
  if (parsed.ok) return parsed.value;
  return settingsIn(own, stage).guard.guardrails.flatMap(({ metric, direction, tolerance }) => {
    const name = outcomeOfMetric(metric);
    // A guardrail says which way it gets worse.
    return name === undefined ? [] : [{ name, direction: opposite(direction), tolerance, primary: false }];
  });
}

async function parametersOf(client: AppConfigSender, stage: Stage): Promise<Parameters | undefined> {
  const guards: Parameters[] = [];
  for (const id of await associationsOf(client, stage)) {
    const { Parameters = {} } = await client.send(
      new GetExtensionAssociationCommand({ ExtensionAssociationId: id }),
    );
    if (GUARD_PARAMETER.guard in Parameters) guards.push(Parameters);
  }
  // Environments of one application share its profiles; each guard says which stage it is of, whose metrics it reads.
  const { name } = stage.environment;
  return guards.find(({ [GUARD_PARAMETER.stage]: of = name }) => of === name);
}

/** Ids of the extensions that deployments of the flag document call. */
async function associationsOf(client: AppConfigSender, { place }: Stage): Promise<readonly string[]> {
  const profile = `:application/${place.applicationId}/configurationprofile/${place.profileId}`;
  const all = await allPages((page) => client.send(new ListExtensionAssociationsCommand(page)));
  return all.filter(({ ResourceArn }) => ResourceArn?.endsWith(profile)).map(({ Id = '' }) => Id);
}

function settingsIn(parameters: Parameters, stage: Stage): GuardSettings {
  const { guard = '', service = '', stage: name = stage.environment.name } = parameters;
  const parsed = parseGuard(jsonIn(guard));
  if (parsed.ok) return { guard: parsed.value, service, stage: name };
  const message = `the guard of ${stageName(stage)} cannot be read, it was deployed by another version or changed by hand: ${parsed.problems.join('; ')}; deploy the stack again, with the version of this command`;
  throw new CliError('guard-unreadable', message, { exitCode: EXIT.refused });
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
