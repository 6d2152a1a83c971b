import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const secretsShape = z.object({
  clientSecret: z.string().min(32),
  cookieKey: z.string().min(32),
  /** The signing key as a private JWK; a key to come is put before it, so that old tokens still verify. */
  keys: z.array(z.looseObject({ kid: z.string(), kty: z.string() })).min(1),
});
/** What the sign-in server of one data folder keeps secret. */
export type SignInSecrets = z.output<typeof secretsShape>;

/**
 * The secrets of a data folder, made on first use and kept, readable by this user only, so
 * that tokens survive a restart. Two processes that start at once get the same ones. Throws
 * one line naming the file when it is damaged.
 */
export async function signInSecrets(dataFolder: string): Promise<SignInSecrets> {
  const file = path.join(dataFolder, 'sign-in', 'secrets.json');
  return (await readSecrets(file)) ?? (await makeSecrets(file));
}

async function readSecrets(file: string): Promise<SignInSecrets | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return secretsShape.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${file} is damaged: delete it to have a new one made`, { cause });
  }
}

async function makeSecrets(file: string): Promise<SignInSecrets> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const secrets = {
    clientSecret: randomBytes(32).toString('base64url'),
    cookieKey: randomBytes(32).toString('base64url'),
    keys: [
      {
        ...privateKey.export({ format: 'jwk' }),
        kid: randomBytes(8).toString('hex'),
        alg: 'RS256',
        use: 'sig',
      },
    ],
  };
  await mkdir(path.dirname(file), { recursive: true });
  const draft = `${file}.${String(process.pid)}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, JSON.stringify(secrets), { mode: 0o600, flush: true });
  // Linking is atomic and refuses to overwrite: of two that start at once, one set remains.
  await link(draft, file).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  });
  await rm(draft);
  const kept = await readSecrets(file);
  if (kept === undefined) throw new Error(`${file} vanished while it was being made`);
  return kept;
}
