import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { describe, expect, it } from 'vitest';
import { checkPipeline, cronFault, timeZoneFault } from '../../src/config/index.js';
import { MAIN, ROOT } from '../built/index.js';
import { folder, json, winnow } from '../cli/support.js';

type Tree = { [key: string]: Tree } & Record<string, unknown>;

const DEPLOY = join(ROOT, 'deploy');
const textOf = (...path: string[]): string => readFileSync(join(DEPLOY, ...path), 'utf8');
const manifests = (file: string): Tree[] => parseAllDocuments(textOf('kubernetes', file)).map((document) => {
  expect(document.errors).toEqual([]);
  return document.toJS() as Tree;
});
const kind = (file: string, name: string): Tree => {
  const found = manifests(file).find((manifest) => (manifest['kind'] as unknown) === name);
  if (found === undefined) throw new Error(`no ${name} in ${file}`);
  return found;
};

const cronJob = kind('cronjob.yaml', 'CronJob');
const deployment = kind('deployment.yaml', 'Deployment');
const containerOf = (template: Tree): Tree => (template['spec']!['containers'] as unknown as Tree[])[0]!;
const job = containerOf(cronJob['spec']!['jobTemplate']!['spec']!['template']!);
const service = containerOf(deployment['spec']!['template']!);

const directives = (unit: string): [string, string][] => textOf('systemd', unit).split('\n').filter((line) => /^[A-Z]/u.test(line)).map((line) => line.split(/=(.*)/su).slice(0, 2) as [string, string]);
const directive = (unit: string, name: string): string => directives(unit).find(([key]) => key === name)?.[1] ?? '';

const workflow = parse(textOf('github', 'winnow-check.yml')) as Tree;
const steps = workflow['jobs']!['check']!['steps'] as unknown as { name?: string; run?: string; uses?: string; with?: Record<string, unknown> }[];
const checkStep = steps.find(({ name }) => name === 'Check the documents')?.run ?? '';

/** Every command line of the recipes, from the verb on. */
const COMMANDS: readonly [where: string, args: readonly string[]][] = [
  ...['winnow-nightly.service', 'winnow-schedule.service'].map((unit): [string, string[]] => [unit, directive(unit, 'ExecStart').split(' ').slice(2)]),
  ['cronjob.yaml', job['args'] as unknown as string[]], ['deployment.yaml', service['args'] as unknown as string[]], ['winnow-check.yml', checkStep.split(' ').slice(2)],
];

describe('the recipes in deploy/', () => {
  it.each(COMMANDS)('%s calls a verb with options that it has', async (_where, args) => {
    const [verb = '', ...rest] = args;
    const help = await winnow([verb, '--help'], { cwd: folder() });
    expect(help.code, verb).toBe(0);
    const options = rest.filter((argument) => argument.startsWith('--'));
    for (const option of options) expect(help.stdout, option).toMatch(new RegExp(`^ +${option}(?: |$)`, 'mu'));
    // Their values are taken, too: all but the pipeline file, which is not there.
    const tried = await winnow(verb === 'check' ? [verb, 'nowhere', ...rest.slice(1), '--summary=x.md'] : [verb, 'nowhere.yaml', ...rest.slice(1)], { cwd: folder() });
    expect([tried.code, tried.stderr]).toEqual([2, expect.stringMatching(/error\[pipeline-not-found\]|cannot check "nowhere"/u)]);
  });

  it('names every file in the page on nights', () => {
    const page = readFileSync(join(ROOT, 'docs', 'nightly.md'), 'utf8');
    const files = readdirSync(DEPLOY, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => name);
    expect(files.length).toBeGreaterThanOrEqual(7);
    for (const file of files) expect(page, file).toContain(file);
  });
});

describe('systemd', () => {
  const verify = spawnSync('systemd-analyze', ['--version']);

  it.skipIf(verify.status !== 0)('takes the units (systemd-analyze; skipped where it is not installed)', () => {
    const cwd = folder();
    for (const unit of readdirSync(join(DEPLOY, 'systemd'))) {
      // As on a machine where it is installed: this account, this Node, this page.
      const text = textOf('systemd', unit).replace(/^(User|Group)=.*$/gmu, '$1=root').replaceAll('/usr/bin/node', process.execPath).replaceAll('/opt/winnow', ROOT);
      writeFileSync(join(cwd, unit), text);
    }
    const ran = spawnSync('systemd-analyze', ['verify', '--man=no', ...readdirSync(cwd).map((unit) => join(cwd, unit))], { encoding: 'utf8' });
    const own = ran.stderr.split('\n').filter((line) => line.includes(cwd) || /^winnow-/u.test(line));
    expect([ran.status, own]).toEqual([0, []]);
  });

  it.each(['winnow-nightly.service', 'winnow-schedule.service'])('%s leaves parsers their namespaces and Node its compiler, and asks the main process alone to stop', (unit) => {
    expect(directive(unit, 'KillMode')).toBe('mixed');
    expect(directive(unit, 'RestrictNamespaces')).toBe('user net');
    for (const name of ['MemoryDenyWriteExecute', 'ProcSubset', 'PrivateNetwork', 'PrivateUsers']) expect(directive(unit, name), name).toBe('');
    expect(directive(unit, 'Environment')).toContain('WINNOW_STORE=/var/lib/winnow/');
    expect(directive(unit, 'StateDirectory')).toBe('winnow');
  });

  it('treats exit codes as the page says', () => {
    expect(directive('winnow-nightly.service', 'SuccessExitStatus').split(' ')).toEqual(['3', '130']);
    expect(directive('winnow-nightly.service', 'RestartPreventExitStatus').split(' ')).toEqual(['1', '2', '4']);
    expect(directive('winnow-schedule.service', 'RestartPreventExitStatus')).toBe('2');
    expect(Number(directive('winnow-schedule.service', 'TimeoutStopSec'))).toBeGreaterThan(60);
  });

  it('makes up for a missed night', () => {
    expect([directive('winnow-nightly.timer', 'Persistent'), directive('winnow-nightly.timer', 'RandomizedDelaySec')]).toEqual(['true', '10min']);
    const [, zone = ''] = / (\S+\/\S+)$/u.exec(directive('winnow-nightly.timer', 'OnCalendar')) ?? [];
    expect(timeZoneFault(zone)).toBeNull();
  });
});

describe('Kubernetes', () => {
  it('has a pipeline that loads, with a schedule', () => {
    const { data } = kind('storage.yaml', 'ConfigMap') as unknown as { data: Record<string, string> };
    expect(checkPipeline(parse(data['nightly.yaml'] ?? ''), 'nightly.yaml').schedule).toMatchObject({ cron: '0 3 * * *', timeZone: 'Europe/Berlin', staleAfterHours: 26 });
  });

  it('runs one job at a time, at a time that comes round', () => {
    const spec = cronJob['spec'] as unknown as { schedule: string; timeZone: string; concurrencyPolicy: string; startingDeadlineSeconds: number };
    expect([cronFault(spec.schedule), timeZoneFault(spec.timeZone), spec.concurrencyPolicy]).toEqual([null, null, 'Forbid']);
    expect(spec.startingDeadlineSeconds).toBeGreaterThan(600);
  });

  it('tries again what trying again may mend, and nothing else', () => {
    const spec = cronJob['spec']!['jobTemplate']!['spec'] as unknown as { backoffLimit: number; podFailurePolicy: { rules: { action: string; onExitCodes?: { containerName: string; values: number[] } }[] }; template: { spec: { restartPolicy: string } } };
    // A pod failure policy is refused with any other.
    expect(spec.template.spec.restartPolicy).toBe('Never');
    const [rule] = spec.podFailurePolicy.rules.filter(({ action }) => action === 'FailJob');
    expect([rule?.onExitCodes?.containerName, rule?.onExitCodes?.values, spec.backoffLimit]).toEqual([job['name'], [1, 2, 3, 4], 4]);
  });

  it('never restarts a service because a night failed, and gives it longer to stop than it gives its run', () => {
    const { livenessProbe, readinessProbe, ports } = service as unknown as Record<'livenessProbe' | 'readinessProbe', { httpGet: { path: string; port: string } }> & { ports: { name: string; containerPort: number }[] };
    expect([livenessProbe.httpGet.path, readinessProbe.httpGet.path]).toEqual(['/healthz', '/readyz']);
    expect(ports).toEqual([{ name: livenessProbe.httpGet.port, containerPort: 7382 }]);
    const args = service['args'] as unknown as string[];
    expect(args[args.indexOf('--port') + 1]).toBe('7382');
    const pod = deployment['spec']!['template']!['spec'] as unknown as { terminationGracePeriodSeconds: number; shareProcessNamespace: boolean };
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(Number(args[args.indexOf('--grace') + 1]));
    expect(pod.shareProcessNamespace).toBe(true);
  });

  it.each([['cronjob.yaml', cronJob['spec']!['jobTemplate']!['spec']!['template']!], ['deployment.yaml', deployment['spec']!['template']!]] as [string, Tree][])('%s mounts what it declares, as an ordinary user', (_file, template) => {
    const container = containerOf(template) as unknown as { volumeMounts: { name: string; mountPath: string }[]; securityContext: object; resources: { limits: { memory: string } }; env: { value: string }[] };
    const volumes = template['spec']!['volumes'] as unknown as { name: string }[];
    expect(container.volumeMounts.map(({ name }) => name).sort()).toEqual(volumes.map(({ name }) => name).sort());
    expect(container.securityContext).toMatchObject({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true });
    expect(template['spec']!['securityContext']).toMatchObject({ runAsNonRoot: true });
    expect(container.resources.limits.memory).toBe('4Gi');
    expect(container.env[0]?.value.startsWith(`${container.volumeMounts.find(({ name }) => name === 'store')?.mountPath ?? '?'}/`)).toBe(true);
  });
});

describe('GitHub Actions', () => {
  it('checks every night and on pull requests, with the rights that uploads need', () => {
    const { on, permissions } = workflow as unknown as { on: { schedule: { cron: string }[]; pull_request: object }; permissions: object };
    expect(on.schedule.map(({ cron }) => cronFault(cron))).toEqual([null]);
    expect(on.pull_request).toBeDefined();
    expect(permissions).toEqual({ 'contents': 'read', 'security-events': 'write' });
    // Nothing that a pull request brings is pasted into a command.
    expect(steps.filter(({ run = '' }) => run.includes('${{'))).toEqual([]);
  });

  it('runs its check on the demo corpus, and uploads what that wrote', () => {
    const cwd = folder({ 'summary.md': '' });
    mkdirSync(join(cwd, 'docs'));
    cpSync(join(ROOT, 'data', 'demo', 'corpus', 'handbook'), join(cwd, 'docs'), { recursive: true });
    // What `npm ci --prefix .winnow-tool` in a checkout of Winnow comes to.
    symlinkSync(ROOT, join(cwd, '.winnow-tool'));
    const ran = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', checkStep], { cwd, encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: cwd, GITHUB_STEP_SUMMARY: join(cwd, 'summary.md') } });
    expect([ran.status, ran.stderr]).toEqual([1, '']);
    expect(ran.stdout).toMatch(/health [\d.]+ %, under the floor of 90 %/u);
    const upload = steps.find(({ uses = '' }) => uses.startsWith('github/codeql-action/upload-sarif@'));
    const sarif = JSON.parse(readFileSync(join(cwd, String(upload?.with?.['sarif_file'])), 'utf8')) as { runs: { results: unknown[] }[] };
    expect(sarif.runs[0]?.results.length).toBeGreaterThan(3);
    for (const file of String(steps.at(-1)?.with?.['path']).trim().split('\n')) expect(readdirSync(cwd)).toContain(basename(file.trim()));
    expect(readFileSync(join(cwd, 'summary.md'), 'utf8')).toContain('## Winnow: health');
    expect(readFileSync(join(cwd, 'winnow-junit.xml'), 'utf8')).toContain('<testcase classname="winnow" name="health of at least 90 %"');
  });
});

describe('the package', () => {
  it('holds the recipes', () => {
    expect((JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { files: string[] }).files).toContain('deploy');
    expect(execFileSync(process.execPath, [MAIN, '--help'], { encoding: 'utf8' })).toContain('schedule');
  });
});

describe('docs/nightly.md', () => {
  const page = readFileSync(join(ROOT, 'docs', 'nightly.md'), 'utf8');

  it('shows a schedule that loads, and options that there are', async () => {
    const [, shown = ''] = /```yaml\n(schedule:[^`]*)```/u.exec(page) ?? [];
    expect(checkPipeline({ version: 1, name: 'x', read: [{ name: 'docs', use: 'files' }], ...parse(shown) as object }, 'nightly.md').schedule?.cron).toBe('0 3 * * *');
    const help = (await winnow(['schedule', '--help'], { cwd: folder() })).stdout;
    const table = [...page.matchAll(/^\|[^|]*\|[^|`]*`(--[a-z-]+)/gmu)].map(([, option]) => option ?? '');
    expect(table.length).toBeGreaterThan(7);
    for (const option of table) expect(help, option).toMatch(new RegExp(`^ +${option}(?: |$)`, 'mu'));
  });

  it('shows the next times as the command prints them', async () => {
    const ran = await winnow(['schedule', 'p.yaml', '--next', '1', '--json'], { cwd: folder({ 'p.yaml': 'version: 1\nname: x\nread: [{ name: docs, use: files }]\nschedule: { cron: "0 3 * * *", timeZone: Europe/Berlin }\n' }) });
    expect(json(ran)['timeZone']).toBe('Europe/Berlin');
  });
});
