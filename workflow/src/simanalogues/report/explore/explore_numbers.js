// Numbers: unpacking, weighted quantiles, shares in bins, and how numbers are written.

/** Sums of weights that differ by less than this are the same but for rounding. */
const ROUNDING = 1e-12;
const MINUS = "\u2212";
const SUPERSCRIPTS = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";

/** Bytes of a base64 text. */
function bytesOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** Little-endian single-precision numbers of a base64 text, with the seven digits that they hold: 0.3 is 0.3 again. */
function floatsOf(text) {
  return Float64Array.from(new Float32Array(bytesOf(text).buffer), (value) => Number(value.toPrecision(7)));
}

/** Quantiles of a weighted sample; where a level falls between two values, their mean; NaN where no weight is. */
function weightedQuantiles(values, weights, levels) {
  const order = [...values.keys()].filter((row) => weights[row] > 0).sort((a, b) => values[a] - values[b]);
  const total = order.reduce((sum, row) => sum + weights[row], 0);
  let sum = 0;
  const below = order.map((row) => (sum += weights[row]) / total);
  const last = order.length - 1;
  const at = (level) => values[order[Math.min(firstAtLeast(below, level), last)]];
  return levels.map((level) => (last < 0 ? NaN : (at(level - ROUNDING) + at(level + ROUNDING)) / 2));
}

/** Place of the first of ascending numbers that is not below a bound. */
function firstAtLeast(ascending, bound) {
  const place = ascending.findIndex((value) => value >= bound);
  return place < 0 ? ascending.length : place;
}

/** Weight in each bin over the total; the last bin holds its upper edge. */
function sharesInBins(values, weights, edges, total) {
  const shares = new Array(edges.length - 1).fill(0);
  const width = edges[1] - edges[0];
  values.forEach((value, row) => {
    if (value >= edges[0] && value <= edges[edges.length - 1]) {
      const bin = Math.min(Math.floor((value - edges[0]) / width), shares.length - 1);
      shares[bin] += weights[row] / total;
    }
  });
  return shares;
}

/** Three significant digits, whole numbers from 100 on, powers of ten below 0.001; a dash for what is not known. */
function numberText(value) {
  if (value === null || !Number.isFinite(value)) {
    return "\u2013";
  }
  const size = Math.abs(value);
  if (size > 0 && size < 1e-3) {
    const [digits, power] = value.toExponential(2).split("e");
    return `${Number(digits)} \u00d7 10${superscript(power)}`.replace("-", MINUS);
  }
  const text = size >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
  return text.replace("-", MINUS);
}

/** A whole number as an exponent. */
function superscript(power) {
  const digits = [...String(Math.abs(power))].map((digit) => SUPERSCRIPTS[digit]).join("");
  return (power < 0 ? "\u207b" : "") + digits;
}

/** A count with its noun. */
function counted(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
