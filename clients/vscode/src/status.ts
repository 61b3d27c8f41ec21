// The status item: how the server is, the environment, and the facts in effect.

import { environmentName, estateOf, factLines, type Instances } from "./instance";

/** How the server is: missing if there is no binary. */
export type Health = "starting" | "running" | "stopped" | "missing";

/** The status item as it is shown; tooltip is Markdown. */
export interface Status {
  text: string;
  tooltip: string;
  level: "normal" | "warning" | "error";
  /** The command of a click. */
  command: string;
}

const states: Record<Health, { icon: string; says: string; level: Status["level"]; command: string }> = {
  starting: { icon: "$(sync~spin)", says: "The server is starting.", level: "normal", command: "hairpin.showOutput" },
  running: { icon: "$(check)", says: "The server is running.", level: "normal", command: "hairpin.chooseEnvironment" },
  stopped: { icon: "$(error)", says: "The server has stopped. Click to start it again.", level: "error", command: "hairpin.restart" },
  missing: { icon: "$(error)", says: "The server cannot be started. Click to see why.", level: "error", command: "hairpin.showOutput" },
};

/** The status for a file. detail says more about the server, such as its path. */
export function statusOf(health: Health, detail: string, instances: Instances | undefined, file: string): Status {
  const state = states[health];
  const lines = [`**Hairpin**: ${state.says}`];
  if (detail !== "") {
    lines.push(`\`${detail.replaceAll("`", "'")}\``);
  }
  let text = `${state.icon} Hairpin`;
  let level = state.level;
  const estate = health === "running" && instances ? estateOf(instances, file) : undefined;
  if (instances && health === "running") {
    const name = environmentName(instances.environment);
    text += `: ${name}`;
    lines.push(`Environment: ${name}. Click to choose another one.`);
  }
  if (estate) {
    lines.push(factLines(estate).map((l) => `- ${l}`).join("\n"));
    if (estate.missing?.length) {
      level = "warning";
      lines.push(estate.missing.map((m) => `- ${m}`).join("\n"), "[Write hairpin.yaml](command:hairpin.writeConfig)");
    }
  }
  return { text, tooltip: lines.join("\n\n"), level, command: state.command };
}
