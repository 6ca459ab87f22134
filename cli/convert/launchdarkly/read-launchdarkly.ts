import { child, IssueList } from '../../../core/document/issue-list.ts';
import { isRecord } from '../../../core/record.ts';
import { readJsonText, withoutMark } from '../../documents/json-text.ts';
import { ConditionBuilder } from '../expression/condition-builder.ts';
import type { ReadFlags } from '../format.ts';
import { LossList } from '../loss-list.ts';
import { documentOf, type ForeignFlag } from '../read-document.ts';
import type { Fields } from './fields.ts';
import { FlagReader } from './read-flag.ts';
import { SegmentReader } from './read-segment.ts';

/**
 * Reads flags as LaunchDarkly gives them to its SDKs: the answer of `/sdk/latest-all`, the file of a `FileDataSource`, or
 * what `ld-relay` and the streaming API put.
 */
export function readLaunchDarkly(text: string): ReadFlags {
  const json = readJsonText(withoutMark(text));
  if (!json.ok) return { losses: [], issues: json.problems };
  const payload = payloadIn(json.value);
  if (payload === undefined) return { losses: [], issues: refusal(json.value) };
  const builder = new ConditionBuilder();
  const segments = new SegmentReader(payload, builder);
  const { flags, flagValues } = payload;
  const entries = Object.entries(isRecord(flags) ? flags : {});
  const foreign = entries.flatMap(([key, flag]): readonly ForeignFlag[] => {
    const [pointer, losses] = [child('/flags', key), new LossList(key)];
    if (!isRecord(flag)) {
      losses.add('refused', pointer, 'a flag that is no object', 'LaunchDarkly calls such a flag malformed');
      return [{ pointer, losses }];
    }
    if (flag.deleted === true) return [];
    const place = { fields: { ...flag, key }, pointer, losses };
    return [new FlagReader(place, segments, builder).read()];
  });
  const values = Object.entries(isRecord(flagValues) ? flagValues : {}).map(([key, value]) =>
    fixedFlag(key, value),
  );
  return { ...documentOf([...foreign, ...values], builder.segments), issues: [] };
}

/** The object that has the flags, also where it is inside of an event of the streaming API. */
function payloadIn(input: unknown): Fields | undefined {
  if (!isRecord(input)) return undefined;
  if (isRecord(input.data) && isRecord(input.data.flags)) return input.data;
  return isRecord(input.flags) || isRecord(input.flagValues) ? input : undefined;
}

function refusal(input: unknown): ReadFlags['issues'] {
  const issues = new IssueList();
  const isApi = isRecord(input) && (Array.isArray(input.items) || isRecord(input.environments));
  issues.error({
    code: 'wrong-type',
    pointer: '',
    message: isApi
      ? "this is an answer of LaunchDarkly's REST API, which has flags of all environments and no segments"
      : 'flags of LaunchDarkly are an object with flags, and segments, by their keys',
    allowed: '{"flags": {…}, "segments": {…}}, as the SDKs get them',
    fix: 'fetch https://sdk.launchdarkly.com/sdk/latest-all with the SDK key of the environment as authorization',
  });
  return issues.all();
}

/** A file may give flags one value each. */
function fixedFlag(key: string, value: unknown): ForeignFlag {
  const pointer = child('/flagValues', key);
  return {
    pointer,
    losses: new LossList(key),
    flag: { flag: key, permanent: true, default: value, rules: [] },
  };
}
