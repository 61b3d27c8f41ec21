// Silences the false errors of a generic XML extension: policies hold raw C#,
// which is no XML. Its setting xml.validation.filters takes files out.

/** One entry of the setting. */
export interface Filter {
  pattern: string;
  enabled?: boolean;
  [other: string]: unknown;
}

/** The files that hold policies, by the names in use. */
export const patterns = ["**/policy.xml", "**/*.policy.xml", "**/policies/**/*.xml", "**/*.policy.cshtml"];

/** The setting with the filters that it lacks in front, and the patterns that were added. Of several filters the first that fits counts. */
export function silence(current: readonly Filter[]): { filters: Filter[]; added: string[] } {
  const added = patterns.filter((p) => !current.some((f) => f.pattern === p && f.enabled === false));
  const kept = current.filter((f) => !added.includes(f.pattern));
  return { filters: [...added.map((pattern) => ({ pattern, enabled: false })), ...kept], added };
}
