// Where an image stands in the evolution of its simulation: separation, masses and accretion rates against time.

const HISTORY = { width: 460, left: 66, right: 12, row: 118, gap: 20, foot: 42 };
const QUANTITIES = [
  { words: "separation (AU)", curves: ["separation_au"] },
  { words: "mass (M\u2609)", curves: ["mass_msun_primary", "mass_msun_secondary"] },
  {
    words: "accretion (M\u2609 yr\u207b\u00b9)",
    curves: ["accretion_msun_per_yr_primary", "accretion_msun_per_yr_secondary"],
    logarithmic: true,
  },
];
const STAR_COLOURS = ["#000000", "#8a8f94"];

/** A plot of a simulation's history with a line at one time (kyr). */
function evolution(history, time) {
  const times = floatsOf(history.time_kyr);
  const height = QUANTITIES.length * (HISTORY.row + HISTORY.gap) + HISTORY.foot;
  const said = `Separation, masses and accretion rates against time; this image is at ${numberText(time)} kyr`;
  const size = { viewBox: `0 0 ${HISTORY.width} ${height}`, class: "history", role: "img", "aria-label": said };
  const plot = svg("svg", size);
  const [first, last] = rangeOf([times]);
  const spare = 0.03 * (last - first) || 1;
  const x = scaleOf([first - spare, last + spare], [HISTORY.left, HISTORY.width - HISTORY.right]);
  QUANTITIES.forEach((quantity, place) => {
    const top = HISTORY.gap / 2 + place * (HISTORY.row + HISTORY.gap);
    plot.append(historyRow(quantity, history, { times, x, time, top }));
  });
  const bottom = height - HISTORY.foot - HISTORY.gap / 2;
  const ticks = niceTicks(first - spare, last + spare, 5);
  plot.append(bottomAxis(ticks, x, [HISTORY.left, HISTORY.width - HISTORY.right], bottom));
  plot.append(label("time since the start of the simulation (kyr)", HISTORY.width / 2 + 20, height - 6, MIDDLE));
  return plot;
}

/** One quantity: its curves, of the primary in black and of the secondary in grey, and the line at the image's time. */
function historyRow(quantity, history, { times, x, time, top }) {
  const bottom = top + HISTORY.row;
  const isLog = Boolean(quantity.logarithmic);
  const drawable = (value) => (isLog && !(value > 0) ? NaN : value);
  const curves = quantity.curves.map((name) => floatsOf(history[name]).map(drawable));
  const row = svg("g");
  const middle = (top + bottom) / 2;
  row.append(label(quantity.words, 13, middle, { ...MIDDLE, "font-size": 11, transform: `rotate(-90 13 ${middle})` }));
  row.append(line(x(time), top, x(time), bottom, { stroke: INTERVAL, "stroke-width": 2 }));
  const range = rangeOf(curves);
  if (!range) {
    return row;
  }
  const y = scaleOf(widened(range, isLog), [bottom, top], isLog);
  row.append(historyAxis(widened(range, isLog), y, [top, bottom], isLog));
  curves.forEach((values, star) => row.append(curveOf(times, values, x, y, STAR_COLOURS[star])));
  return row;
}

function historyAxis([first, last], y, ends, isLog) {
  const powers = isLog ? powerTicks(first, last) : [];
  const ticks = powers.length > 1 ? powers : isLog ? [first * 1.2, last / 1.2] : niceTicks(first, last, 3);
  const written = powers.length > 1 ? (value) => `10${superscript(Math.round(Math.log10(value)))}` : numberText;
  return leftAxis(ticks, y, ends, HISTORY.left, written);
}

/** Dots joined by lines, so that a single output is seen as well; a gap where a value is not known. */
function curveOf(times, values, x, y, colour) {
  const curve = svg("g");
  let path = "";
  let isJoined = false;
  values.forEach((value, at) => {
    const isKnown = Number.isFinite(value);
    if (isKnown) {
      path += `${isJoined ? "L" : "M"}${x(times[at]).toFixed(1)} ${y(value).toFixed(1)}`;
      curve.append(svg("circle", { cx: x(times[at]), cy: y(value), r: 2, fill: colour }));
    }
    isJoined = isKnown;
  });
  curve.prepend(svg("path", { d: path, fill: "none", stroke: colour, "stroke-width": 1.5 }));
  return curve;
}

/** Least and largest known number of some lists; null where there is none. */
function rangeOf(lists) {
  let [first, last] = [Infinity, -Infinity];
  lists.forEach((list) =>
    list.forEach((value) => {
      if (Number.isFinite(value)) {
        [first, last] = [Math.min(first, value), Math.max(last, value)];
      }
    }),
  );
  return first <= last ? [first, last] : null;
}

function widened([first, last], isLog) {
  const spare = 0.08 * (last - first) || 0.1 * Math.abs(last) || 1;
  return isLog ? [first / 1.5, last * 1.5] : [first - spare, last + spare];
}
