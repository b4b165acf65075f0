export { backupStore, backupsOf, type Backup, type BackupManifest, type BackupRequest, type BackupResult } from './backups.js';
export { restoreStore, type RestoreRequest, type RestoreResult } from './restore.js';
export { planRepair, repairStore, type RepairPlan, type RepairResult } from './repair.js';
