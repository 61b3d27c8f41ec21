// The page that shows the graph of self-calls: in the colours of the theme, and
// to be used without a mouse.

/** The rules that colour the picture; the server's own are for paper. */
const style = `
body { padding: 0; margin: 0; color: var(--vscode-foreground); background: var(--vscode-editor-background); font-family: var(--vscode-font-family); }
header { position: sticky; top: 0; display: flex; gap: .5rem; align-items: center; padding: .5rem 1rem; background: var(--vscode-editor-background); border-bottom: 1px solid var(--vscode-panel-border, transparent); }
h1 { font-size: 1rem; font-weight: 600; margin: 0; flex: 1; }
button { font: inherit; min-width: 2rem; padding: .2rem .6rem; border: 1px solid var(--vscode-button-border, transparent); border-radius: 2px; color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); cursor: pointer; }
button:hover { background: var(--vscode-button-secondaryHoverBackground); }
:focus-visible { outline: 2px solid var(--vscode-focusBorder); outline-offset: 2px; }
main { overflow: auto; padding: 1rem; }
svg { display: block; transform-origin: 0 0; font: 13px var(--vscode-font-family); }
svg text { fill: var(--vscode-foreground); }
.box { fill: var(--vscode-editorWidget-background); stroke: var(--vscode-descriptionForeground); }
.call { fill: none; stroke: var(--vscode-descriptionForeground); stroke-width: 1.4; }
.maybe { stroke-dasharray: 5 4; }
.cycle { stroke: var(--vscode-errorForeground); stroke-width: 2; }
marker path { fill: var(--vscode-descriptionForeground); }
marker#c path { fill: var(--vscode-errorForeground); }
g[tabindex] { cursor: pointer; }
g[tabindex]:focus-visible { outline: none; }
g[tabindex]:focus-visible .box, g[tabindex]:hover .box { stroke: var(--vscode-focusBorder); stroke-width: 2.5; }
`;

/** Zooms with the buttons and + - 0, and opens an operation with a click or Enter. */
const script = `
const vscode = acquireVsCodeApi();
const svg = document.querySelector("svg");
const width = svg.width.baseVal.value, height = svg.height.baseVal.value;
let scale = 1;
function zoom(to) {
  scale = Math.min(4, Math.max(0.25, to));
  svg.setAttribute("width", width * scale);
  svg.setAttribute("height", height * scale);
}
const keys = { "+": () => zoom(scale * 1.25), "=": () => zoom(scale * 1.25), "-": () => zoom(scale / 1.25), "0": () => zoom(1) };
for (const [id, key] of [["in", "+"], ["out", "-"], ["whole", "0"]]) {
  document.getElementById(id).addEventListener("click", keys[key]);
}
function open(node) { vscode.postMessage({ open: node.querySelector("title").textContent }); }
for (const node of svg.querySelectorAll("g[tabindex]")) {
  node.setAttribute("role", "button");
  node.setAttribute("aria-label", node.querySelector("title").textContent);
  node.addEventListener("click", () => open(node));
}
document.addEventListener("keydown", (e) => {
  const node = document.activeElement?.closest("g[tabindex]");
  if (node && (e.key === "Enter" || e.key === " ")) { e.preventDefault(); open(node); return; }
  if (!e.ctrlKey && !e.metaKey && !e.altKey) { keys[e.key]?.(); }
});
`;

/** The page for a picture that the server drew. nonce is fresh for each page. */
export function graphPage(svg: string, nonce: string): string {
  const picture = svg.replace(/<style>[\s\S]*?<\/style>/, "").replace(/^<\?xml[^>]*\?>/, "");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<title>Self-call graph</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<header>
<h1>Self-calls of the gateway</h1>
<button id="out" aria-label="Zoom out" title="Zoom out (-)">&minus;</button>
<button id="whole" aria-label="Original size" title="Original size (0)">1:1</button>
<button id="in" aria-label="Zoom in" title="Zoom in (+)">+</button>
</header>
<main>${picture}</main>
<script nonce="${nonce}">${script}</script>
</body>
</html>
`;
}
