// Where tests find things; they run in the folder of the extension.

import * as path from "node:path";

/** The binary, which make builds; HAIRPIN names another one. */
export const hairpin = path.resolve(process.env["HAIRPIN"] ?? "../../bin/hairpin");

/** The example estate. */
export const example = path.resolve("../../examples/contoso");
