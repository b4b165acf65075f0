import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkPipeline, definitionHash, loadNotifyPart, loadPipelineObject, resolveChannels, resolvePipeline, type PipelineInput } from '../../src/config/index.js';

const pipeline = (notify: unknown): PipelineInput => ({ version: 1, name: 'nightly', read: [{ name: 'docs', use: 'files' }], notify }) as PipelineInput;
const fault = async (notify: unknown): Promise<string> => {
  try {
    await resolvePipeline(loadPipelineObject(pipeline(notify)));
    return 'none';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

describe('the key `notify`', () => {
  it('has channels by name, told of everything unless it says what of', async () => {
    const { channels } = await resolvePipeline(loadPipelineObject(pipeline([
      { use: 'webhook', with: { urlEnv: 'OPS_URL', secretEnv: 'OPS_SECRET' } }, { use: 'smtp', name: 'mail', on: ['held'], remindAfterHours: 24, review: { waiting: 3 }, with: { urlEnv: 'SMTP_URL', from: 'a@example.com', to: ['b@example.com'] } },
    ])));
    expect(channels.map(({ channel, block: { id }, on, remindAfterHours, review }) => ({ channel, id, on, remindAfterHours, review }))).toEqual([
      { channel: 'webhook', id: 'webhook', on: ['held', 'failed', 'failures', 'export-failed', 'review'], remindAfterHours: 168, review: undefined },
      { channel: 'mail', id: 'smtp', on: ['held'], remindAfterHours: 24, review: { waiting: 3 } },
    ]);
  });

  it.each<[unknown, string]>([
    [[{ use: 'slack', with: { urlEnv: 'X', channel: '#ops' } }], 'notify[0].with.channel: unknown key'], [[{ use: 'slack', with: { urlEnv: 'X' }, onn: ['held'] }], 'notify[0].onn: unknown key, did you mean `on`?'],
    [[{ use: 'slack', with: { urlEnv: 'X' }, on: ['helt'] }], 'notify[0].on[0]: '], [[{ use: 'slack', with: { urlEnv: 'X' }, review: { wating: 3 } }], 'notify[0].review.wating: unknown key, did you mean `waiting`?'],
    [[{ use: 'slak', with: { urlEnv: 'X' } }], 'notify[0].use: there is no notifier `slak`, did you mean `slack`?'], [[{ use: 'slack' }], 'notify[0].with.urlEnv: '],
    [[{ use: 'slack', with: { urlEnv: 'X' } }, { use: 'slack', with: { urlEnv: 'Y' } }], 'notify: two entries are named `slack`'], [[{ use: 'slack', with: { urlEnv: 'X' }, remindAfterHours: 0 }], 'notify[0].remindAfterHours: '],
  ])('%j is refused', async (notify, message) => {
    expect(await fault(notify)).toContain(message);
  });

  it('takes no secret, and does not repeat one that it is given', async () => {
    const message = await fault([{ use: 'slack', with: { urlEnv: 'https://hooks.example.com/T0/B0/secret' } }]);
    expect(message).toContain('notify[0].with.urlEnv: expected the name of an environment variable');
    expect(message).not.toContain('secret');
  });

  it('is no part of what makes results', () => {
    const hash = (notify: unknown): string => definitionHash(checkPipeline(pipeline(notify), 'it'));
    expect(hash([{ use: 'slack', with: { urlEnv: 'X' } }])).toBe(hash(undefined));
  });

  it('is known of a file that is invalid elsewhere', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'winnow-config-'));
    onTestFinished(() => { rmSync(folder, { recursive: true, force: true }); });
    const part = (text: string) => {
      writeFileSync(join(folder, 'p.yaml'), text);
      return loadNotifyPart(join(folder, 'p.yaml'));
    };
    const known = part('name: nightly\nraed: []\nplugins: [./gone.js]\nnotify: [{ use: slack, with: { urlEnv: X } }]\n');
    expect(known).toMatchObject({ name: 'nightly', baseDir: folder });
    expect((await resolveChannels(known!)).map(({ channel }) => channel)).toEqual(['slack']);
    expect(part('name: "<!channel>"\nnotify: []\n')?.name).toBe('pipeline');
    for (const text of ['name: x\nnotify: [{ us: slack }]\n', 'name: [\n']) expect(part(text)).toBeNull();
    expect(loadNotifyPart(join(folder, 'none.yaml'))).toBeNull();
  });
});
