import { openSqliteStore } from '../../src/store/sqlite/index.js';
import { itemKey, Session } from '../contract/store/session.js';

/** Runs, reviews and backs up without end, until it is killed. Says `ready` once it writes. */
const [location = '', seedText = '1'] = process.argv.slice(2);
const session = new Session(openSqliteStore(location));
let seed = Number(seedText);
const random = (below: number): number => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return Math.floor((seed / 2_147_483_648) * below);
};
const lines = (): string[] => Array.from({ length: 1 + random(6) }, () => `line ${random(40)}${random(5) === 0 ? ' bad' : ''}`);

for (let turn = 0; ; turn += 1) {
  const fence = await session.begin();
  for (let write = 0; write < 4; write += 1) {
    const path = `${random(8)}.md`;
    if (random(4) === 0) await session.store.removeItems(fence, [itemKey(path)]);
    else await session.put(fence, { [path]: lines() });
  }
  if (turn === 0) process.stdout.write('ready\n');
  await session.decide(fence);
  const current = await session.store.currentGeneration();
  if (current !== null && random(2) === 0) {
    const ids = (await session.store.listChunks({ at: current.number, limit: 3 })).map((chunk) => chunk.id);
    await session.review(ids, random(2) === 0 ? 'approve' : 'reject', current.number);
  }
  await session.publish(fence);
  await session.end(fence);
}
