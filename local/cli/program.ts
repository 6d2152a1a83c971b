import { Command, CommanderError } from 'commander';
import { detectNoShowsCommand } from './detect-no-shows-command.ts';
import { importCommand } from './import-command.ts';
import { jobsCommand } from './jobs-command.ts';
import { linksCommand } from './links-command.ts';
import { membersCommand } from './members-command.ts';
import { outboxCommand } from './outbox-command.ts';
import { passwordCommand } from './password-command.ts';
import { recomputeAttributionCommand } from './recompute-attribution-command.ts';
import { recomputeOwnerCommand } from './recompute-owner-command.ts';
import { recoverScoresCommand } from './recover-scores-command.ts';
import { replyCommand } from './reply-command.ts';
import { reportFailure } from './report-failure.ts';
import { runDueCommand } from './run-due-command.ts';
import { scanCommand } from './scan-command.ts';
import { scheduleCommand } from './schedule-command.ts';
import { storeCommand } from './store-command.ts';
import { tenantsCommand } from './tenants-command.ts';
import { tokenCommand } from './token-command.ts';
import { workflowsCommand } from './workflows-command.ts';

const program = new Command('petops')
  .description('Runs the operations of PetOps by hand, on the same use cases as the API.')
  .showHelpAfterError()
  // `outbox` and `outbox fault` share names of options: what follows a word belongs to it.
  .enablePositionalOptions()
  .exitOverride();

for (const command of [
  importCommand,
  scanCommand,
  scheduleCommand,
  detectNoShowsCommand,
  recoverScoresCommand,
  recomputeOwnerCommand,
  recomputeAttributionCommand,
  runDueCommand,
  jobsCommand,
  linksCommand,
  outboxCommand,
  replyCommand,
  tenantsCommand,
  workflowsCommand,
  membersCommand,
  passwordCommand,
  storeCommand,
  tokenCommand,
]) {
  program.addCommand(command().exitOverride());
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = error instanceof CommanderError ? error.exitCode : reportFailure(error);
}
