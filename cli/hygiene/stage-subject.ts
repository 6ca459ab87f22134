import { GetHostedConfigurationVersionCommand } from '@aws-sdk/client-appconfig';
import { flagMotion } from '../../core/hygiene/flag-motion.ts';
import { parsePromptDocumentText } from '../../core/prompts/parse-prompt-document.ts';
import type { PromptDocument } from '../../core/prompts/prompt-document.ts';
import type { OpenStage } from '../appconfig/open-stage.ts';
import { namesOf } from '../appconfig/stage-names.ts';
import { newestOf } from '../observation/deployments.ts';
import type { Stretch } from '../observation/request-sums.ts';
import { deployedHistory } from './deployed-history.ts';
import { requestCounts } from './request-counts.ts';
import type { Subject } from './subject.ts';

/**
 * What is deployed in a stage or on its way to everybody, the prompts beside it, and what AppConfig and CloudWatch tell of
 * the stretch. Rejects with the SDK's errors, `not-found`, `document-refused` and `unreachable`.
 */
export async function stageSubject(open: OpenStage, stretch: Stretch): Promise<Subject> {
  const { current, served } = await deployedHistory(open, stretch);
  const { quietSinceMs, movingSinceMs } = flagMotion(served);
  const movedThroughout = [...movingSinceMs.keys()].filter(
    (flag) => (movingSinceMs.get(flag) ?? stretch.nowMs) <= stretch.fromMs,
  );
  const prompts = await deployedPrompts(open);
  return {
    source: { ...namesOf(open.stage), version: current.number },
    facts: {
      document: current.document,
      form: 'document',
      quietSinceMs,
      requests: await requestCounts(open, movedThroughout, stretch),
      ...(prompts && { prompts }),
    },
    warnings: [],
  };
}

/** `undefined` where none are deployed, or none that could be read. */
async function deployedPrompts({ stage, clients }: OpenStage): Promise<PromptDocument | undefined> {
  const { place, promptsProfileId } = stage;
  if (promptsProfileId === undefined) return undefined;
  const { complete } = await newestOf(clients.appConfig, { ...place, profileId: promptsProfileId });
  if (complete === undefined) return undefined;
  const { Content } = await clients.appConfig.send(
    new GetHostedConfigurationVersionCommand({
      ApplicationId: place.applicationId,
      ConfigurationProfileId: promptsProfileId,
      VersionNumber: Number(complete.ConfigurationVersion),
    }),
  );
  const parsed = parsePromptDocumentText(new TextDecoder().decode(Content));
  return parsed.ok ? parsed.value : undefined;
}
