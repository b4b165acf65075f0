import { jsonlExporter } from './jsonl/index.js';

export { jsonlExporter };
export type { JsonlExportOptions, JsonlManifest } from './jsonl/index.js';

/** Every exporter Winnow brings. None of them imports anything heavy before it writes. */
export const exporters = [jsonlExporter] as const;
