import type { Notice, NoticeKind, NoticeState, OutboxEntry, StoreOutbox } from '../../core/index.js';
import type { Connection } from './connection.js';

interface NoticeRow {
  readonly notice_no: number;
  readonly channel: string;
  readonly kind: NoticeKind;
  readonly body: string;
  readonly subjects: string;
  readonly state: NoticeState;
  readonly attempts: number;
  readonly created_at: string;
  readonly settled_at: string | null;
  readonly remark: string | null;
}

const KEPT_MS = 90 * 86_400_000;
const NOTHING = '[]';

const entryOf = ({ channel, body, state, attempts, created_at: createdAt, settled_at: settledAt, remark }: NoticeRow): OutboxEntry => ({
  channel, notice: JSON.parse(body) as Notice, state, attempts, createdAt, settledAt, remark,
});
const subjectsOf = ({ subjects }: Pick<NoticeRow, 'subjects'>): string[] => JSON.parse(subjects) as string[];

export function outboxMethods(db: Connection): StoreOutbox {
  return {
    async told() {
      return db.all<NoticeRow>(
        `SELECT * FROM notice WHERE notice_no IN (SELECT max(notice_no) FROM notice WHERE subjects <> '${NOTHING}' AND state IN ('due', 'sent') GROUP BY channel, kind) ORDER BY notice_no`,
      ).map((row) => ({ channel: row.channel, kind: row.kind, subjects: subjectsOf(row), at: row.created_at }));
    },
    async putNotices({ holding, drafts, at }) {
      db.write(() => {
        for (const { channel, kind, subjects } of holding) keepHolding(db, { channel, kind, subjects: new Set(subjects), at });
        for (const { channel, notice, subjects } of drafts) {
          db.run("INSERT INTO notice (id, channel, kind, body, subjects, state, created_at) VALUES (?, ?, ?, ?, ?, 'due', ?)", notice.id, channel, notice.kind, JSON.stringify(notice), JSON.stringify(subjects), at);
        }
        db.run(`DELETE FROM notice WHERE state <> 'due' AND subjects = '${NOTHING}' AND created_at < ?`, new Date(Date.parse(at) - KEPT_MS).toISOString());
      });
    },
    async takeNotices({ channel, now, until, limit }) {
      return db.write(() => {
        const rows = db.all<NoticeRow>("SELECT * FROM notice WHERE state = 'due' AND claimed_until <= ? AND channel = ? ORDER BY notice_no LIMIT ?", now, channel, limit);
        for (const { notice_no: number } of rows) db.run('UPDATE notice SET claimed_until = ? WHERE notice_no = ?', until, number);
        return rows.map(entryOf);
      });
    },
    async settleNotices(outcomes) {
      db.write(() => {
        for (const { id, state, attempts, remark, at } of outcomes) {
          if (attempts === 0) db.run('UPDATE notice SET claimed_until = 0 WHERE id = ?', id);
          else db.run("UPDATE notice SET state = ?, attempts = attempts + ?, remark = ?, settled_at = ?, claimed_until = 0 WHERE id = ? AND state = 'due'", state, attempts, remark, state === 'due' ? null : at, id);
          if (state === 'sent') forgetOlder(db, id);
          if (state === 'refused' || state === 'given-up') db.run(`UPDATE notice SET subjects = '${NOTHING}' WHERE id = ?`, id);
        }
      });
    },
    async listNotices({ limit }) {
      return db.all<NoticeRow>('SELECT * FROM notice ORDER BY notice_no DESC LIMIT ?', limit).map(entryOf);
    },
  };
}

function keepHolding(db: Connection, { channel, kind, subjects, at }: { channel: string; kind: NoticeKind; subjects: ReadonlySet<string>; at: string }): void {
  for (const row of db.all<NoticeRow>(`SELECT * FROM notice WHERE channel = ? AND kind = ? AND subjects <> '${NOTHING}'`, channel, kind)) {
    const before = subjectsOf(row);
    const left = before.filter((subject) => subjects.has(subject));
    if (left.length < before.length) db.run('UPDATE notice SET subjects = ? WHERE notice_no = ?', JSON.stringify(left), row.notice_no);
    if (left.length === 0) db.run("UPDATE notice SET state = 'void', settled_at = ? WHERE notice_no = ? AND state = 'due'", at, row.notice_no);
  }
}

/** What was told before one that is sent is told by it, too. */
function forgetOlder(db: Connection, id: string): void {
  db.run(`UPDATE notice SET subjects = '${NOTHING}' WHERE subjects <> '${NOTHING}' AND state <> 'due' AND notice_no < (SELECT notice_no FROM notice WHERE id = ?1)
    AND (channel, kind) = (SELECT channel, kind FROM notice WHERE id = ?1)`, id);
}
