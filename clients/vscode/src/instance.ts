// What the server knows of the instances: its document hairpin:/instance.json.

/** One estate under the chosen environment; facts that nobody gave are absent. */
export interface Estate {
  folder: string;
  root: string;
  name?: string;
  hostnames: string[];
  virtualNetwork?: string;
  sku?: string;
  units?: number;
  privateIPs?: string[];
  environments: string[];
  missing?: string[];
}

/** The document. environment is "" for the base instance. */
export interface Instances {
  environment: string;
  estates: Estate[];
}

/** Where the server keeps the document. */
export const instanceUri = "hairpin:/instance.json";

/** The estate that a file is in: the innermost one around it, else the first. */
export function estateOf(instances: Instances, file: string): Estate | undefined {
  const normal = (s: string) => s.replaceAll("\\", "/");
  const inside = instances.estates.filter((e) => {
    const dir = normal(e.root === "" ? e.folder : `${e.folder}/${e.root}`);
    return normal(file).startsWith(dir.endsWith("/") ? dir : `${dir}/`);
  });
  const length = (e: Estate) => e.folder.length + e.root.length;
  return inside.sort((a, b) => length(b) - length(a))[0] ?? instances.estates[0];
}

/** The environments of all estates, each once, sorted. */
export function environments(instances: Instances): string[] {
  return [...new Set(instances.estates.flatMap((e) => e.environments))].sort();
}

/** The environment in words. */
export function environmentName(environment: string): string {
  return environment === "" ? "base instance" : environment === "all" ? "all environments" : environment;
}

/** The facts of an estate, a line each. */
export function factLines(e: Estate): string[] {
  const rows: [string, string | undefined][] = [
    ["Hostnames", e.hostnames.join(", ")],
    ["Virtual network", e.virtualNetwork],
    ["Tier", e.sku && e.units ? `${e.sku}, ${e.units} units` : e.sku],
    ["Private addresses", e.privateIPs?.join(", ")],
  ];
  return rows.map(([what, value]) => `${what}: ${value || "unknown"}`);
}
