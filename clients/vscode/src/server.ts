// Finds the binary of the language server: the one that the setting names, then
// the one that lies in the package of this platform, then the one on the PATH.

import * as path from "node:path";

/** What the search sees of the machine; tests give one of their own. */
export interface Machine {
  platform: string;
  env: Record<string, string | undefined>;
  isExecutable(file: string): boolean;
}

/** A binary, or a sentence that says why there is none. */
export type Found = { command: string } | { problem: string };

/** Looks for the server. bundled is the folder of the extension. */
export function findServer(setting: string, bundled: string, machine: Machine): Found {
  const name = machine.platform === "win32" ? "hairpin.exe" : "hairpin";
  const wanted = setting.trim();
  if (wanted !== "") {
    return machine.isExecutable(wanted)
      ? { command: wanted }
      : { problem: `The setting hairpin.path names "${wanted}", which is not an executable file. Correct it, or clear it to use the bundled server.` };
  }
  const own = path.join(bundled, "bin", name);
  if (machine.isExecutable(own)) {
    return { command: own };
  }
  const separator = machine.platform === "win32" ? ";" : ":";
  for (const dir of (machine.env["PATH"] ?? machine.env["Path"] ?? "").split(separator)) {
    const file = path.join(dir, name);
    if (dir !== "" && path.isAbsolute(dir) && machine.isExecutable(file)) {
      return { command: file };
    }
  }
  return { problem: `There is no ${name} in this package or on the PATH. Install the extension for your platform, or set the path of the binary in hairpin.path.` };
}
