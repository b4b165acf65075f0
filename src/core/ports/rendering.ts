/** What of a file is to be seen. */
export interface RenderPlace {
  /** The document in a file of many, as the parser names it; `null` = the file is the document. */
  readonly record: string | null;
  /** The page to begin with, from 1; `null` = the first one. */
  readonly page: number | null;
}

/** A page as a picture. */
export interface RenderedPage {
  /** From 1. */
  readonly page: number;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** A PNG file in base64. */
  readonly png: string;
}

/**
 * What a file looks like to those who open it. Markup and text are the file's own and hostile: whoever shows them writes markup of its own from them.
 * Pictures are drawn here and hold nothing but pixels.
 */
export type Rendering =
  | { readonly kind: 'markup'; readonly html: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'pages'; readonly pages: readonly RenderedPage[]; readonly pageCount: number };
