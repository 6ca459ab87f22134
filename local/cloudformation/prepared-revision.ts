import type { UpdateStackInput } from '@aws-sdk/client-cloudformation';
import { validationError } from './errors.ts';
import type { ParameterSources } from './parameters.ts';
import type { ResourceSchemas } from './resource-schema.ts';
import { Revision, type StackSettings } from './revision.ts';
import type { Stack } from './stack.ts';
import { parseTemplate } from './template.ts';
import { checkCapabilities, checkTemplate, type TemplateKnowledge } from './template-check.ts';

/** A template, by text, by URL or as before, and what else a stack is to be made or changed with. */
export type RevisionInput = StackSettings &
  Pick<UpdateStackInput, 'TemplateBody' | 'TemplateURL' | 'UsePreviousTemplate'>;

/** Where a revision takes its template from, what it is checked against, and what it can refer to. */
export interface RevisionSources
  extends Pick<TemplateKnowledge, 'providers'>,
    Pick<ParameterSources, 'stored'> {
  /** Text of a template by its URL. */
  readonly templates: (url: string) => Promise<string>;
  readonly schemas: ResourceSchemas;
}

/**
 * The revision that a request asks for.
 *
 * @throws `ValidationError`, `InsufficientCapabilitiesException` for what could never be carried out.
 */
export async function prepareRevision(
  stack: Stack,
  input: RevisionInput,
  { templates, schemas, providers, stored }: RevisionSources,
): Promise<Revision> {
  const template = parseTemplate(await templateText(stack, input, templates));
  checkTemplate(template, { schemas, providers });
  checkCapabilities(template, input.Capabilities ?? [], schemas);
  return new Revision({
    ...{ template, schemas, stored },
    settings: settingsOf(input),
    previous: stack.revision,
    place: stack.place,
  });
}

async function templateText(
  stack: Stack,
  { TemplateBody, TemplateURL, UsePreviousTemplate }: RevisionInput,
  templates: RevisionSources['templates'],
): Promise<string> {
  const previous = UsePreviousTemplate ? stack.revision?.template.body : undefined;
  const text = TemplateBody ?? previous ?? (TemplateURL && (await templates(TemplateURL)));
  if (text !== undefined && text !== '') return text;
  throw validationError('Either Template URL or Template Body must be specified.');
}

/** Only what was given: the rest stays as it was. */
function settingsOf(input: RevisionInput): StackSettings {
  const { Parameters, Tags, Capabilities, NotificationARNs, RoleARN, RollbackConfiguration } = input;
  const settings = { Parameters, Tags, Capabilities, NotificationARNs, RoleARN, RollbackConfiguration };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
