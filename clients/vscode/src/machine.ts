// The machine that the extension runs on, as the search for the server sees it.

import * as fs from "node:fs";
import type { Machine } from "./server";

export const machine: Machine = {
  platform: process.platform,
  env: process.env,
  isExecutable(file) {
    try {
      fs.accessSync(file, fs.constants.X_OK);
      return fs.statSync(file).isFile();
    } catch {
      return false;
    }
  },
};
