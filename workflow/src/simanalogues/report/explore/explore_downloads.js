// Downloads: the table as CSV, the histograms as SVG and PNG, the report's figures as PNG.

const GRID_COLUMNS = 3;
const DOTS_PER_UNIT = 2;

/** Hand a file to the reader. */
function save(name, content, type) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** Name of a file: the target and what is chosen. */
function fileName(page, state, what, suffix) {
  return `${[page.target, state.tracer, state.network, state.distance, what].join("_")}.${suffix}`;
}

/** All histograms in one SVG element. */
function histogramsAsSvg() {
  const panels = [...part("histograms").children];
  const width = PANEL.width * Math.min(GRID_COLUMNS, panels.length);
  const height = PANEL.height * Math.ceil(panels.length / GRID_COLUMNS);
  const whole = svg("svg", { xmlns: NAMESPACE, width, height, viewBox: `0 0 ${width} ${height}` });
  whole.append(svg("rect", { width, height, fill: "white" }));
  panels.forEach((panel, place) => {
    const [x, y] = [PANEL.width * (place % GRID_COLUMNS), PANEL.height * Math.floor(place / GRID_COLUMNS)];
    whole.append(svg("g", { transform: `translate(${x} ${y})` }, ...panel.cloneNode(true).childNodes));
  });
  return { text: new XMLSerializer().serializeToString(whole), width, height };
}

/** The same as a PNG file. */
async function histogramsAsPng() {
  const { text, width, height } = histogramsAsSvg();
  const picture = await pictureOf(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`);
  const canvas = element("canvas", { width: DOTS_PER_UNIT * width, height: DOTS_PER_UNIT * height });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** A link below each figure of the report; its file is the picture that the page holds. */
function offerFigures(page) {
  document.querySelectorAll("main figure > img").forEach((picture) => {
    const name = `${page.target}_${picture.dataset.name}.png`;
    const link = element("a", { href: picture.src, download: name, class: "save" }, "PNG");
    link.setAttribute("aria-label", `download ${name}`);
    picture.after(link);
  });
}
