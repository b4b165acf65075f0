/** Colours of a terminal's SGR codes, on a dark ground. */
const COLOURS: Readonly<Record<number, string>> = {
  31: '#ff7b72', 32: '#7ee787', 33: '#e3b341', 34: '#79c0ff', 35: '#d2a8ff', 36: '#56d4dd', 90: '#8b949e',
};
const GROUND = '#0d1117';
const INK = '#c9d1d9';
const FONT_SIZE = 14;
/** Advance of a monospaced glyph and distance of lines, in shares of the font size. */
const ADVANCE = 0.602;
const LEADING = 1.45;
const PADDING = 20;
const BAR = 34;
const MAX_COLUMNS = 160;

interface Run {
  readonly text: string;
  readonly colour: string;
  readonly bold: boolean;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A line cut at its SGR codes (`ESC [ … m`); other escape sequences are dropped. */
export function runsOf(line: string): Run[] {
  const runs: Run[] = [];
  let colour = INK;
  let bold = false;
  for (const part of line.split(/(\u001b\[[0-9;]*[A-Za-z])/u)) {
    const codes = /^\u001b\[([0-9;]*)m$/u.exec(part)?.[1];
    if (codes !== undefined) {
      for (const code of codes.split(';').map(Number)) {
        if (code === 0) [colour, bold] = [INK, false];
        else if (code === 1) bold = true;
        else if (code === 22) bold = false;
        else colour = code === 39 ? INK : (COLOURS[code] ?? colour);
      }
    } else if (part !== '' && !part.startsWith('\u001b')) runs.push({ text: part, colour, bold });
  }
  return runs;
}

function tspan({ text, colour, bold }: Run): string {
  return `<tspan fill="${colour}"${bold ? ' font-weight="bold"' : ''}>${escaped(text)}</tspan>`;
}

/** A picture of a terminal with this text (SGR colours kept), its command line above it. Lines beyond 160 columns are cut. */
export function terminalSvg(command: string, output: string): string {
  const lines = [`\u001b[32m$\u001b[0m \u001b[1m${command}\u001b[0m`, ...output.trimEnd().split('\n')].map((line) => {
    let room = MAX_COLUMNS;
    return runsOf(line).flatMap((run) => {
      const text = run.text.slice(0, Math.max(0, room));
      room -= run.text.length;
      return text === '' ? [] : [{ ...run, text }];
    });
  });
  const columns = Math.max(60, ...lines.map((runs) => runs.reduce((sum, run) => sum + run.text.length, 0)));
  const width = Math.ceil(columns * FONT_SIZE * ADVANCE + 2 * PADDING);
  const height = Math.ceil(lines.length * FONT_SIZE * LEADING + BAR + PADDING);
  const rows = lines.map((runs, index) =>
    `<text x="${PADDING}" y="${(BAR + (index + 1) * FONT_SIZE * LEADING - 4).toFixed(1)}">${runs.map(tspan).join('')}</text>`);
  const dots = ['#ff5f56', '#ffbd2e', '#27c93f'].map((fill, index) => `<circle cx="${20 + index * 18}" cy="17" r="5.5" fill="${fill}"/>`).join('');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(command).replaceAll('"', '&quot;')}">`,
    `<rect width="${width}" height="${height}" rx="8" fill="${GROUND}"/>${dots}`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${FONT_SIZE}" fill="${INK}" xml:space="preserve">`,
    ...rows, '</g>', '</svg>', '',
  ].join('\n');
}
