import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Connection } from '../../src/adapters/mongodb/connection.js';
import { databaseUrl } from '../contracts/service-url.js';

/** A database of a test's own on that server. */
export function temporaryMongo(server: string): {
  readonly url: string;
  readonly connect: () => Connection;
  readonly drop: () => Promise<void>;
} {
  const url = databaseUrl(server, `hepatrace_test_${randomUUID().slice(0, 8)}`);
  return {
    url,
    connect: () => new Connection(url),
    drop: async () => {
      const connection = new Connection(url);
      await connection.use((database) => database.dropDatabase());
      await connection.close();
    },
  };
}

/** A way to the server that can be cut, so that the server need not be stopped. For a server at one address. */
export async function brittleWay(url: string): Promise<{
  readonly url: string;
  /** Ends all connections, and lets no new one through until it is mended. */
  cut(): void;
  mend(): void;
  /** Lets the next request of a kind reach the server, and ends the connection in the place of its answer. */
  loseAnswerTo(command: string): void;
  /** How many answers were lost. */
  lost(): number;
  close(): Promise<void>;
}> {
  const { hostname, port, pathname, search } = new URL(url);
  const sockets = new Set<Socket>();
  let whole = true;
  let unlucky: string | null = null;
  let lost = 0;
  const server = createServer((near) => {
    if (!whole) {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    let doomed = false;
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket
        .on('error', () => {})
        .on('close', () => {
          sockets.delete(socket);
          other.destroy();
        });
    }
    near.on('data', (request) => {
      if (unlucky !== null && request.includes(`${unlucky}\0`)) {
        doomed = true;
        unlucky = null;
      }
      far.write(request);
    });
    far.on('data', (answer) => {
      if (!doomed) near.write(answer);
      else {
        lost += 1;
        near.destroy();
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    whole = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}${search}`,
    cut,
    mend: () => {
      whole = true;
    },
    loseAnswerTo: (command) => {
      unlucky = command;
    },
    lost: () => lost,
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
