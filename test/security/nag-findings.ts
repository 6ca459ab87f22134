import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, type IApplyRule, NagRuleCompliance } from 'cdk-nag';
import type { IConstruct } from 'constructs';

/** What a rule says of a resource, or that somebody gave a reason for it. */
export interface Noted {
  /** Such as `AwsSolutions-IAM5[Resource::*]`. */
  readonly rule: string;
  /** Path of the construct. */
  readonly at: string;
}

/** A finding that somebody put up with. */
export interface Acknowledged extends Noted {
  readonly reason: string;
}

/** Everything that the rules of AwsSolutions find in a tree, whoever put up with it. */
export function findingsIn(scope: IConstruct): readonly Noted[] {
  const checks = new EveryFinding();
  checks.validateScope(scope);
  return checks.found;
}

/** Every finding of AwsSolutions that somebody put up with in a tree. */
export function acknowledgedIn(scope: IConstruct): readonly Acknowledged[] {
  return scope.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Readonly<Record<string, string>>))
      .map(([rule, reason]) => ({ rule: rule.replace(/^annotation::/i, ''), at: node.path, reason }))
      .filter(({ rule }) => rule.startsWith('AwsSolutions-')),
  );
}

/** An acknowledgement holds for a construct and all below it. */
export function isOf({ rule, at }: Acknowledged, finding: Noted): boolean {
  return rule === finding.rule && (finding.at === at || finding.at.startsWith(`${at}/`));
}

/** The pack itself keeps only what nobody put up with. */
class EveryFinding extends AwsSolutionsChecks {
  readonly found: Noted[] = [];

  protected override applyRule({ rule, ruleSuffixOverride = rule.name, node }: IApplyRule): void {
    const id = `${this.packName}-${ruleSuffixOverride}`;
    const says = rule(node);
    if (says === NagRuleCompliance.NON_COMPLIANT) this.found.push({ rule: id, at: node.node.path });
    if (!Array.isArray(says)) return;
    for (const finding of says) this.found.push({ rule: `${id}[${finding}]`, at: node.node.path });
  }
}
