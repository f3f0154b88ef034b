import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { RateLimiter } from '../ports/rate-limiter.ts';
import { ListenError } from './http-server.ts';

/** The only interface that mail is taken on: no mail server has looked at it, so only programs of this machine may send. */
const LOOPBACK = '127.0.0.1';

const LIMITS = {
  /** Bytes of one mail. */
  size: 10 * 1024 * 1024,
  clients: 50,
  recipients: 20,
  /** Unknown recipients in one session; who guesses more is sent away. */
  guesses: 10,
  /** Mails in a burst, and mails a minute after it. */
  burst: 600,
  perMinute: 600,
} as const;

const IDLE_MS = 60_000;
const CLOSE_WITHIN_MS = 3_000;

/** A mail as SMTP handed it over. */
export interface SmtpMail {
  readonly raw: Uint8Array;
  /** Empty for mail that nobody may answer. */
  readonly returnPath: string;
  readonly recipients: readonly string[];
}

export interface MailServerOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Counts mails. */
  readonly rates: Pick<RateLimiter, 'take'>;
  readonly isRecipient: (address: string) => Promise<boolean>;
  /** Resolves when the mail is durable; what it throws makes the sender try again. */
  readonly deliver: (mail: SmtpMail) => Promise<void>;
  readonly onFailure: (what: string, error: unknown) => void;
  readonly limits?: Partial<Record<keyof typeof LIMITS, number>>;
}

export interface MailServer {
  readonly port: number;
  readonly url: string;
  /** Takes no more mail, lets what is under way end (bounded), and sends everybody away. */
  close(): Promise<void>;
}

/** What the sender is answered: 5xx for good, 4xx to try again. https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1 */
class SmtpReply extends Error {
  readonly responseCode: number;

  constructor(responseCode: number, text: string) {
    super(text);
    this.responseCode = responseCode;
  }
}

/** The whole mail. @throws SmtpReply for one that is too large or breaks off */
const received = (stream: SMTPServerDataStream): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => {
      // Read on without keeping: the sender hears its refusal at the end only.
      if (stream.sizeExceeded) chunks.length = 0;
      else chunks.push(chunk);
    });
    stream.on('end', () => {
      if (stream.sizeExceeded) reject(new SmtpReply(552, 'The mail is too large.'));
      else resolve(Buffer.concat(chunks));
    });
    stream.on('error', () => reject(new SmtpReply(451, 'The mail broke off.')));
  });

type Done = (error?: Error | null) => void;

/**
 * Listens for mail on the loopback interface. A recipient that is nobody's is refused when it is named, and 250 is
 * answered only when the mail is durable.
 *
 * @throws ListenError
 */
export const listenForMail = async (options: MailServerOptions): Promise<MailServer> => {
  const limits = { ...LIMITS, ...options.limits };
  const mayCome = (): boolean => options.rates.take('mail by SMTP', 1, limits) === 1;
  const guesses = new WeakMap<SMTPServerSession, number>();
  const underWay = new Set<Promise<void>>();

  const checkRecipient = async (address: string, session: SMTPServerSession): Promise<void> => {
    if ((guesses.get(session) ?? 0) >= limits.guesses) throw new SmtpReply(421, 'Too many unknown recipients.');
    if (await options.isRecipient(address)) return;
    guesses.set(session, (guesses.get(session) ?? 0) + 1);
    throw new SmtpReply(550, 'No integration has this address; "muster integration list" shows those that there are.');
  };

  const receive = async (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> => {
    // Of this transaction: the session is emptied for the next one.
    const { mailFrom, rcptTo } = session.envelope;
    const raw = await received(stream);
    await options.deliver({
      raw,
      returnPath: mailFrom === false ? '' : mailFrom.address,
      recipients: rcptTo.map(({ address }) => address),
    });
  };

  /** A reply of ours as it is; anything else was our failure, and the sender is to try again. */
  const answer = (what: string, work: Promise<void>, done: Done): void => {
    work.then(
      () => done(),
      (error: unknown) => {
        if (error instanceof SmtpReply) return done(error);
        options.onFailure(what, error);
        done(new SmtpReply(451, 'The mail could not be recorded; send it again.'));
      },
    );
  };

  const server = new SMTPServer({
    name: 'muster',
    banner: 'Muster',
    logger: false,
    size: limits.size,
    rejectOversized: true,
    maxClients: limits.clients,
    maxRecipients: limits.recipients,
    // Nothing leaves the machine, so there is nothing to encrypt; and who is looked up by name would.
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    disableReverseLookup: true,
    socketTimeout: IDLE_MS,
    closeTimeout: CLOSE_WITHIN_MS,
    onMailFrom: (_address, _session, done) =>
      done(mayCome() ? null : new SmtpReply(451, 'Too much mail at once; send it again in a minute.')),
    onRcptTo: (address, session, done) =>
      answer('looking up a recipient of mail', checkRecipient(address.address, session), done),
    onData: (stream, session, done) => {
      const work = receive(stream, session);
      const ended = work.then(
        () => {},
        () => {},
      );
      underWay.add(ended);
      void ended.finally(() => underWay.delete(ended));
      answer('taking in a mail', work, done);
    },
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === 'EADDRINUSE'
          ? `port ${options.port} is in use: stop what uses it, or choose another with SMTP_PORT=4026 (0 takes a free one, "off" takes no mail)`
          : cause.code === 'EACCES'
            ? `port ${options.port} needs more rights: choose one above 1023 with SMTP_PORT`
            : cause.message;
      reject(new ListenError(`Cannot listen for mail on ${LOOPBACK}: ${why}.`, { cause }));
    });
    server.listen(options.port, LOOPBACK, () => resolve());
  });
  // A connection that breaks costs that connection, not the service.
  server.on('error', () => {});
  const address = server.server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  return {
    port,
    url: `smtp://${LOOPBACK}:${port}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(resolve));
      const late = new Promise((resolve) => setTimeout(resolve, CLOSE_WITHIN_MS).unref());
      await Promise.race([Promise.all(underWay), late]);
      // One more turn, so that the last answer is written before its connection ends.
      await new Promise((resolve) => setImmediate(resolve));
      for (const connection of server.connections) connection.close();
      await closed;
    },
  };
};

/**
 * The same where a port that nobody has chosen may be taken: two installations on one machine are no mistake.
 *
 * @returns why there is none
 * @throws ListenError where somebody has chosen it
 */
export const listenForMailUnlessTaken = async (
  isChosen: boolean,
  options: MailServerOptions,
): Promise<MailServer | ListenError> => {
  try {
    return await listenForMail(options);
  } catch (error) {
    if (isChosen || !(error instanceof ListenError)) throw error;
    return error;
  }
};
