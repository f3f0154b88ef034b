import { connect, createServer } from 'node:net';
import { createTransport } from 'nodemailer';
import { afterEach, describe, expect, it } from 'vitest';
import { tokenBuckets } from '../../adapters/limits/token-buckets.ts';
import { listenForMail, type MailServer, type MailServerOptions, type SmtpMail } from '../../embedded/mail-server.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Listening {
  readonly server: MailServer;
  readonly delivered: SmtpMail[];
  readonly failures: string[];
  readonly send: (mail: Parameters<ReturnType<typeof createTransport>['sendMail']>[0]) => Promise<{ response: string }>;
}

const listening = async (options: Partial<MailServerOptions> = {}): Promise<Listening> => {
  const delivered: SmtpMail[] = [];
  const failures: string[] = [];
  const server = await listenForMail({
    port: 0,
    rates: tokenBuckets(() => 0),
    isRecipient: async (address) => address.startsWith('key'),
    deliver: async (mail) => {
      delivered.push(mail);
    },
    onFailure: (what) => failures.push(what),
    ...options,
  });
  const client = createTransport({ host: '127.0.0.1', port: server.port, tls: { rejectUnauthorized: true } });
  closing.push(async () => client.close(), server.close);
  const send: Listening['send'] = async (mail) =>
    client.sendMail({ from: 'a@example.com', to: 'key1@x.localhost', subject: 's', text: 't', ...mail });
  return { server, delivered, failures, send };
};

/** Speaks SMTP itself, for what a well-behaved client does not do. */
const talk = async (port: number, ...lines: readonly string[]): Promise<string> => {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.setEncoding('utf8').on('data', (text) => {
    heard += text;
    const next = replies(heard);
    if (next > sent && sent < lines.length) socket.write(`${lines[sent++]}\r\n`);
  });
  let sent = 0;
  await new Promise((resolve) => socket.on('close', resolve).on('error', resolve));
  return heard;
};
const replies = (heard: string): number => (heard.match(/^\d{3} /gm) ?? []).length;

describe('mail by SMTP', () => {
  it('is handed over raw, with the envelope, and answered with 250 after that', async () => {
    const { delivered, send } = await listening();
    const { response } = await send({
      envelope: {
        from: 'bounce@example.com',
        to: ['key1@x.localhost', 'KEY2@x.localhost'].map((a) => a.toLowerCase()),
      },
    });
    expect(response).toMatch(/^250 /);
    expect(delivered).toMatchObject([
      { returnPath: 'bounce@example.com', recipients: ['key1@x.localhost', 'key2@x.localhost'] },
    ]);
    expect(String(delivered[0]?.raw)).toContain('Subject: s\r\n');
  });

  it('from nobody has an empty return path', async () => {
    const { delivered, send } = await listening();
    await send({ envelope: { from: '', to: 'key1@x.localhost' } });
    expect(delivered[0]?.returnPath).toBe('');
  });

  it('is not answered with 250 before it is durable', async () => {
    const durable = Promise.withResolvers<void>();
    const { send } = await listening({ deliver: () => durable.promise });
    let answered = false;
    const sending = send({}).finally(() => {
      answered = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(answered).toBe(false);
    durable.resolve();
    expect((await sending).response).toMatch(/^250 /);
  });

  it('for nobody is refused when the recipient is named, and the others get theirs', async () => {
    const { delivered, send } = await listening();
    await expect(send({ to: 'unknown@x.localhost' })).rejects.toMatchObject({ responseCode: 550, command: 'RCPT TO' });
    expect(delivered).toEqual([]);
    await send({ to: ['unknown@x.localhost', 'key1@x.localhost'] });
    expect(delivered.map(({ recipients }) => recipients)).toEqual([['key1@x.localhost']]);
  });

  it('that could not be recorded is to be sent again, and the failure is told', async () => {
    const { failures, send } = await listening({ deliver: () => Promise.reject(new Error('the disk is full')) });
    const refused = send({});
    await expect(refused).rejects.toMatchObject({ responseCode: 451 });
    await expect(refused).rejects.not.toThrow(/disk is full/);
    expect(failures).toEqual(['taking in a mail']);
  });

  it('is to be sent again when recipients cannot be looked up', async () => {
    const { failures, send } = await listening({ isRecipient: () => Promise.reject(new Error('no configuration')) });
    await expect(send({})).rejects.toMatchObject({ responseCode: 451 });
    expect(failures).toEqual(['looking up a recipient of mail']);
  });

  it('that is too large is refused, announced or not', async () => {
    const { delivered, send, server } = await listening({ limits: { size: 2000 } });
    await expect(send({ text: 'x'.repeat(5000) })).rejects.toMatchObject({ responseCode: 552 });
    const heard = await talk(
      server.port,
      'EHLO x',
      'MAIL FROM:<a@b.c>',
      'RCPT TO:<key1@x>',
      'DATA',
      `${`${'x'.repeat(70)}\r\n`.repeat(100)}.`,
      'QUIT',
    );
    expect(heard).toMatch(/^552 /m);
    expect(heard).toContain('SIZE 2000');
    expect(delivered).toEqual([]);
  });

  it('to too many, or too much of it at once, is put off', async () => {
    let now = 0;
    const { send } = await listening({
      rates: tokenBuckets(() => now),
      limits: { recipients: 2, burst: 3, perMinute: 60 },
    });
    await expect(send({ to: ['key1@x', 'key2@x', 'key3@x'] })).resolves.toMatchObject({ rejected: ['key3@x'] });
    await send({});
    await send({});
    await expect(send({})).rejects.toMatchObject({ responseCode: 451, command: 'MAIL FROM' });
    now = 1000;
    await expect(send({})).resolves.toBeDefined();
    await expect(send({})).rejects.toMatchObject({ responseCode: 451 });
  });

  it('of somebody who guesses addresses ends', async () => {
    const { server } = await listening({ limits: { guesses: 2 } });
    const rcpt = 'RCPT TO:<guess@x>';
    const heard = await talk(server.port, 'EHLO x', 'MAIL FROM:<a@b.c>', rcpt, rcpt, rcpt, 'QUIT');
    expect(heard.match(/^550 /gm)).toHaveLength(2);
    expect(heard).toMatch(/^421 /m);
  });

  it('that breaks off in the middle is nobody’s alert', async () => {
    const { delivered, server } = await listening();
    await new Promise<void>((resolve) => {
      const socket = connect(server.port, '127.0.0.1');
      const lines = ['EHLO x', 'MAIL FROM:<a@b.c>', 'RCPT TO:<key1@x>', 'DATA'];
      let heard = '';
      let sent = 0;
      socket.setEncoding('utf8').on('data', (text) => {
        heard += text;
        if (/^354 /m.test(heard)) {
          socket.write('Subject: half a mail\r\n\r\nand then');
          setTimeout(() => socket.destroy(), 50);
        } else if (replies(heard) > sent) socket.write(`${lines[sent++]}\r\n`);
      });
      socket.on('close', () => resolve());
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(delivered).toEqual([]);
  });

  it('offers no encryption and no log-in, for it does not leave the machine', async () => {
    const { server } = await listening();
    const heard = await talk(server.port, 'EHLO x', 'QUIT');
    expect(heard).not.toMatch(/STARTTLS|AUTH/);
    expect(server.url).toBe(`smtp://127.0.0.1:${server.port}`);
  });

  it('by more clients than there is room for is put off', async () => {
    const { server } = await listening({ limits: { clients: 1 } });
    const first = connect(server.port, '127.0.0.1');
    await new Promise((resolve) => first.once('data', resolve));
    expect(await talk(server.port, 'QUIT')).toMatch(/^421 /);
    first.destroy();
  });
});

describe('when it stops', () => {
  it('what is under way ends with its answer, and idle clients are sent away', async () => {
    const durable = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const { send, server } = await listening({
      deliver: () => {
        started.resolve();
        return durable.promise;
      },
    });
    const idle = connect(server.port, '127.0.0.1');
    idle.on('error', () => {});
    await new Promise((resolve) => idle.once('data', resolve));
    const gone = new Promise((resolve) => idle.once('close', resolve));
    const sending = send({});
    await started.promise;
    const closed = server.close();
    durable.resolve();
    expect((await sending).response).toMatch(/^250 /);
    await Promise.all([closed, gone]);
    await expect(send({})).rejects.toMatchObject({ code: 'ESOCKET' });
  });
});

it('says what to do when its port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as { port: number };
  await expect(listening({ port })).rejects.toMatchObject({
    code: 'listen',
    message: expect.stringMatching(/SMTP_PORT=4026.*"off"/),
  });
  other.close();
});
