import { parseArgs } from 'node:util';
import { startSignIn } from '../sign-in/sign-in.ts';
import { stopWithParent } from './children.ts';

// The sign-in server as a child of the local product.
const { values } = parseArgs({
  options: { port: { type: 'string' }, data: { type: 'string' } },
});
const signIn = await startSignIn({
  port: Number(values.port),
  dataFolder: values.data ?? '.',
});
const stop = (): void => {
  void signIn.stop().then(() => process.exit(0));
};
process.once('SIGTERM', stop);
stopWithParent(stop);
