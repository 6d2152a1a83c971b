import { Command } from 'commander';
import { processEnvironment } from '../../shared/platform/environment.ts';
import { createContainers } from '../../shared/platform/store/cosmos/create-containers.ts';
import { print } from './print.ts';
import { withCommonOptions, type CommonOptions } from './session.ts';

interface CreateOptions extends CommonOptions {
  readonly endpoint: string;
  readonly database: string;
}

const EMULATOR_ENDPOINT = 'http://127.0.0.1:8081';
// The emulator's published key; it opens nothing else.
const EMULATOR_KEY =
  'C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==';

/** `store create`: the database and containers of an emulator, which no deployment makes. */
export function storeCommand(): Command {
  const environment = processEnvironment();
  const command = new Command('store').description('Prepare a document store for development.');
  command.addCommand(
    withCommonOptions(
      new Command('create').description(
        'Make database and containers in a Cosmos DB emulator; what is there stays. The key is ' +
          "COSMOS_KEY, else the emulator's own.",
      ),
    )
      .option(
        '--endpoint <url>',
        'address of the emulator',
        environment['COSMOS_ENDPOINT'] ?? EMULATOR_ENDPOINT,
      )
      .option('--database <name>', 'its database', environment['COSMOS_DATABASE'] ?? 'petops')
      .action(async (options: CreateOptions) => {
        const { endpoint, database } = options;
        await createContainers({
          endpoint,
          database,
          key: environment['COSMOS_KEY'] ?? EMULATOR_KEY,
        });
        print(options, { endpoint, database }, () => [`${database} at ${endpoint} is ready.`]);
      }),
  );
  return command;
}
