import { join } from 'node:path';
import { z } from 'zod';
import { readJsonFile, writeJsonFile } from './json-file.ts';

/** Where the local product listens, all on 127.0.0.1. */
export interface LocalPorts {
  /** The functions host: API and admin page. */
  readonly api: number;
  readonly signIn: number;
  readonly blobs: number;
  readonly queues: number;
}

const port = z.int().min(1).max(65_535);
const portsSchema = z.object({ api: port, signIn: port, blobs: port, queues: port });

/** The ports that the last start in this data folder used; undefined before the first. */
export function readFolderPorts(folder: string): LocalPorts | undefined {
  return readJsonFile(fileOf(folder), portsSchema, 'delete it; the next start writes it anew');
}

/** Notes the ports of a start, so that the command line finds what runs in the folder. */
export function writeFolderPorts(folder: string, ports: LocalPorts): void {
  writeJsonFile(fileOf(folder), ports);
}

function fileOf(folder: string): string {
  return join(folder, 'ports.json');
}
