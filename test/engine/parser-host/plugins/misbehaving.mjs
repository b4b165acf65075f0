import { writeFileSync } from 'node:fs';
import { execFileSync, spawn } from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns/promises';
import net from 'node:net';
import { networkInterfaces } from 'node:os';
import { Worker } from 'node:worker_threads';

/** Parsers that do what no parser should; the first line of the file says which. Plain objects, so that no build is needed. */
const anything = { safeParse: () => ({ success: true, data: {} }), parse: () => ({}) };
const document = (text) => ({ text, title: null, language: null, mediaType: 'text/x-bad', blocks: text === '' ? [] : [{ kind: 'paragraph', start: 0, end: text.length }], declared: {}, dates: [], findings: [] });
const attempt = (what) => {
  try {
    what();
    return 'allowed';
  } catch (error) {
    return error.code ?? 'refused';
  }
};

const deeds = {
  ok: (rest) => [document(rest)],
  loop: () => { for (;;); },
  sleep: async (rest) => { await new Promise((resolve) => setTimeout(resolve, Number(rest))); return [document('slept')]; },
  buffers: async () => { const kept = []; for (;;) { kept.push(Buffer.alloc(16 << 20, 1)); await new Promise((resolve) => setTimeout(resolve, 5)); } },
  heap: () => { const kept = []; for (;;) kept.push({ a: [kept.length], b: `${kept.length}` }); },
  exit: () => process.exit(0),
  abort: () => process.kill(process.pid, 'SIGKILL'),
  // Not the parser's own: it only ever kills a child that has worked before.
  throwsLater: (rest) => { setTimeout(() => { throw new Error('late'); }, 30); return [document(rest)]; },
  rejectsLater: (rest) => { setTimeout(() => { void Promise.reject(new Error('late')); }, 30); return [document(rest)]; },
  throwsAfter: async (rest) => { const [ms, replyMs] = rest.split(' ').map(Number); await new Promise((resolve) => setTimeout(resolve, replyMs)); setTimeout(() => { throw new Error('late'); }, ms); return [document('replied')]; },
  throws: () => { throw new TypeError('no such thing'); },
  flood: (rest) => [document('x'.repeat(Number(rest)))],
  announces: (rest) => { for (let times = 0; times < 3; times += 1) process.send({ kind: 'large', id: Number(rest) }); return new Promise(() => {}); },
  bigFields: () => [{ ...document('x'), declared: { a: 'x'.repeat(3_000_000) } }],
  overlap: () => [{ ...document('abc'), blocks: [{ kind: 'paragraph', start: 0, end: 2 }, { kind: 'paragraph', start: 1, end: 3 }] }],
  outside: () => [{ ...document('abc'), blocks: [{ kind: 'paragraph', start: 0, end: 4 }] }],
  twice: () => [{ ...document('a'), record: 'r' }, { ...document('b'), record: 'r' }],
  forged: (rest) => { for (let id = 1; id < 50; id += 1) if (id !== Number(rest)) process.send({ kind: 'done', id, pieces: [{ of: 'json', text: '{"forged":true}' }] }); return [document('mine')]; },
  lies: (rest) => { const [id, texts] = JSON.parse(rest); process.send({ kind: 'done', id, pieces: texts }); return new Promise(() => {}); },
  long: (rest) => [document(`a${'😀'.repeat(Number(rest))}`), { ...document(''), record: 'b' }, { ...document('ü'.repeat(Number(rest))), record: 'c' }],
  surrogate: () => [document('a \ud83d b'), { ...document('zwei ü'), record: 'r' }],
  env: () => [document(Object.keys(process.env).sort().join(' '))],
  zone: () => [document(`${process.env.TZ} ${new Date('2024-02-29T23:30:00').toISOString()}`)],
  rights: (rest) => [document(JSON.stringify({
    write: attempt(() => writeFileSync(rest, 'x')),
    process: attempt(() => execFileSync('true')),
    thread: attempt(() => new Worker('0', { eval: true })),
  }))],
  network: async (rest) => {
    const said = async (what) => { try { await what(); return 'allowed'; } catch (error) { return error.cause?.message ?? error.message; } };
    const reached = (socket) => new Promise((resolve, reject) => { socket.once('connect', resolve).once('error', reject); });
    return [document(JSON.stringify({
      connect: await said(() => reached(net.connect(Number(rest), '127.0.0.1'))),
      fetch: await said(() => fetch(`http://127.0.0.1:${rest}/`)),
      listen: await said(() => new Promise((resolve, reject) => { net.createServer().once('error', reject).listen(0, resolve); })),
      datagram: await said(() => new Promise((resolve, reject) => { dgram.createSocket('udp4').send('x', Number(rest), '127.0.0.1', (error) => { if (error) reject(error); else resolve(); }); })),
      lookup: await said(() => dns.lookup('localhost')),
      internals: await said(() => process.binding('tcp_wrap')),
      interfaces: Object.keys(networkInterfaces()),
    }))];
  },
  orphan: () => { spawn('sleep', ['300'], { stdio: 'ignore' }); for (;;); },
};

/** The same of what a file looks like. */
const looks = {
  ok: (rest) => ({ kind: 'text', text: rest }),
  loop: () => { for (;;); },
  exit: () => process.exit(0),
  sends: (rest) => JSON.parse(rest),
  floods: () => ({ kind: 'text', text: 'x'.repeat(2_000_000) }),
};

export const badParser = Object.freeze({
  kind: 'parser', id: 'bad', version: 3, options: anything, mediaTypes: ['text/x-bad'], extensions: ['.bad'],
  run: async ({ bytes }) => {
    const [deed, ...rest] = new TextDecoder().decode(bytes).split(' ');
    return deeds[deed](rest.join(' '));
  },
  render: async ({ bytes }) => {
    const [deed, ...rest] = new TextDecoder().decode(bytes).split('\n');
    return looks[deed](rest.join('\n'));
  },
});
