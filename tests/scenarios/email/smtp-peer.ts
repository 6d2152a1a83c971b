import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/** How the peer treats the next mails. */
export type SmtpFault =
  | 'refuse-recipient'
  | 'refuse-sender'
  | 'refuse-mail'
  | 'busy'
  | 'cut-after-mail'
  | 'hang-after-mail';

/** A real SMTP server on this machine. */
export interface SmtpPeer {
  readonly url: string;
  /** The mails it took, as they arrived. */
  readonly mails: string[];
  fault: SmtpFault | undefined;
  stop(): Promise<void>;
}

function refusal(responseCode: number): Error {
  return Object.assign(new Error('Refused'), { responseCode });
}

/** Starts an SMTP server that keeps what it takes and fails on demand. */
export async function startSmtpPeer(user?: { name: string; password: string }): Promise<SmtpPeer> {
  const mails: string[] = [];
  const server = new SMTPServer({
    authOptional: user === undefined,
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    onAuth({ username, password }, _session, done) {
      if (username === user?.name && password === user?.password) done(null, { user: username });
      else done(refusal(535));
    },
    onMailFrom(_address, _session, done) {
      done(peer.fault === 'refuse-sender' ? refusal(550) : null);
    },
    onRcptTo(_address, _session, done) {
      if (peer.fault === 'refuse-recipient') done(refusal(550));
      else done(peer.fault === 'busy' ? refusal(421) : null);
    },
    onData(stream, session, done) {
      void text(stream).then((source) => {
        if (peer.fault === 'refuse-mail') {
          done(refusal(554));
          return;
        }
        mails.push(source);
        if (peer.fault === 'hang-after-mail') return;
        if (peer.fault === 'cut-after-mail') cut(session.id);
        else done(null);
      });
    },
  });
  const cut = (id: string) => {
    for (const connection of server.connections) {
      if ((connection as unknown as { id: string }).id === id) {
        (connection as unknown as { _socket: { destroy(): void } })._socket.destroy();
      }
    }
  };
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  const sign = user === undefined ? '' : `${user.name}:${user.password}@`;
  const peer: SmtpPeer = {
    url: `smtp://${sign}127.0.0.1:${String(port)}`,
    mails,
    fault: undefined,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
  return peer;
}
