export type Level = 'info' | 'warning' | 'error';

export type EventName =
  | 'started' | 'listening' | 'planned' | 'pipeline-changed' | 'pipeline-invalid' | 'history-unreadable'
  | 'run-started' | 'run-log' | 'run-waiting' | 'run-finished' | 'run-failed' | 'run-skipped' | 'run-stopping' | 'run-killed' | 'time-missed' | 'stopped';

/** Something that the log tells. */
export interface ScheduleEvent {
  readonly time: string;
  readonly level: Level;
  readonly event: EventName;
  readonly message: string;
  readonly runId?: string | undefined;
  /** Further fields, for programs that read the log. */
  readonly fields?: Readonly<Record<string, string | number | boolean | null>> | undefined;
}
