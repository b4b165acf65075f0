/** The demo corpus against its labels, as `npm run demo` prints it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { measured } from '../lib/measure.js';
import { inFolder, root } from '../lib/places.js';
import type { Bench } from '../lib/figures.js';

interface Board {
  readonly problems: { readonly found: number; readonly total: number };
  readonly sound: { readonly held: number; readonly total: number };
  readonly lookalikes: { readonly passed: number; readonly total: number };
}

export const demo: Bench = {
  name: 'demo', group: 'quality', needs: [],
  async run() {
    const board = await inFolder(async (folder) => {
      const file = join(folder, 'board.json');
      const tsx = createRequire(import.meta.url).resolve('tsx/cli');
      const ran = await measured([process.execPath, tsx, join(root, 'scripts', 'demo.ts'), '--json', file], { cwd: root });
      if (ran.exitCode !== 0) throw new Error(`the demo exited with ${ran.exitCode}: ${ran.stderr.trim()}`);
      console.log(ran.stdout.slice(ran.stdout.indexOf('Scoreboard')).trim());
      return JSON.parse(readFileSync(file, 'utf8')) as Board;
    });
    return [
      { key: 'demo.found', label: `demo: found of ${board.problems.total} planted problems`, value: board.problems.found, unit: '' },
      { key: 'demo.soundHeld', label: `demo: held back of ${board.sound.total} sound chunks`, value: board.sound.held, unit: '' },
      { key: 'demo.lookalikesPassed', label: `demo: passed of ${board.lookalikes.total} look-alikes`, value: board.lookalikes.passed, unit: '' },
    ];
  },
};
