import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Resident memory of a process in bytes; `null` when it cannot be told (it has ended). Linux: from /proc; elsewhere: from `ps`. */
export function residentBytes(pid: number): Promise<number | null> {
  if (process.platform === 'linux') return Promise.resolve(fromProc(pid));
  if (process.platform === 'win32') return Promise.resolve(null);
  return fromPs(pid);
}

function fromProc(pid: number): number | null {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}

function fromPs(pid: number): Promise<number | null> {
  return new Promise((resolve) => {
    execFile('ps', ['-o', 'rss=', '-p', String(pid)], { timeout: 2000 }, (error, stdout) => {
      const kilobytes = Number(stdout.trim());
      resolve(error !== null || !Number.isFinite(kilobytes) || kilobytes === 0 ? null : kilobytes * 1024);
    });
  });
}
