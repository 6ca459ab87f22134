import { App, CfnWaitConditionHandle, Stack } from 'aws-cdk-lib';

// A template without any resource is refused. This one is nothing but a name.
new CfnWaitConditionHandle(new Stack(new App(), 'Least'), 'Handle');
