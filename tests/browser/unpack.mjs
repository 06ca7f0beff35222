// Unpacks the browser of the npm package into a folder: `node unpack.mjs FOLDER`. Python knows no Brotli.
import { createReadStream, createWriteStream } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";

const packed = fileURLToPath(new URL("../../node_modules/@sparticuz/chromium/bin/", import.meta.url));
const [folder] = process.argv.slice(2);
for (const [from, to] of [["chromium.br", "chromium"], ["al2023.tar.br", "libraries.tar"]]) {
  await pipeline(createReadStream(join(packed, from)), createBrotliDecompress(), createWriteStream(join(folder, to)));
}
