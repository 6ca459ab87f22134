import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Architecture, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Network } from './network.ts';

/** Where the package's functions run and what becomes of their logs; the same for all functions of a stage. */
export interface FunctionHosting {
  /**
   * How long logs are kept.
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
  /**
   * Symmetric key of the functions' Region that encrypts their logs, and the documents of `ModelFlags`. The policy of a
   * key of the same app is extended; that of an imported one is its owner's, and synthesis says what it must allow.
   * @default - keys that AWS owns
   */
  readonly encryptionKey?: IKey;
  /**
   * VPC the functions are in; it must lead to the services they call.
   * @default - no VPC
   */
  readonly network?: Network;
  /**
   * Processor of the functions; the AppConfig agent's layer must exist for it.
   * @default Architecture.ARM_64
   */
  readonly architecture?: Architecture;
  /**
   * Whether Lambda samples invocations for AWS X-Ray. Nothing of users is in a trace.
   * @default - no tracing
   */
  readonly tracing?: Tracing;
}

/** The part of a construct's props that its functions have in common, to be passed on. */
export function hostingOf(props: FunctionHosting): FunctionHosting {
  const { logRetention, encryptionKey, network, architecture, tracing } = props;
  return {
    ...(logRetention === undefined ? {} : { logRetention }),
    ...(encryptionKey === undefined ? {} : { encryptionKey }),
    ...(network === undefined ? {} : { network }),
    ...(architecture === undefined ? {} : { architecture }),
    ...(tracing === undefined ? {} : { tracing }),
  };
}
