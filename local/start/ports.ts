import { createServer } from 'node:net';

/** Whether somebody listens on this port of 127.0.0.1 already. */
export async function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(true);
    });
    probe.listen(port, '127.0.0.1', () => {
      probe.close(() => {
        resolve(false);
      });
    });
  });
}

/** Resolves once something accepts connections on the port; rejects after `patienceMs`. */
export async function untilListening(port: number, patienceMs: number): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await isTaken(port))) {
    if (Date.now() > deadline) throw new Error(`Nothing listens on port ${String(port)}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
