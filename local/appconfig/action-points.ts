import type { Action, ActionInvocation, ActionPoint, AppliedExtension } from '@aws-sdk/client-appconfig';
import { invalidConfiguration } from './errors.ts';
import type { EventSink } from './event-sink.ts';
import type { ExtensionAssociations } from './extension-associations.ts';
import type { Extensions } from './extensions.ts';
import type { FunctionInvoker } from './function-invoker.ts';
import type { IdGenerator } from './id-generator.ts';

/** An extension as it was associated when a deployment started or a version was made. */
export interface BoundExtension {
  readonly applied: AppliedExtension;
  readonly associationArn: string;
  readonly actions: Partial<Record<ActionPoint, Action[]>>;
}

/** Members of a call that an event has, too. */
interface EventPayload {
  readonly Type: string;
  readonly Parameters: object;
  readonly [member: string]: unknown;
}

/** What came of calling one action: `invocation.ErrorCode` is set when it failed. */
export interface ActionOutcome {
  readonly invocation: ActionInvocation;
  readonly response: Readonly<Record<string, unknown>>;
}

/**
 * Calls the extensions at the action points of the workflow. Actions that are Lambda functions are called, those that are
 * the default event bus are told; others do nothing.
 */
export class ActionPoints {
  readonly #extensions: Extensions;
  readonly #associations: ExtensionAssociations;
  readonly #functions: FunctionInvoker;
  readonly #events: EventSink;
  readonly #ids: IdGenerator;

  constructor(deps: {
    readonly extensions: Extensions;
    readonly associations: ExtensionAssociations;
    readonly functions: FunctionInvoker;
    readonly events: EventSink;
    readonly ids: IdGenerator;
  }) {
    this.#extensions = deps.extensions;
    this.#associations = deps.associations;
    this.#functions = deps.functions;
    this.#events = deps.events;
    this.#ids = deps.ids;
  }

  /** The extensions associated with any of the resources, now. */
  bound(resourceArns: readonly string[]): BoundExtension[] {
    return this.#associations.of(resourceArns).map((association) => {
      const extension = this.#extensions.get({ ExtensionIdentifier: association.ExtensionArn });
      return {
        actions: extension.Actions,
        associationArn: association.Arn,
        applied: {
          ExtensionId: extension.Id,
          ExtensionAssociationId: association.Id,
          VersionNumber: extension.VersionNumber,
          Parameters: association.Parameters ?? {},
        },
      };
    });
  }

  /**
   * Calls every action bound to `point`, one after the other, with `payload` and the members every call has. Never
   * rejects: a function error, or an answer with `Error` in it, is an outcome with an `ErrorCode`.
   */
  async call(
    point: ActionPoint,
    extensions: readonly BoundExtension[],
    { Parameters, ...payload }: Readonly<Record<string, unknown>>,
  ): Promise<ActionOutcome[]> {
    const outcomes: ActionOutcome[] = [];
    for (const extension of extensions) {
      const { applied, actions } = extension;
      for (const action of actions[point] ?? []) {
        const members = {
          ...payload,
          Type: payloadType(point),
          Parameters: { ...applied.Parameters, ...(Parameters as object | undefined) },
        };
        if (isFunction(action)) outcomes.push(await this.#callOne(action, applied, members));
        else if (isEventBus(action)) this.#tell(extension, members);
      }
    }
    return outcomes;
  }

  /** An event has fewer members than a call, and other types for some of them. */
  #tell(
    { associationArn }: BoundExtension,
    { Type, Parameters, Application, Environment, ConfigurationProfile, ...rest }: EventPayload,
  ): void {
    const { DeploymentNumber, ConfigurationVersion } = rest;
    this.#events.put({
      source: 'aws.appconfig',
      detailType: Type.replace(/(?!^)[A-Z]/g, ' $&'),
      resources: [associationArn],
      detail: {
        ...{ InvocationId: this.#ids.next(), Parameters, Type },
        ...{ Application, Environment, ConfigurationProfile, DeploymentNumber, ConfigurationVersion },
      },
    });
  }

  async #callOne(action: Action, applied: AppliedExtension, payload: object): Promise<ActionOutcome> {
    const InvocationId = this.#ids.next();
    const invocation: ActionInvocation = {
      InvocationId,
      ExtensionIdentifier: applied.ExtensionId,
      ActionName: action.Name,
      Uri: action.Uri,
      ...(action.RoleArn === undefined ? {} : { RoleArn: action.RoleArn }),
    };
    try {
      const response = asRecord(await this.#functions.invoke(action.Uri ?? '', { InvocationId, ...payload }));
      return { invocation: { ...invocation, ...errorIn(response) }, response };
    } catch (error) {
      const failure = { ErrorCode: 'FunctionError', ErrorMessage: (error as Error).message };
      return { invocation: { ...invocation, ...failure }, response: {} };
    }
  }
}

/** Throws `BadRequestException` when an extension failed at a `PRE_` action point: that is its veto. */
export function assertNoVeto(outcomes: readonly ActionOutcome[]): void {
  const vetoes = outcomes.filter(({ invocation }) => invocation.ErrorCode !== undefined);
  if (vetoes.length === 0) return;
  throw invalidConfiguration(
    vetoes.map(({ invocation }) => ({
      Type: 'EXTENSION',
      Reason: `${invocation.ActionName ?? 'extension'}: ${invocation.ErrorMessage ?? invocation.ErrorCode ?? ''}`,
      Value: invocation.ErrorMessage,
    })),
  );
}

/** The content after the `PRE_` extensions: the last one that answered with `Content` (base64) decides. */
export function changedContent(outcomes: readonly ActionOutcome[], content: Uint8Array): Uint8Array {
  const changed = outcomes.findLast(({ response }) => typeof response.Content === 'string');
  return changed === undefined ? content : Buffer.from(String(changed.response.Content), 'base64');
}

function isFunction({ Uri }: Action): boolean {
  return /^arn:[^:]+:lambda:/.test(Uri ?? '');
}

function isEventBus({ Uri }: Action): boolean {
  return /^arn:[^:]+:events:[^:]+:[^:]+:event-bus\/default$/.test(Uri ?? '');
}

/** `AT_DEPLOYMENT_TICK` → `AtDeploymentTick`, as the payload names it. */
function payloadType(point: ActionPoint): string {
  return point.replace(/_?([A-Z])([A-Z]*)/g, (_, first: string, rest: string) => first + rest.toLowerCase());
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function errorIn({ Error: code, Message }: Readonly<Record<string, unknown>>): Partial<ActionInvocation> {
  if (code === undefined) return {};
  return { ErrorCode: String(code), ErrorMessage: String(Message ?? code) };
}
