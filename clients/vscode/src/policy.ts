// Recognises policies, whatever the file is called: by the root element.

/** The root elements of policies, fragments and resolvers. */
const roots = new Set(["policies", "fragment", "http-data-source", "sql-data-source", "cosmosdb-data-source"]);

/** Tells whether a document is a policy. What stands before the root is passed over: BOM, declaration, comments. */
export function isPolicy(text: string): boolean {
  let at = 0;
  for (;;) {
    while (at < text.length && (text.charCodeAt(at) === 0xfeff || /\s/.test(text.charAt(at)))) {
      at++;
    }
    const end = text.startsWith("<?", at) ? "?>" : text.startsWith("<!--", at) ? "-->" : "";
    if (end === "") {
      const name = /^<([\w.-]+)/.exec(text.slice(at, at + 64));
      return name?.[1] !== undefined && roots.has(name[1]);
    }
    const close = text.indexOf(end, at);
    if (close < 0) {
      return false;
    }
    at = close + end.length;
  }
}
