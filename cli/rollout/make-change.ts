import { flagChanges } from '../../core/difference/flag-changes.ts';
import { rollbackOf } from '../../lambda/watch/kill-deployment.ts';
import { isInProgress } from '../../lambda/watch/standing.ts';
import { askFor } from '../agreement.ts';
import { applyChange, type StartedChange } from '../appconfig/apply-change.ts';
import { stillInProgress } from '../appconfig/in-progress.ts';
import { type Change, prepareChange } from '../appconfig/prepare-change.ts';
import { type StageStrategies, strategiesOf } from '../appconfig/stage.ts';
import { stageArguments } from '../appconfig/stage-arguments.ts';
import { namesOf, type StageNames, stageName } from '../appconfig/stage-names.ts';
import type { ChangeOptions } from '../definitions/shared-options.ts';
import {
  type DocumentChanges,
  documentChanges,
  showDocumentChanges,
} from '../difference/document-changes.ts';
import { EXIT } from '../exit-code.ts';
import { watchDeployment } from '../observation/watch-deployment.ts';
import type { Report } from '../report.ts';
import { awaitEnd } from './await-end.ts';
import type { RolloutContext } from './rollout-context.ts';

/** A change and how it is brought to the users. */
export interface ChangeOrder {
  readonly change: Change;
  readonly strategy: keyof StageStrategies;
  /** `watch`: told about until it is over. `wait`: waited for, which takes seconds. `leave`: left to AppConfig. */
  readonly follow: 'watch' | 'wait' | 'leave';
}

/** What the verbs that change the document print with `--json`. */
export interface ChangeData extends StageNames, Partial<DocumentChanges> {
  /** What was asked for, in one line. */
  readonly summary: string;
  /** Whether a deployment was started; `false` also where everything was so already. */
  readonly changed: boolean;
  readonly dryRun?: true;
  /** Number of the hosted version that was stored. */
  readonly version?: number;
  /** Number of the deployment that was started. */
  readonly deployment?: number;
  /** AppConfig's word for how it ended; absent when nobody waited for it. */
  readonly state?: string;
  /** Why AppConfig took it back; only then. */
  readonly reason?: string;
}

/** Works a change out, shows it, asks, makes it and follows it. Rejects with `CliError` and with the SDK's errors. */
export async function makeChange(
  order: ChangeOrder,
  options: ChangeOptions,
  context: RolloutContext,
): Promise<Report> {
  const { open, screen } = context;
  const { change } = order;
  const { [order.strategy]: strategyId } = await strategiesOf(open.clients.appConfig, open.stage);
  const prepared = await prepareChange(open, change, context.io.clock);
  const names = { ...namesOf(context.open.stage), summary: change.summary, changed: false };
  if (prepared === undefined) return soAlready(names);
  const { deployed, after } = prepared;
  const documents = [deployed.document, after] as const;
  // Generated users have no attributes, so no pin is of any of them.
  const changes =
    order.strategy === 'linear'
      ? documentChanges(...documents, context.io.clock.now())
      : { changes: flagChanges(...documents) };
  screen.paragraph(
    `${change.summary}, in ${stageName(context.open.stage)} against version ${deployed.number}:`,
  );
  showDocumentChanges(changes, screen);
  const data: ChangeData = { ...names, ...changes };
  if (options.dryRun) return dryRun(data);
  await askFor(`Deploy this ${HOW[order.strategy]}?`, options, context);
  const started = await applyChange(prepared, { ...context, strategyId });
  const end = await follow(order, started, context);
  return reportOf({ ...data, ...started, ...end, changed: true }, context);
}

const HOW: Readonly<Record<keyof StageStrategies, string>> = {
  linear: 'step by step',
  atOnce: 'to everybody at once',
};

const WATCH_MS = 10_000;

type End = Pick<ChangeData, 'state' | 'reason'>;

async function follow(
  { follow: way }: ChangeOrder,
  { deployment: number }: StartedChange,
  context: RolloutContext,
): Promise<End> {
  if (way === 'leave') return {};
  if (way === 'watch') {
    const { state, cause } = await watchDeployment({ everyMs: WATCH_MS, number }, context.open, context);
    return { state, ...(cause && { reason: cause.description }) };
  }
  const deployment = await awaitEnd(number, context);
  if (isInProgress(deployment.State)) throw stillInProgress(deployment);
  const reason = rollbackOf(deployment)?.Description;
  return { state: deployment.State ?? '', ...(reason !== undefined && { reason }) };
}

function soAlready(data: ChangeData): Report {
  return {
    exitCode: EXIT.ok,
    data,
    show: (screen) => screen.paragraph(`${data.summary}: so it is already. Nothing was changed.`),
  };
}

function dryRun(data: ChangeData): Report {
  return {
    exitCode: EXIT.ok,
    data: { ...data, dryRun: true } satisfies ChangeData,
    show: (screen) => screen.line('Dry run: nothing was changed.'),
  };
}

function reportOf(data: ChangeData, { open }: RolloutContext): Report {
  const { summary, deployment, version, state, reason = 'AppConfig does not say why' } = data;
  const what = `Deployment ${deployment} of version ${version}`;
  const isTakenBack = state !== undefined && state !== 'COMPLETE';
  const text =
    state === undefined
      ? `${what} is started: ${summary}. Look at it with \`model-rollout watch ${stageArguments(open.stage)}\`.`
      : isTakenBack
        ? `${what} is ${state}, and the version before is served: ${reason}.`
        : `${what} is COMPLETE: ${summary}.`;
  return {
    exitCode: isTakenBack ? EXIT.takenBack : EXIT.ok,
    data,
    show: (screen) => screen.styled(isTakenBack ? 'red' : 'green', text),
  };
}
