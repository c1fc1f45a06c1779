// Builds the islands and copies the vendored files: content-hashed names, a manifest, .gz beside each file, notices.
// `npm run build` gives the same bytes in every folder; files are named by what is in them.

import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { formWords, stubs } from "./build/plugins.mjs";
import { notices } from "./build/notices.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static", "islands");
const vendored = {
  "tabler.css": "@tabler/core/dist/css/tabler.min.css",
  "htmx.js": "htmx.org/dist/htmx.min.js",
};

const { outputFiles, metafile } = await build({
  absWorkingDir: here,
  entryPoints: { viewer: "src/viewer/index.js", form: "src/form/index.js", studio: "src/studio/index.js", page: "src/page/index.js", app: "src/page/app.css" },
  outdir: "out",
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  format: "iife",
  target: ["es2021"],
  charset: "utf8",
  legalComments: "none",
  define: { "process.env.NODE_ENV": '"production"' },
  loader: { ".svg": "empty", ".woff": "empty", ".woff2": "dataurl", ".ttf": "empty", ".eot": "empty" },
  jsx: "automatic",
  jsxImportSource: "preact",
  logLevel: "warning",
  plugins: [formWords(here), stubs(here)],
});

const files = Object.fromEntries(outputFiles.map(({ path, contents }) => [path.slice(join(here, "out").length + 1), Buffer.from(contents)]));
for (const [name, source] of Object.entries(vendored)) {
  files[name] = withoutSourceMap(readFileSync(join(here, "node_modules", source)));
}

mkdirSync(out, { recursive: true });
for (const old of readdirSync(out)) rmSync(join(out, old));

const manifest = {};
for (const name of Object.keys(files).sort()) {
  const [stem, extension] = [name.slice(0, name.lastIndexOf(".")), name.slice(name.lastIndexOf("."))];
  const hash = createHash("sha256").update(files[name]).digest("hex").slice(0, 12);
  manifest[name] = `${stem}-${hash}${extension}`;
  writeFileSync(join(out, manifest[name]), files[name]);
  writeFileSync(join(out, manifest[name] + ".gz"), gzipped(files[name]));
  console.log(`${name.padEnd(12)} ${String(files[name].length).padStart(9)} bytes, gz ${gzipped(files[name]).length}`);
}
writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
writeFileSync(join(out, "THIRD_PARTY.txt"), notices(here, metafile, Object.values(vendored)));

function withoutSourceMap(contents) {
  return Buffer.from(contents.toString("utf8").replace(/\n?(\/\*#|\/\/#) sourceMappingURL=.*$/s, "\n"));
}

function gzipped(contents) {
  const packed = gzipSync(contents, { level: 9 });
  packed[9] = 255; // the operating system's number would differ between machines
  return packed;
}
