// The setting hairpin.rules, made from the rules that the server knows.

import { execFileSync } from "node:child_process";

/** What "hairpin rules" says. */
export function rulesOf(hairpin) {
  const { rules } = JSON.parse(execFileSync(hairpin, ["rules", "--format", "json"], { encoding: "utf8", timeout: 60_000 }));
  return rules;
}

/** The setting for a list of rules. */
export function rulesSetting(rules) {
  const level = (severity) => severity.replace("SEVERITY_", "").toLowerCase();
  const property = (r) => ({
    type: "string",
    enum: ["error", "warning", "info", "hint", "off"],
    markdownDescription: `**${r.name}**: ${r.summary}. Usually: ${level(r.severity)}.`,
  });
  return {
    type: "object",
    default: {},
    scope: "resource",
    additionalProperties: false,
    markdownDescription: "The severity of rules, by ID. It takes precedence over `hairpin.yaml`.",
    properties: Object.fromEntries(rules.map((r) => [r.id, property(r)])),
  };
}
