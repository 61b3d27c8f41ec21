// Writes the setting hairpin.rules into package.json: node scripts/settings.mjs [HAIRPIN]

import { readFileSync, writeFileSync } from "node:fs";
import { rulesOf, rulesSetting } from "./rules.mjs";

const [hairpin = "../../bin/hairpin"] = process.argv.slice(2);
const manifest = JSON.parse(readFileSync("package.json", "utf8"));
manifest.contributes.configuration.properties["hairpin.rules"] = rulesSetting(rulesOf(hairpin));
writeFileSync("package.json", `${JSON.stringify(manifest, null, 2)}\n`);
