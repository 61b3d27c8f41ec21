export interface Rule {
  id: string;
  name: string;
  severity: string;
  summary: string;
}
export function rulesOf(hairpin: string): Rule[];
export function rulesSetting(rules: Rule[]): object;
