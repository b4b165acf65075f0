/** Mails made for tests, as RFC 5322 and 2045 write them. */
export interface Part {
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly headers?: readonly string[];
}

const HEADERS = ['From: "A. Writer" <a@example.com>', 'To: B <b@example.com>, c@example.com', 'Date: Mon, 5 Jun 2023 23:30:00 -0700 (PDT)', 'Message-ID: <one@example.com>'];

/** Header lines (the usual ones with those given) and a body of one part. */
export function mail(body: string, headers: readonly string[] = ['Subject: Opening hours']): string {
  return [...HEADERS, ...headers, '', body].join('\r\n');
}

/** A mail of several parts, each written in base64. */
export function mailOf(parts: readonly Part[], { kind = 'mixed', headers = ['Subject: Opening hours'] }: { kind?: string; headers?: readonly string[] } = {}): string {
  return mail(multipart(parts, 'outer'), [...headers, 'MIME-Version: 1.0', `Content-Type: multipart/${kind}; boundary="outer"`]);
}

export function multipart(parts: readonly Part[], boundary: string): string {
  const written = parts.flatMap(({ type, body, headers = [] }) => {
    const nested = type.startsWith('multipart/');
    const content = nested ? String(body) : Buffer.from(body).toString('base64').replace(/.{76}/gu, '$&\r\n');
    return [`--${boundary}`, `Content-Type: ${type}`, ...(nested ? [] : ['Content-Transfer-Encoding: base64']), ...headers, '', content];
  });
  return [...written, `--${boundary}--`, ''].join('\r\n');
}

/** The headers of an attached file. */
export function attached(name: string): readonly string[] {
  return [`Content-Disposition: attachment; filename="${name}"`];
}
