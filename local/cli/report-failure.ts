import { ProblemError } from '../../shared/kernel/problem.ts';
import { ConfigurationError } from '../../shared/platform/config.ts';
import { UnsuitableAccountError } from '../../shared/platform/store/cosmos/account-check.ts';
import { StoreUnavailableError } from '../../shared/platform/store/document-store.ts';
import { DamagedStoreError } from '../../shared/platform/store/sqlite/faults.ts';
import { HostStartError } from '../host/start-error.ts';
import { SignInUnavailableError } from '../sign-in/local-token.ts';

/** What a person at the keyboard can put right: the message says all, a stack would hide it. */
const EXPECTED = [
  ConfigurationError,
  DamagedStoreError,
  UnsuitableAccountError,
  StoreUnavailableError,
  HostStartError,
  SignInUnavailableError,
] as const;

/** Prints why a command failed, in as few lines as it takes, and returns its exit code. */
export function reportFailure(error: unknown): number {
  process.stderr.write(`${linesOf(error).join('\n')}\n`);
  return 1;
}

function linesOf(error: unknown): string[] {
  if (error instanceof ProblemError) {
    const { detail, allowed, errors = [] } = error.problem;
    const findings = errors.map((it) => `  ${it.field}: ${it.detail}`);
    return [
      `Error: ${detail}`,
      ...(allowed === undefined ? [] : [`Allowed: ${allowed}`]),
      ...(findings.length > 1 ? findings : []),
    ];
  }
  const plain =
    EXPECTED.some((kind) => error instanceof kind) || (error instanceof Error && 'code' in error);
  if (plain && error instanceof Error) return [`Error: ${error.message}`];
  return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
}
