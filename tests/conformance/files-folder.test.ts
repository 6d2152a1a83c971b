import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { folderFiles } from '../../shared/platform/files/folder-files.ts';
import { filesSuite } from './files.ts';

filesSuite('files in a folder', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'petops-files-'));
  return { files: folderFiles(folder), stop: () => rm(folder, { recursive: true }) };
});
