import { Command } from 'commander';
import { localSettings } from '../settings.ts';
import { localPassword } from '../sign-in/local-password.ts';
import { signInSecrets } from '../sign-in/secrets.ts';
import { print } from './print.ts';
import { withCommonOptions, type CommonOptions } from './session.ts';

/** `password`: the password of the local sign-in page. */
export function passwordCommand(): Command {
  return withCommonOptions(
    new Command('password').description('Print the password of the local sign-in page.'),
  ).action(async (options: CommonOptions) => {
    const { folder } = localSettings(options.data);
    const password = localPassword(await signInSecrets(folder));
    print(options, { password }, () => [password]);
  });
}
