/** What a reader is told who does not see the chart. */
export interface SvgFrame {
  /** Unique in the page. */
  id: string;
  title: string;
  description: string;
}

/**
 * Makes a chart of ECharts fit for a page with a strict Content-Security-Policy: the styles of its hover effects go,
 * styles of texts become attributes, ids get a prefix, and it has a title and a description.
 */
export function toStaticSvg(svg: string, frame: SvgFrame): string {
  const head = `<title id="${frame.id}-title">${escapeMarkup(frame.title)}</title><desc id="${frame.id}-desc">${escapeMarkup(frame.description)}</desc>`;
  return svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ (?:class|ecmeta_\w+)="[^"]*"/g, '')
    .replace(/ style="([^"]*)"/g, (_, declarations: string) => toAttributes(declarations))
    .replace(/(id="|url\(#)zr\d+-/g, `$1${frame.id}-`)
    .replace(/\n+/g, '\n')
    .replace(
      /^<svg width="(\d+)" height="(\d+)"([^>]*)>/,
      (_, width: string, height: string, rest: string) =>
        `<svg width="${width}" height="${height}" role="img" aria-labelledby="${frame.id}-title ${frame.id}-desc"${rest}>${head}`,
    );
}

function toAttributes(declarations: string): string {
  return declarations
    .split(';')
    .map((declaration) => /^\s*([a-z-]+)\s*:\s*(.+?)\s*$/.exec(declaration))
    .map((found) => (found ? ` ${found[1]}="${found[2]}"` : ''))
    .join('');
}

/** Text for HTML and XML, between tags and in attributes. */
export const escapeMarkup = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
