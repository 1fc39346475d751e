// Maps: grey levels to colours on a canvas; thumbnails out of a tracer's sheet, larger maps from the page or beside it.

const mapsByTracer = {};
const waiting = {};

/** Called by the scripts of larger maps, which are in the page or beside it. */
window.exploreMaps = (tracer, maps) => {
  mapsByTracer[tracer] = maps;
};

/** Larger maps of a tracer by layer and image; null where the file beside the page is missing. */
function largerMaps(page, tracer) {
  if (mapsByTracer[tracer]) {
    return Promise.resolve(mapsByTracer[tracer]);
  }
  waiting[tracer] ??= new Promise((resolve) => {
    const script = document.createElement("script");
    script.addEventListener("load", () => resolve(mapsByTracer[tracer] ?? null));
    script.addEventListener("error", () => resolve(null));
    script.src = page.links[tracer];
    document.head.append(script);
  });
  return waiting[tracer];
}

/** A decoded picture. */
async function pictureOf(source) {
  const picture = new Image();
  picture.src = source;
  await picture.decode();
  return picture;
}

/** Decoded sheet of a tracer's thumbnails, decoded once. */
function sheetOf(page, tracer) {
  const sheet = page.tracers[tracer].sheet;
  sheet.decoded ??= pictureOf(sheet.source);
  return sheet.decoded;
}

/** Red, green and blue of 256 levels of a layer, unpacked once. */
function coloursOf(layer) {
  layer.table ??= bytesOf(layer.colours);
  return layer.table;
}

/** Replace the grey levels on a canvas by a layer's colours, and what is transparent by its colour of empty pixels. */
function colour(canvas, layer) {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  const [bytes, table] = [pixels.data, coloursOf(layer)];
  for (let place = 0; place < bytes.length; place += 4) {
    const isEmpty = bytes[place + 3] < 128;
    const level = 3 * bytes[place];
    for (let part = 0; part < 3; part += 1) {
      bytes[place + part] = isEmpty ? layer.empty[part] : table[level + part];
    }
    bytes[place + 3] = 255;
  }
  context.putImageData(pixels, 0, 0);
}

/** Draw an image's thumbnail, coloured, on a canvas of its size. */
async function paintThumbnail(page, tracer, row, canvas) {
  const sheet = page.tracers[tracer].sheet;
  const picture = await sheetOf(page, tracer);
  const [side, across] = [sheet.pixels, sheet.columns];
  canvas.width = canvas.height = side;
  const from = [side * (row % across), side * Math.floor(row / across), side, side];
  canvas.getContext("2d", { willReadFrequently: true }).drawImage(picture, ...from, 0, 0, side, side);
  colour(canvas, page.tracers[tracer].layers[0]);
}

/** Draw a larger map, coloured, on a canvas of its size. */
async function paintMap(source, layer, canvas) {
  const picture = await pictureOf(source);
  canvas.width = picture.naturalWidth;
  canvas.height = picture.naturalHeight;
  canvas.getContext("2d", { willReadFrequently: true }).drawImage(picture, 0, 0);
  colour(canvas, layer);
}
