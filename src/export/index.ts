import { chromaExporter } from './chroma/index.js';
import { jsonlExporter } from './jsonl/index.js';
import { lancedbExporter } from './lancedb/index.js';
import { langchainExporter } from './langchain/index.js';
import { parquetExporter } from './parquet/index.js';
import { pgvectorExporter } from './pgvector/index.js';
import { qdrantExporter } from './qdrant/index.js';
import { sqliteVecExporter } from './sqlite-vec/index.js';

export { chromaExporter, jsonlExporter, lancedbExporter, langchainExporter, parquetExporter, pgvectorExporter, qdrantExporter, sqliteVecExporter };
export type { ChromaExportOptions } from './chroma/index.js';
export type { JsonlExportOptions, FileManifest } from './jsonl/index.js';
export type { LancedbExportOptions } from './lancedb/index.js';
export type { LangchainExportOptions } from './langchain/index.js';
export type { ParquetExportOptions } from './parquet/index.js';
export type { PgvectorExportOptions } from './pgvector/index.js';
export type { QdrantExportOptions } from './qdrant/index.js';
export type { SqliteVecExportOptions } from './sqlite-vec/index.js';

/** Every exporter Winnow brings. None of them imports anything heavy before it writes. */
export const exporters = [jsonlExporter, parquetExporter, sqliteVecExporter, lancedbExporter, pgvectorExporter, qdrantExporter, chromaExporter, langchainExporter] as const;
