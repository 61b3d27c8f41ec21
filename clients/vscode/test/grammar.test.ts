// The colours: C# inside expressions is C#, and what comes behind is XML again.

import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { before, test } from "node:test";
import * as oniguruma from "vscode-oniguruma";
import * as textmate from "vscode-textmate";

/** The grammars by their scopes. */
const files: Record<string, string> = {
  "apim.expression.injection": "syntaxes/expression.tmLanguage.json",
  "text.xml.apim-policy": "syntaxes/policy.tmLanguage.json",
  "text.xml": require.resolve("tm-grammars/grammars/xml.json"),
  "source.cs": require.resolve("tm-grammars/grammars/csharp.json"),
};

let grammar: textmate.IGrammar;

before(async () => {
  const wasm = fs.readFileSync(path.join(path.dirname(require.resolve("vscode-oniguruma/package.json")), "release/onig.wasm"));
  await oniguruma.loadWASM(wasm);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (s) => new oniguruma.OnigString(s),
    }),
    loadGrammar: async (scope) => (files[scope] ? (JSON.parse(fs.readFileSync(files[scope], "utf8")) as textmate.IRawGrammar) : null),
    getInjections: (scope) => (scope === "text.xml" ? ["apim.expression.injection"] : []),
  });
  grammar = (await registry.loadGrammar("text.xml"))!;
});

/** The innermost scope at the first place of a word in some lines. */
function scopesAt(text: string, word: string): string[] {
  let state = textmate.INITIAL;
  for (const line of text.split("\n")) {
    const result = grammar.tokenizeLine(line, state);
    const at = line.indexOf(word);
    if (at >= 0) {
      return result.tokens.find((t) => t.startIndex <= at && at < t.endIndex)!.scopes;
    }
    state = result.ruleStack;
  }
  throw new Error(`no ${word}`);
}

const embedded = "meta.embedded.expression.apim";

const cases: [why: string, text: string, word: string, inside: boolean, scope: RegExp][] = [
  ["a string in an attribute with raw quotes", '<when condition="@(a.B("text") == 1)">', "text", true, /^string\.quoted\.double\.cs/],
  ["a member behind a raw quote", '<when condition="@(a.B("text").Member)">', "Member", true, /\.cs$/],
  ["the quote that closes the attribute", '<when condition="@(a.B(")"))" other="late">', "other", false, /attribute-name/],
  ["the tag behind a comparison", '<when condition="@(1 < 2)">\n<tail />', "tail", false, /entity\.name\.tag/],
  ["a keyword in a block", "<set-body>@{\n  if (a < b) { return x; }\n}</set-body>", "return", true, /keyword.*\.cs/],
  ["the tag behind a block", "<set-body>@{\n  if (a < b) { return x; }\n}</set-body>\n<tail/>", "tail", false, /entity\.name\.tag/],
  ["a lambda in nested parentheses", '<set-url>@(list.Where(x => (x > 1)).First())</set-url><tail/>', "tail", false, /entity\.name\.tag/],
  ["a named value", "<set-url>https://{{gateway-host}}/a</set-url>", "gateway-host", false, /variable\.other\.named-value\.apim/],
  ["a named value in an expression", '<set-url>@("https://{{gateway-host}}/a")</set-url>', "https", true, /string/],
  ["an interpolated string", '<set-url>@($"https://{context.User}/a")</set-url>', "context", true, /\.cs$/],
  ["a comment", "<!-- @(no) --><tail/>", "no", false, /comment\.block/],
  ["an at sign alone", "<value>me@contoso.com</value>", "contoso", false, /^text\.xml/],
];

for (const [why, text, word, inside, scope] of cases) {
  test(`${why} has its colour`, () => {
    const scopes = scopesAt(text, word);
    assert.equal(scopes.includes(embedded), inside, scopes.join(" "));
    assert.match(scopes.at(-1)!, scope);
  });
}
