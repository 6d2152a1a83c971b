import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The files of the page that shows an API description (Swagger UI), from its installed package. */
const FILES = {
  script: () => import.meta.resolve('swagger-ui-dist/swagger-ui-bundle.js'),
  style: () => import.meta.resolve('swagger-ui-dist/swagger-ui.css'),
};

/** Reads one of the reader's files as text. */
export async function apiReaderFile(name: keyof typeof FILES): Promise<string> {
  return readFile(fileURLToPath(FILES[name]()), 'utf8');
}
