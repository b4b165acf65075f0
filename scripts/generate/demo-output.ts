import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { terminalSvg } from './terminal-svg.js';

export const DEMO_COMMAND = 'npm run demo';
const BLOCK = /(<!-- demo-output -->\n)[\s\S]*?(<!-- \/demo-output -->)/u;
const FENCE = /```[a-z]*\n([\s\S]*?)```/u;
/** What a first screen has room for; the scoreboard's first line always stays. */
const SHOWN_WIDTH = 120;
const SCOREBOARD = /^Scoreboard/u;

const cut = (line: string): string => (line.length <= SHOWN_WIDTH ? line : `${line.slice(0, SHOWN_WIDTH - 1)}…`);

/** The part of the demo's output that README shows: the run without its hints, and the scoreboard's first line. */
export function excerptOf(output: string): string {
  const lines = output.replaceAll(/\u001b\[[0-9;]*m/gu, '').split('\n').map((line) => line.trimEnd());
  const first = lines.findIndex((line) => line.startsWith('Run of '));
  const hints = lines.findIndex((line) => line.startsWith('Where to look next'));
  const board = lines.findIndex((line) => SCOREBOARD.test(line));
  if (first < 0 || hints < first || board < hints) throw new Error('the demo printed something else than a run and its scoreboard');
  return [...lines.slice(first, hints), ...lines.slice(board, board + 2)].map(cut).join('\n').trim();
}

/** Runs the built demo and puts what it printed into README. */
export function readmeWithDemo(root: string): string {
  const demo = spawnSync('npm', ['run', '--silent', 'demo'], { cwd: root, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
  if (demo.status !== 0) throw new Error(`the demo ended with ${demo.status ?? 'a signal'}: ${demo.stderr}`);
  const text = excerptOf(demo.stdout);
  return readFileSync(join(root, 'README.md'), 'utf8').replace(BLOCK, (_all, start: string, end: string) => `${start}\`\`\`text\n${text}\n\`\`\`\n${end}`);
}

/** Colours for plain output, as the terminal shows it. */
function painted(text: string): string {
  return text.split('\n').map((line) => {
    if (/^(?:Run of|Held back for|Exported|Scoreboard|Could not)/u.test(line)) return line.replace(/^[^:(]+/u, '\u001b[1m$&\u001b[0m');
    return line
      .replace(/^(\s+\d+\s+)([a-z]+\/[a-z-]+)$/u, '$1\u001b[36m$2\u001b[0m')
      .replace(/\b\d+ accepted/gu, '\u001b[32m$&\u001b[0m').replace(/\b\d+ held back/gu, '\u001b[33m$&\u001b[0m').replace(/\b\d+ rejected/gu, '\u001b[31m$&\u001b[0m')
      .replace(/found \d+ of \d+/u, '\u001b[32m$&\u001b[0m');
  }).join('\n');
}

/** docs/images/demo.svg, from the output that README shows. */
export function demoSvg(root: string): string {
  const block = BLOCK.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[0];
  const text = block === undefined ? undefined : FENCE.exec(block)?.[1];
  if (text === undefined) throw new Error('README.md has no block between <!-- demo-output --> and <!-- /demo-output -->');
  return terminalSvg(DEMO_COMMAND, painted(text));
}
