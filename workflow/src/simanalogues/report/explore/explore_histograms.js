// Estimates: weighted histograms of the parameters of the images that are shown, with median and 68 % interval.

const PANEL = { width: 320, height: 232, left: 46, right: 12, top: 60, bottom: 46 };
const SELECTED = "#0072B2";
const INTERVAL = "#D55E00";
const LEVELS = [0.16, 0.5, 0.84];

/** Values and weights of a parameter where it is known, of some images; and how many do not know it. */
function sampleOf(page, parameter, rows) {
  const known = rows.filter((row) => Number.isFinite(parameter.values[row]));
  return {
    values: known.map((row) => parameter.values[row]),
    weights: known.map((row) => page.weight[row]),
    simulations: new Set(known.map((row) => page.simulation[row])).size,
    unknown: rows.length - known.length,
  };
}

/** One parameter as an SVG element. */
function histogram(page, parameter, rows) {
  const sample = sampleOf(page, parameter, rows);
  const [low, median, high] = weightedQuantiles(sample.values, sample.weights, LEVELS);
  const words = estimateText(parameter, [low, median, high]);
  const size = { viewBox: `0 0 ${PANEL.width} ${PANEL.height}`, width: PANEL.width, height: PANEL.height };
  const said = `${parameter.words}: ${words}; ${countText(sample)}`;
  const panel = svg("svg", { ...size, role: "img", "aria-label": said, "data-parameter": parameter.name });
  panel.append(
    label(parameter.words, PANEL.left, 14, { "font-weight": 600 }),
    label(words, PANEL.left, 30, { class: "estimate" }),
    label(countText(sample), PANEL.left, 45, { "font-size": 11, fill: SOFT, class: "counts" }),
    ...drawn(parameter, sample, [low, median, high]),
  );
  return panel;
}

/** Median, interval and unit in words; the truth where there is one. */
function estimateText(parameter, [low, median, high]) {
  const unit = parameter.units ? ` ${parameter.units}` : "";
  const truth = parameter.truth === null ? "" : `; truth ${numberText(parameter.truth)}`;
  if (!Number.isFinite(median)) {
    return `nothing measured${truth}`;
  }
  return `${numberText(median)} (${numberText(low)} to ${numberText(high)})${unit}${truth}`;
}

/** How many images and simulations an estimate is from. */
function countText(sample) {
  const unknown = sample.unknown ? `, ${sample.unknown} more unknown` : "";
  return `${counted(sample.values.length, "image")}, ${counted(sample.simulations, "simulation")}${unknown}`;
}

/** Bars, the catalogue's outline, interval and truth, and axes. */
function drawn(parameter, sample, quantiles) {
  const { bins } = parameter;
  const total = sample.weights.reduce((sum, weight) => sum + weight, 0) || 1;
  const isApart = (value) => bins.apart && value === 0;
  const smooth = sample.values.map((value) => (isApart(value) ? NaN : value));
  const shares = sharesInBins(smooth, sample.weights, bins.edges, total);
  const apart = sample.weights.reduce((sum, weight, at) => sum + (isApart(sample.values[at]) ? weight : 0), 0) / total;
  const highest = Math.max(...shares, ...bins.catalogue, apart, bins.catalogue_apart) || 1;
  const places = placesOf(parameter, highest);
  return [
    ...barsOf(bins.edges, shares, places, { fill: SELECTED }),
    ...barsOf(bins.edges, bins.catalogue, places, { fill: "none", stroke: "#8a8f94" }),
    ...(bins.apart ? apartBars(bins, apart, places) : []),
    ...intervalOf(quantiles, places),
    ...truthOf(parameter.truth, places),
    ...axesOf(parameter, places, highest),
  ];
}

/** Scales of a panel. What stands apart is left of the first bin, as in the figures of the estimate. */
function placesOf(parameter, highest) {
  const { bins, truth } = parameter;
  const width = bins.edges[1] - bins.edges[0];
  const first = bins.edges[0] - (bins.apart ? 4.5 * width : 0);
  const last = bins.edges[bins.edges.length - 1];
  const zero = bins.edges[0] - 2.5 * width;
  const held = truth === null || (bins.apart && truth === 0) ? first : truth;
  const spare = 0.02 * (last - first);
  const [low, high] = [held < first ? held - spare : first, held > last ? held + spare : last];
  const linear = scaleOf([low, high], [PANEL.left, PANEL.width - PANEL.right]);
  return {
    width,
    ends: [bins.apart ? bins.edges[0] : low, high],
    x: (value) => linear(bins.apart && value === 0 ? zero : value),
    exact: linear,
    zero,
    y: scaleOf([0, highest * 1.12], [PANEL.height - PANEL.bottom, PANEL.top + 8]),
  };
}

function barsOf(edges, shares, places, look) {
  const bars = shares.map((share, bin) => ({ share, x: places.exact(edges[bin]), end: places.exact(edges[bin + 1]) }));
  return bars.filter((bar) => bar.share > 0).map((bar) => barAt(bar.x, bar.end, bar.share, places, look));
}

function barAt(start, end, share, places, look) {
  const [x, y] = [start + 0.5, places.y(share)];
  return svg("rect", { x, y, width: Math.max(end - start - 1, 0.5), height: places.y(0) - y, ...look });
}

/** The bars of what has no disk, for the images that are shown and for the catalogue. */
function apartBars(bins, share, places) {
  const [start, end] = [places.zero - places.width / 2, places.zero + places.width / 2].map(places.exact);
  const bars = [barAt(start, end, share, places, { fill: SELECTED })];
  bars.push(barAt(start, end, bins.catalogue_apart, places, { fill: "none", stroke: "#8a8f94" }));
  bars.push(label("none", (start + end) / 2, places.y(0) + 16, MIDDLE));
  return bars;
}

function intervalOf([low, median, high], places) {
  if (!Number.isFinite(median)) {
    return [];
  }
  const y = PANEL.top;
  const thick = { stroke: INTERVAL, "stroke-width": 4 };
  const dot = { cx: places.x(median), cy: y, r: 4.5, fill: "white", stroke: INTERVAL, "stroke-width": 1.5 };
  return [line(places.x(low), y, places.x(high), y, thick), svg("circle", dot)];
}

function truthOf(truth, places) {
  const look = { "stroke-dasharray": "5 3", "stroke-width": 1.5 };
  return truth === null ? [] : [line(places.x(truth), PANEL.top - 4, places.x(truth), places.y(0), look)];
}

function axesOf(parameter, places, highest) {
  const bottom = places.y(0);
  const ticks = niceTicks(...places.ends, 4);
  const name = `${parameter.words}${parameter.units ? ` (${parameter.units})` : ""}`;
  const middle = (PANEL.left + PANEL.width - PANEL.right) / 2;
  const turned = { ...MIDDLE, "font-size": 11, transform: `rotate(-90 11 ${(PANEL.top + bottom) / 2})` };
  return [
    bottomAxis(ticks, places.exact, [PANEL.left, PANEL.width - PANEL.right], bottom),
    leftAxis(niceTicks(0, highest * 1.1, 3), places.y, [PANEL.top + 8, bottom], PANEL.left),
    label(name, middle, PANEL.height - 8, MIDDLE),
    label("share of the weight", 11, (PANEL.top + bottom) / 2, turned),
  ];
}
