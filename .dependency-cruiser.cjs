/** DESIGN's direction: core <- {ingest, score, join, judge, embeddings, curate, export, store, notify} <- config <- engine <- server <- cli; siblings stay strangers. */
const GROUPS = ['ingest', 'score', 'join', 'judge', 'embeddings', 'curate', 'export', 'store', 'notify'];
const siblings = (group, depth) => ({
  name: `${group.replace('/', '-')}-siblings-are-strangers`,
  severity: 'error',
  comment: 'What two blocks need moves down.',
  from: { path: `^src/${group}/([^/]+)/` },
  to: { path: `^src/${group}/[^/]+/`, pathNot: [`^src/${group}/$1/`, `^src/${group}/shared/`] },
  ...depth,
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'core-imports-nothing-of-ours', severity: 'error', from: { path: '^src/core/' }, to: { path: '^src/', pathNot: '^src/core/' } },
    ...GROUPS.map((group) => ({
      name: `${group}-imports-core-only`, severity: 'error', from: { path: `^src/${group}/` }, to: { path: '^src/', pathNot: [`^src/${group}/`, '^src/core/'] },
    })),
    { name: 'config-below-engine', severity: 'error', from: { path: '^src/config/' }, to: { path: '^src/(engine|server|cli|langchain)/' } },
    { name: 'server-below-cli', severity: 'error', from: { path: '^src/server/' }, to: { path: '^src/(cli|langchain|ui)/' } },
    {
      name: 'ui-speaks-http', severity: 'error', comment: 'The review page runs in browsers: of ours it may know shapes at most.',
      from: { path: '^src/ui/' }, to: { path: '^src/', pathNot: '^src/ui/', dependencyTypesNot: ['type-only'] },
    },
    { name: 'ui-knows-the-server-only', severity: 'error', from: { path: '^src/ui/' }, to: { path: '^src/', pathNot: ['^src/ui/', '^src/server/', '^src/engine/review/types\\.ts$'] } },
    { name: 'nothing-imports-the-ui', severity: 'error', from: { path: '^src/', pathNot: '^src/ui/' }, to: { path: '^src/ui/' } },
    { name: 'http-in-the-server', severity: 'error', from: { path: '^src/', pathNot: '^src/server/' }, to: { path: 'node_modules/(hono|@hono)/' } },
    { name: 'engine-below-cli', severity: 'error', from: { path: '^src/(engine|langchain)/' }, to: { path: '^src/(server|cli|ui)/' } },
    ...['ingest/readers', 'ingest/parsers', 'ingest/chunkers', 'score', 'join', 'judge', 'embeddings', 'store', 'export', 'notify'].map((group) => siblings(group)),
    {
      name: 'heavy-packages-in-their-leaf', severity: 'error', comment: 'A heavy package is imported only where it is used.',
      from: { path: '^src/', pathNot: ['^src/ingest/parsers/(pdf|docx|html|csv|xlsx|mail|asciidoc)', '^src/ingest/parsers/[^/]+\\.ts$', '^src/ingest/(encoding|media-type)\\.ts$', '^src/ingest/tokens/', '^src/(langchain|ingest/chunkers/langchain|ingest/readers/langchain)/', '^src/store/sqlite/', '^src/export/(sqlite-vec|pgvector|chroma|qdrant|lancedb)/', '^src/notify/smtp/', '^src/engine/doctor\\.ts$', '^src/(join|score)/', '^src/server/preview/markup\\.ts$', '^src/engine/(tracing|metrics)/', '^src/cli/otlp\\.ts$'] },
      to: { path: 'node_modules/(postal-mime|nodemailer|@asciidoctor|pdf-parse|mammoth|cheerio|htmlparser2|numfmt|gpt-tokenizer|better-sqlite3|sqlite-vec|@lancedb|apache-arrow|pg|chromadb|@qdrant|langchain|@langchain|natural|chrono-node|iconv-lite|chardet|tesseract\\.js-core|prom-client|@opentelemetry)/' },
    },
  ],
  options: { doNotFollow: { path: 'node_modules' }, tsPreCompilationDeps: true, tsConfig: { fileName: 'tsconfig.json' }, enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] } },
};
