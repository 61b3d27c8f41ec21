// A picture of what a terminal shows: text with its colours, drawn by Chromium.

import { chromium } from "playwright-core";

/** The colours of the codes that hairpin writes (SGR). */
const classes = { 1: "bold", 2: "faint", 31: "red", 32: "green", 33: "yellow", 34: "blue", 35: "magenta", 36: "cyan", 90: "faint" };

const style = `
body { margin: 0; background: #1e1e1e; }
pre { display: inline-block; margin: 0; padding: 20px 24px; max-width: 1080px; white-space: pre-wrap; color: #d4d4d4; font: 15px/1.5 "DejaVu Sans Mono", monospace; }
.bold { font-weight: bold; } .faint { color: #9a9a9a; } .red { color: #f48771; } .green { color: #89d185; }
.yellow { color: #e2c08d; } .blue { color: #75beff; } .magenta { color: #d7a1f9; } .cyan { color: #4fd6d6; }
`;

/** The text as HTML. */
export function html(text) {
  const escaped = text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
  let open = 0;
  const body = escaped.replace(/\x1b\[([\d;]*)m/g, (_, codes) => {
    const names = codes.split(";").map((code) => classes[Number(code)]).filter(Boolean);
    const close = "</span>".repeat(names.length ? 0 : open);
    open = names.length ? open + 1 : 0;
    return names.length ? `<span class="${names.join(" ")}">` : close;
  });
  return `<!DOCTYPE html><meta charset="utf-8"><style>${style}</style><pre>${body.trimEnd()}${"</span>".repeat(open)}</pre>`;
}

/** Draws the text into a PNG. */
export async function terminalPicture(text, file) {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const page = await browser.newPage({ viewport: { width: 1140, height: 200 }, deviceScaleFactor: 2 });
    await page.setContent(html(text));
    await page.locator("pre").screenshot({ path: file });
  } finally {
    await browser.close();
  }
}
