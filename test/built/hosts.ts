import type * as parserHost from '../../src/engine/parser-host/index.js';

/** A host that outlives those who close it, and how many of its items are on their way. */
interface Kept {
  readonly host: parserHost.ParserHost;
  inFlight: number;
}

/**
 * The module with hosts whose processes go on after `close`, for the next host of equal options: starting a process and loading a parser costs
 * more than what most tests do with it. Hosts with plugins, whose modules tests write anew, and those with items on their way end as ever.
 */
export function keptHosts(original: typeof parserHost): typeof parserHost {
  const parked = new Map<string, Kept[]>();
  return {
    ...original,
    createParserHost(options) {
      if ((options.plugins ?? []).length > 0) return original.createParserHost(options);
      const key = JSON.stringify(options);
      const kept = parked.get(key)?.pop() ?? { host: original.createParserHost(options), inFlight: 0 };
      const startedBefore = kept.host.started;
      let closed = false;
      const counted = async <Result>(ask: () => Promise<Result>): Promise<Result> => {
        kept.inFlight += 1;
        try {
          return await ask();
        } finally {
          kept.inFlight -= 1;
        }
      };
      // A closed host refuses, whoever has its processes now.
      const asked = <Request extends object>(request: Request): Request => (closed ? { ...request, signal: AbortSignal.abort() } : request);
      return {
        parse: (request) => counted(() => kept.host.parse(asked(request))),
        render: (request) => counted(() => kept.host.render(asked(request))),
        get started() { return kept.host.started - startedBefore; },
        async close() {
          if (closed) return;
          closed = true;
          if (kept.inFlight > 0) await kept.host.close();
          else parked.set(key, [...(parked.get(key) ?? []), kept]);
        },
      };
    },
  };
}
