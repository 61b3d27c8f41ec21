// A text with the edits of the server applied: for a look at them beforehand.

/** An edit of a text, in UTF-16 units as the protocol counts. */
export interface Edit {
  range: { start: { line: number; character: number }; end: { line: number; character: number } };
  newText: string;
}

/** The text after the edits, which do not overlap; of those at one place the first stands first. */
export function applied(text: string, edits: readonly Edit[]): string {
  const lines = [0];
  for (const end of text.matchAll(/\r\n|\r|\n/g)) {
    lines.push(end.index + end[0].length);
  }
  const offset = ({ line, character }: Edit["range"]["start"]) => Math.min((lines[line] ?? text.length) + character, text.length);
  const placed = edits.map((e) => ({ start: offset(e.range.start), end: offset(e.range.end), newText: e.newText }));
  let out = "";
  let at = 0;
  for (const e of placed.sort((a, b) => a.start - b.start)) {
    out += text.slice(at, e.start) + e.newText;
    at = e.end;
  }
  return out + text.slice(at);
}
