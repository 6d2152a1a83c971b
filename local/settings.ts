import { join, resolve } from 'node:path';
import type { Environment } from '../shared/platform/config.ts';
import { UNUSABLE_NUMBERS } from './demo/awkward-cases.ts';
import { readFolderPorts, type LocalPorts } from './folder-ports.ts';
import { readLocalSettings } from './host/config/local-settings.ts';
import { LOCAL_AUDIENCE } from './sign-in/client-name.ts';

/** The ports used unless told otherwise: Azurite's and Core Tools' usual ones. */
const DEFAULT_PORTS: LocalPorts = { api: 7071, signIn: 7072, blobs: 10000, queues: 10001 };

// Known to everybody: it signs links of mails that stay on this machine alone.
const LINK_SECRET = 'links-of-mails-that-never-leave-this-machine';

/** The folder that holds everything the local product keeps. */
export const DEFAULT_DATA_FOLDER = '.petops';

// Azurite's published development account; it opens nothing but an emulator.
const ACCOUNT = 'devstoreaccount1';
const ACCOUNT_KEY =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** Where the local product keeps what, and what the application must be told to find it. */
export interface LocalSettings {
  readonly folder: string;
  readonly ports: LocalPorts;
  readonly clockFile: string;
  readonly outboxFile: string;
  /** Folder of the e-mails that stay on this machine. */
  readonly emailFolder: string;
  /** The application's environment: local values, then `local.settings.json`, then the process's own. */
  readonly environment: Environment;
}

/**
 * The settings of the local product in a data folder; `ports` are those of its last start by
 * default. Values of `local.settings.json` in the working directory and of the environment win
 * over the local ones. When they make texts or e-mails leave the machine, the folder's shifted clock
 * is left out: what is real goes by the real time. Throws with the file's name when a file is not
 * what it should be.
 */
export function localSettings(
  folder: string,
  ports: LocalPorts = readFolderPorts(folder) ?? DEFAULT_PORTS,
  own: Environment = process.env,
): LocalSettings {
  const absolute = resolve(folder);
  const clockFile = join(absolute, 'clock.json');
  const outboxFile = join(absolute, 'outbox.jsonl');
  const emailFolder = join(absolute, 'emails');
  const given = { ...readLocalSettings('.'), ...own };
  const staysLocal =
    (given['SMS_TRANSPORT'] ?? 'local') === 'local' &&
    ['local', 'none'].includes(given['EMAIL_TRANSPORT'] ?? 'local');
  const environment = {
    AzureWebJobsStorage: connectionString(ports),
    SQLITE_FILE: join(absolute, 'petops.sqlite'),
    FILES_FOLDER: join(absolute, 'files'),
    PUBLIC_BASE_URL: `http://127.0.0.1:${String(ports.api)}`,
    SMS_TRANSPORT: 'local',
    SMS_OUTBOX_FILE: outboxFile,
    SMS_OUTBOX_UNUSABLE: UNUSABLE_NUMBERS.join(','),
    EMAIL_TRANSPORT: 'local',
    EMAIL_OUTBOX_FOLDER: emailFolder,
    ...(staysLocal && { LOCAL_CLOCK_FILE: clockFile, LINK_SECRET }),
    AUTH_ISSUER: `http://127.0.0.1:${String(ports.signIn)}`,
    AUTH_AUDIENCE: LOCAL_AUDIENCE,
    ...given,
  };
  return { folder: absolute, ports, clockFile, outboxFile, emailFolder, environment };
}

function connectionString({ blobs, queues }: LocalPorts): string {
  const at = (port: number): string => `http://127.0.0.1:${String(port)}/${ACCOUNT}`;
  return (
    `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${ACCOUNT_KEY};` +
    `BlobEndpoint=${at(blobs)};QueueEndpoint=${at(queues)};`
  );
}
