import type { DeploymentReader } from '../guard/rollout-history.ts';

/**
 * A reader that asks AppConfig once for each page and each version, whoever wants it again: a trial is followed back one
 * deployment at a time, and all looks of one comparison see the same list.
 */
export function rememberedDeployments(reader: DeploymentReader): DeploymentReader {
  return {
    listDeployments: once((input, signal) => reader.listDeployments(input, signal)),
    getHostedConfigurationVersion: once((input, signal) =>
      reader.getHostedConfigurationVersion(input, signal),
    ),
  };
}

type Ask<Input, Answer> = (input: Input, signal: AbortSignal) => Promise<Answer>;

function once<Input, Answer>(ask: Ask<Input, Answer>): Ask<Input, Answer> {
  const answers = new Map<string, Promise<Answer>>();
  return (input, signal) => {
    const key = JSON.stringify(input);
    const answer = answers.get(key) ?? ask(input, signal);
    answers.set(key, answer);
    return answer;
  };
}
