import { blobFiles } from '../../shared/platform/files/blob-files.ts';
import { startAzurite } from '../fixtures/azurite.ts';
import { filesSuite } from './files.ts';

filesSuite('files as blobs', async () => {
  const azurite = await startAzurite();
  const { connectionString } = azurite;
  return {
    files: blobFiles({ connectionString, container: 'files', createMissing: true }),
    stop: () => azurite.stop(),
  };
});
