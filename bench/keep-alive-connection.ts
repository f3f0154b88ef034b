import { connect, type Socket } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');

const statusOf = (answer: Buffer): number => Number(answer.toString('latin1', 9, 12));

/** How long the answer that begins in these bytes is; undefined while that cannot be told. */
const lengthOf = (answer: Buffer): number | undefined => {
  const end = answer.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const head = answer.toString('latin1', 0, end);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined && statusOf(answer) !== 204) throw new Error(`An answer without a length: ${head}`);
  return end + HEAD_END.length + Number(length ?? 0);
};

/**
 * One HTTP/1.1 connection, kept alive, that sends prepared bytes and waits for the answer: as little as a client can do, so
 * that the server is what is measured. One request at a time.
 */
export class KeepAliveConnection {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #answered: ((status: number) => void) | undefined;
  #failed: ((error: Error) => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (error) => this.#failed?.(error));
    socket.on('close', () => this.#failed?.(new Error('The server closed the connection.')));
  }

  static open(port: number): Promise<KeepAliveConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.removeListener('error', reject);
        resolve(new KeepAliveConnection(socket));
      });
      socket.once('error', reject);
    });
  }

  /** @param answered told the status, once */
  send(request: Buffer, answered: (status: number) => void, failed: (error: Error) => void): void {
    this.#answered = answered;
    this.#failed = failed;
    this.#socket.write(request);
  }

  post(request: Buffer): Promise<number> {
    return new Promise((resolve, reject) => this.send(request, resolve, reject));
  }

  close(): void {
    this.#failed = undefined;
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    const received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const length = lengthOf(received);
    if (length === undefined || received.length < length) {
      this.#received = received;
      return;
    }
    this.#received = Buffer.alloc(0);
    this.#answered?.(statusOf(received));
  }
}
