import { type CfnResource, Reference, Stack, Stage, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Properties of a resource as its template will have them: escape hatches and aspects included. */
export type Rendered = Readonly<Record<string, unknown>>;

/** Renders a resource. Values that only the deployment knows are intrinsic functions. */
export function rendered(resource: CfnResource): Rendered {
  const { Resources: resources = {} } = Stack.of(resource).resolve(resource._toCloudFormation()) as {
    readonly Resources?: Readonly<Record<string, { readonly Properties?: Rendered }>>;
  };
  return Object.values(resources)[0]?.Properties ?? {};
}

/** All resources of a class in the app, or in the stage of a pipeline, that a construct belongs to. */
export function resourcesAround<Resource extends CfnResource>(
  scope: IConstruct,
  kind: abstract new (...given: never[]) => Resource,
): readonly Resource[] {
  const around = Stage.of(scope) ?? scope.node.root;
  return around.node.findAll().filter((one): one is Resource & IConstruct => one instanceof kind);
}

/** The construct that a `Ref` or `Fn::GetAtt` stands for, across stacks too; `undefined` for a literal. */
export function referent(value: unknown): IConstruct | undefined {
  if (typeof value !== 'string') return undefined;
  const token = Tokenization.reverseString(value).firstToken;
  return token !== undefined && Reference.isReference(token) ? token.target : undefined;
}
