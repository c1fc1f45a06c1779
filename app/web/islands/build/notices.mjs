// Names every package whose code is in the built files, with its licence text; a package that carries none has it in licences/.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

export function notices(here, metafile, vendored) {
  const used = new Set();
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) if (bytesInOutput) used.add(packageOf(path));
  }
  for (const path of vendored) used.add(packageOf(`node_modules/${path}`));
  used.delete(undefined);
  const parts = [...used].sort().map((folder) => notice(here, folder));
  return `Code of others in the files of this folder (${parts.length} packages).\n\n${parts.join("\n")}`;
}

function packageOf(path) {
  const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path);
  return match?.[1];
}

function notice(here, folder) {
  const root = join(here, folder);
  const { name, version, license, licenses } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const kind = license?.type ?? license ?? licenses?.map(({ type }) => type).join(" or ") ?? "see below";
  const file = readdirSync(root).sort().find((entry) => /^(licen[sc]e|copying)/i.test(entry));
  const text = readFileSync(file ? join(root, file) : join(here, "build", "licences", `${name.replace("@", "").replace("/", "-")}.txt`), "utf8").trim();
  return `${"=".repeat(78)}\n${name} ${version} (${kind})\n${"-".repeat(78)}\n${text}\n`;
}
