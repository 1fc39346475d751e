// Drawing in SVG: elements, scales and axes. All looks are attributes, so that a saved figure needs no style sheet.

const INK = "#1c2733";
const SOFT = "#5a6b7b";
const FONT = { "font-family": "system-ui, DejaVu Sans, sans-serif", "font-size": 12, fill: INK };
const NAMESPACE = "http://www.w3.org/2000/svg";

/** An element with attributes. */
function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(NAMESPACE, name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  element.append(...children);
  return element;
}

/** A line between two points. */
function line(x1, y1, x2, y2, attributes = {}) {
  return svg("line", { x1, y1, x2, y2, stroke: INK, ...attributes });
}

/** A text at a point. */
function label(text, x, y, attributes = {}) {
  return svg("text", { x, y, ...FONT, ...attributes }, text);
}

/** From values to places, linear or by powers of ten. */
function scaleOf([first, last], [start, end], logarithmic = false) {
  const bent = logarithmic ? Math.log10 : (value) => value;
  const span = bent(last) - bent(first) || 1;
  return (value) => start + ((bent(value) - bent(first)) / span) * (end - start);
}

/** Round numbers in a range, about as many as asked for. */
function niceTicks(first, last, wanted) {
  const rough = (last - first) / wanted || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.999);
  const ticks = [];
  for (let count = Math.ceil(first / step - 1e-9); count * step <= last + 1e-9 * step; count += 1) {
    ticks.push(count * step);
  }
  return ticks;
}

/** Whole powers of ten in a range, at most about four of them. */
function powerTicks(first, last) {
  const powers = niceTicks(Math.log10(first), Math.log10(last), 3).filter(Number.isInteger);
  return powers.map((power) => 10 ** power);
}

/** Ticks and their numbers below a plot. */
function bottomAxis(ticks, scale, [start, end], y) {
  const axis = svg("g", {}, line(start, y, end, y));
  for (const tick of ticks) {
    axis.append(line(scale(tick), y, scale(tick), y + 4), label(numberText(tick), scale(tick), y + 16, MIDDLE));
  }
  return axis;
}

/** Ticks and their numbers to the left of a plot. */
function leftAxis(ticks, scale, [top, bottom], x, written = numberText) {
  const axis = svg("g", {}, line(x, top, x, bottom));
  for (const tick of ticks) {
    const y = scale(tick);
    axis.append(line(x - 4, y, x, y), label(written(tick), x - 7, y + 4, { "text-anchor": "end" }));
  }
  return axis;
}

const MIDDLE = { "text-anchor": "middle" };
