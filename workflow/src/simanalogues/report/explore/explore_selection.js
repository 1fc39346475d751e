// Which images are shown: those that pass the cut or the best, then the filters, then the order.

/** z-scores and ranks of all images with the tracer, network and distance that are chosen, unpacked once. */
function scoresOf(page, state) {
  const packed = page.scores[state.tracer][state.network][state.distance];
  if (!packed.unpacked) {
    packed.unpacked = { z: floatsOf(packed.z), rank: floatsOf(packed.rank) };
    packed.unpacked.passing = packed.passing ? floatsOf(packed.passing) : null;
  }
  return packed.unpacked;
}

/** Images with z < -cut; where there is none, the `n_best` best, and `fellBack` is true. */
function selectionOf(page, state) {
  const { z, rank, passing } = scoresOf(page, state);
  const all = [...z.keys()];
  const below = all.filter((row) => z[row] < -state.cut);
  if (below.length) {
    const known = passing ? passing[Math.round(state.cut * 100)] : below.length;
    return { rows: below, fellBack: false, wanted: known };
  }
  const best = all.filter((row) => rank[row] <= page.n_best && Number.isFinite(z[row]));
  return { rows: best, fellBack: true, wanted: Math.min(page.n_best, page.n_all) };
}

/** Those of some images that pass the filters. */
function filtered(page, state, rows) {
  const text = state.text.trim().toLowerCase();
  const ranges = page.parameters.filter((parameter) => state.ranges[parameter.name]);
  return rows.filter(
    (row) =>
      !state.hidden.has(page.simulation[row]) &&
      page.labels[row].includes(text) &&
      ranges.every((parameter) => isWithin(parameter.values[row], state.ranges[parameter.name])),
  );
}

/** Whether a value is in a range, both ends inclusive; what is not known is not. */
function isWithin(value, [lowest, highest]) {
  return value >= lowest && value <= highest;
}

/** Images in the order of a column; what is not known comes last either way. */
function ordered(rows, valueOf, descending) {
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [first, second] = [valueOf(a), valueOf(b)];
    const unknown = Number.isNaN(first) - Number.isNaN(second);
    return unknown || sign * (first - second) || a - b;
  });
}

/** Unpack numbers of the page in place; `labels` are what the text filter looks into. */
function unpack(page) {
  for (const name of ["simulation", "output", "view", "weight"]) {
    page[name] = floatsOf(page[name]);
  }
  page.parameters.forEach((parameter) => {
    parameter.values = floatsOf(parameter.values);
  });
  page.labels = [...page.output.keys()].map((row) => labelOf(page, row).toLowerCase());
  return page;
}

/** What an image is of: simulation, output and view. */
function labelOf(page, row) {
  return `${page.simulations[page.simulation[row]]} ${page.output[row]} view ${page.view[row]}`;
}
