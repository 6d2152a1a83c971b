import { createRequire } from 'node:module';
import { stopWithParent } from './children.ts';

// Azurite's command line as a child of the local product. It ends by itself on SIGINT and SIGTERM.
stopWithParent(() => process.kill(process.pid, 'SIGTERM'));
createRequire(import.meta.url)('azurite/dist/src/azurite.js');
