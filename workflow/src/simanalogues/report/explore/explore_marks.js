// What is drawn over a map: stars, the square that networks see, beam, scale, directions on the sky; and colour bars.
// Places are in AU from the midpoint of the stars, x to the right and y upward, secondary to primary.

const MAP_SIDE = 448;

/** A canvas with a painted map in full size; `place` turns AU into pixels. */
function enlarged(painted, sky) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = MAP_SIDE;
  const pen = canvas.getContext("2d");
  pen.imageSmoothingEnabled = false;
  pen.drawImage(painted, 0, 0, MAP_SIDE, MAP_SIDE);
  const place = (x, y) => [(x / sky.shown_au + 0.5) * MAP_SIDE, (0.5 - y / sky.shown_au) * MAP_SIDE];
  return { canvas, pen, place };
}

/** Crosses at the stars, and the outline of the square that networks see. */
function markSystem({ pen, place }, layer, sky) {
  [1, -1].forEach((side, star) => {
    const [x, y] = place(0, (side * sky.projected_separation_au) / 2);
    strokePath(pen, crossAt(x, y, 9), "black", 5);
    strokePath(pen, crossAt(x, y, 8), layer.stars[star], 2.5);
  });
  if (layer.outline) {
    pen.setLineDash([8, 6]);
    const corners = layer.outline.map(([x, y]) => place(x, y));
    strokePath(pen, [[...corners, corners[0]]], layer.ink, 1.5);
    pen.setLineDash([]);
  }
}

/** The beam, a scale bar, and the directions to the north and the east. */
function markObservation({ pen, place }, layer, sky) {
  drawBeam(pen, place, sky);
  const [right, low] = [0.46 * sky.shown_au, -0.44 * sky.shown_au];
  strokePath(pen, [[place(right - sky.bar_au, low), place(right, low)]], layer.ink, 3.5);
  write(pen, `${sky.bar_au} AU`, place(right - sky.bar_au / 2, low + 0.04 * sky.shown_au), layer.ink);
  const angle = (sky.position_angle_deg * Math.PI) / 180;
  const start = 0.35 * sky.shown_au;
  for (const [name, x, y] of [["N", Math.sin(angle), Math.cos(angle)], ["E", -Math.cos(angle), Math.sin(angle)]]) {
    const reach = (length) => place(start + length * x * sky.shown_au, start + length * y * sky.shown_au);
    strokePath(pen, [[place(start, start), reach(0.09)]], layer.ink, 2);
    write(pen, name, reach(0.13), layer.ink);
  }
}

/** The beam at half maximum in the lower left corner: its angle counts from +y towards -x. */
function drawBeam(pen, place, sky) {
  const corner = -sky.shown_au * 0.47 + sky.beam_major_au / 2;
  const radius = MAP_SIDE / sky.shown_au / 2;
  pen.beginPath();
  const turned = (-sky.beam_angle_deg * Math.PI) / 180;
  pen.ellipse(...place(corner, corner), sky.beam_minor_au * radius, sky.beam_major_au * radius, turned, 0, 2 * Math.PI);
  pen.fillStyle = "white";
  pen.fill();
  pen.strokeStyle = "black";
  pen.lineWidth = 1.5;
  pen.stroke();
}

function crossAt(x, y, arm) {
  return [
    [[x - arm, y], [x + arm, y]],
    [[x, y - arm], [x, y + arm]],
  ];
}

function strokePath(pen, lines, colour, width) {
  pen.beginPath();
  for (const line of lines) {
    line.forEach(([x, y], place) => (place ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  }
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.stroke();
}

function write(pen, text, [x, y], colour) {
  pen.font = "600 17px system-ui, sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillStyle = colour;
  pen.fillText(text, x, y);
}

/** The colours of a layer with its ticks, as an SVG element of the width of two maps. */
function colourBar(layer) {
  const [width, height, end] = [460, 14, 12];
  const bar = svg("svg", { viewBox: `0 0 ${width} 34`, class: "bar", role: "img", "aria-label": layer.label });
  const table = coloursOf(layer);
  const step = (width - 2 * end) / 256;
  // Each reaches below the next, so that no seams show.
  const overlap = (level) => (level < 255 ? 2 * step : step);
  for (let level = 0; level < 256; level += 1) {
    const fill = `rgb(${table.slice(3 * level, 3 * level + 3).join(",")})`;
    bar.append(svg("rect", { x: end + level * step, y: 0, width: overlap(level), height, fill }));
  }
  for (const [place, text] of layer.ticks) {
    const x = end + place * (width - 2 * end);
    bar.append(line(x, height, x, height + 4), label(text, x, height + 17, { "text-anchor": "middle" }));
  }
  return bar;
}
