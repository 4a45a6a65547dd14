// Makes web/dist: content-hashed files, manifest.json (logical name -> hashed name) and .br/.gz twins.
// Run: npm ci && node build.mjs        Takes about 2 s after npm ci.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { compile } from "sass";

const root = dirname(fileURLToPath(import.meta.url));
const dkfds = join(root, "node_modules/dkfds/dist");
const target = join(root, "dist");
const fresh = join(root, `dist.${process.pid}`);
const manifest = {};

// Woff2 is compressed already: a twin would be larger than the file.
const compressible = /\.(css|js|svg)$/;

/** Writes one file under its hashed name and remembers it in the manifest. */
function emit(name, content) {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content, "utf8");
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const hashed = name.replace(/(\.[a-z0-9]+)$/, `.${hash}$1`);
  writeFileSync(join(fresh, hashed), bytes);
  if (compressible.test(name)) {
    writeFileSync(join(fresh, `${hashed}.br`), brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }));
    writeFileSync(join(fresh, `${hashed}.gz`), gzipSync(bytes, { level: 9 }));
  }
  manifest[name] = hashed;
  return hashed;
}

/** Fonts: the Latin1 subset, two weights. Danish and English need no more; each weight is 17 kB. */
function fonts() {
  const folder = join(dkfds, "fonts/IBMPlexSans/split/woff2");
  for (const [name, file] of [["plex-400.woff2", "Regular"], ["plex-600.woff2", "SemiBold"]]) {
    emit(name, readFileSync(join(folder, `IBMPlexSans-${file}-Latin1.woff2`)));
  }

  // For documents (PDF) that the program writes; no page links to them.
  const whole = join(root, "node_modules/dkfds/src/fonts/IBMPlexSans/complete/ttf");
  for (const [name, file] of [["plex-400.ttf", "Regular"], ["plex-600.ttf", "SemiBold"]]) {
    emit(name, readFileSync(join(whole, `IBMPlexSans-${file}.ttf`)));
  }
}

/** An icon of our own (folder icons) or of dkfds. */
function icon(name) {
  const own = join(root, "icons", `${name}.svg`);
  return readFileSync(existsSync(own) ? own : join(dkfds, "img/svg-icons", `${name}.svg`), "utf8");
}

/** One sprite with the icons named in icons.txt; pages point into it with <use>. */
function icons() {
  const names = readFileSync(join(root, "icons.txt"), "utf8").split("\n").map((l) => l.trim()).filter(Boolean);
  const symbols = names.map((name) => {
    const svg = icon(name);
    const box = svg.match(/viewBox="([^"]+)"/)[1];
    const inner = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
    return `<symbol id="${name}" viewBox="${box}">${inner}</symbol>`;
  });
  emit("icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);
  emit("favicon.svg", readFileSync(join(root, "favicon.svg")));
}

/** The style sheet; every url() in it becomes the hashed name of a file beside it. */
function styles() {
  const css = compile(join(root, "styles/helhed.scss"), {
    style: "compressed",
    loadPaths: [join(dkfds, "scss"), join(root, "styles")],
    quietDeps: true,
    silenceDeprecations: ["if-function"],
  }).css;
  emit("helhed.css", css.replace(/url\("?([^")]+)"?\)/g, (_, address) => {
    const name = address.split("/").pop();
    const hashed = manifest[name] ?? emit(name, readFileSync(join(dkfds, "img/svg-icons", name)));
    return `url(${hashed})`;
  }));
}

/** Small ES modules, each a file of its own; every page works without them. */
function scripts() {
  for (const file of readdirSync(join(root, "scripts")).filter((f) => f.endsWith(".js"))) {
    emit(file, readFileSync(join(root, "scripts", file)));
  }
}

mkdirSync(fresh, { recursive: true });
fonts();
icons();
styles();
scripts();
writeFileSync(join(fresh, "manifest.json"), `${JSON.stringify(manifest, Object.keys(manifest).sort(), 2)}\n`);
rmSync(target, { recursive: true, force: true });
renameSync(fresh, target);
