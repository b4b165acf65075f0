/** Lines go out in pieces of about this many UTF-16 units. */
const PIECE = 16_384;

/** Lines as a body. The next are made only when the reader has taken those before; a reader that goes away ends them. `failed` is told of an error, after which nothing more comes. */
export function streamOf(lines: AsyncIterable<string>, failed: (error: unknown) => void): ReadableStream<Uint8Array> {
  const iterator = lines[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        let piece = '';
        while (piece.length < PIECE) {
          const next = await iterator.next();
          if (next.done === true) {
            if (piece !== '') controller.enqueue(encoder.encode(piece));
            controller.close();
            return;
          }
          piece += `${next.value}\n`;
        }
        controller.enqueue(encoder.encode(piece));
      } catch (error) {
        failed(error);
        controller.close();
      }
    },
    async cancel() {
      await iterator.return?.();
    },
  }, { highWaterMark: 0 });
}
