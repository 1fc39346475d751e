// The table of images: 50 at a time, sorted by any column; a click on one opens it.

const ROWS_AT_ONCE = 50;
/** Thumbnails are painted when they come near the window. */
const painters = new WeakMap();
const inSight = new IntersectionObserver(paintSeen, { rootMargin: "200px" });

function paintSeen(entries) {
  entries.filter(({ isIntersecting }) => isIntersecting).forEach(({ target }) => {
    inSight.unobserve(target);
    painters.get(target)();
  });
}

/** Columns of the table and of its CSV: key, words, what to sort by, and what to write. */
function columnsOf(page, state) {
  const { z, rank } = scoresOf(page, state);
  const number = (key, words, values) => {
    return { key, words, valueOf: (row) => values[row], textOf: (row) => numberText(values[row]) };
  };
  const whole = (column) => ({ ...column, textOf: (row) => String(column.valueOf(row)) });
  return [
    whole(number("rank", "rank", rank)),
    { ...number("z_score", "z\u2011score", z), textOf: (row) => z[row].toFixed(2).replace("-", MINUS) },
    {
      key: "simulation",
      words: "simulation",
      valueOf: (row) => page.simulation[row],
      textOf: (row) => page.simulations[page.simulation[row]],
    },
    whole(number("output", "output", page.output)),
    whole(number("view", "view", page.view)),
    ...page.parameters.map((parameter) => {
      const unit = parameter.units ? ` (${parameter.units})` : "";
      return number(parameter.name, `${parameter.words}${unit}`, parameter.values);
    }),
  ];
}

/** Images in the order of the table. */
function sortedRows(page, state, rows) {
  const columns = columnsOf(page, state);
  const column = columns.find(({ key }) => key === state.sort) ?? columns[0];
  return ordered(rows, column.valueOf, state.descending);
}

/** Head and body of the table, and the numbers of the leaf below. */
function drawTable(page, state, rows, actions) {
  const columns = columnsOf(page, state);
  const n_leaves = Math.max(1, Math.ceil(rows.length / ROWS_AT_ONCE));
  state.leaf = Math.min(state.leaf, n_leaves - 1);
  const first = state.leaf * ROWS_AT_ONCE;
  const shown = rows.slice(first, first + ROWS_AT_ONCE);
  updateHead(columns, state, actions);
  inSight.disconnect();
  part("body").replaceChildren(...shown.map((row) => imageRow(page, state, row, columns, actions)));
  if (!shown.length) {
    const words = "No image is left: widen the filters or the cut.";
    part("body").append(element("tr", {}, element("td", { colspan: columns.length + 1 }, words)));
  }
  part("leaf").textContent = rows.length ? `${first + 1} to ${first + shown.length} of ${rows.length}` : "none";
  part("previous").disabled = state.leaf === 0;
  part("next").disabled = state.leaf === n_leaves - 1;
}

/** Head of the table, made once so that the focus stays; the arrow shows the order. */
function updateHead(columns, state, actions) {
  const head = part("head");
  if (!head.children.length) {
    head.append(element("th", { scope: "col" }, "image"), ...columns.map((column) => headCell(column, actions)));
  }
  columns.forEach(({ key }, place) => {
    const isSorted = key === state.sort;
    const order = state.descending ? "descending" : "ascending";
    head.children[place + 1].setAttribute("aria-sort", isSorted ? order : "none");
  });
}

function headCell(column, actions) {
  const button = element("button", { type: "button", "data-column": column.key }, column.words);
  button.addEventListener("click", () => actions.sortBy(column.key));
  return element("th", { scope: "col", class: column.key === "simulation" ? "" : "n" }, button);
}

/** One image with its thumbnail, which is a button for the keyboard; the whole row takes a click. */
function imageRow(page, state, row, columns, actions) {
  const canvas = element("canvas", { width: 64, height: 64 });
  const named = { type: "button", class: "thumbnail", "aria-label": `open ${labelOf(page, row)}` };
  const cells = columns.map((column) =>
    element("td", { class: column.key === "simulation" ? "" : "n" }, column.textOf(row)),
  );
  const line = element("tr", { "data-image": row }, element("td", {}, element("button", named, canvas)), ...cells);
  line.addEventListener("click", () => actions.open(row));
  const { tracer } = state;
  painters.set(canvas, () => paintThumbnail(page, tracer, row, canvas));
  inSight.observe(canvas);
  return line;
}

/** What the table holds, all leaves of it, as CSV. */
function tableAsCsv(page, state, rows) {
  const columns = columnsOf(page, state);
  const cellOf = (column, row) => {
    const value = column.key === "simulation" ? column.textOf(row) : column.valueOf(row);
    return typeof value === "number" ? (Number.isNaN(value) ? "" : String(Number(value.toPrecision(7)))) : value;
  };
  const head = ["tracer", "network", "distance", ...columns.map(({ key }) => key), "weight"];
  const chosen = [state.tracer, state.network, state.distance];
  const lines = rows.map((row) => [
    ...chosen,
    ...columns.map((column) => cellOf(column, row)),
    String(Number(page.weight[row].toPrecision(7))),
  ]);
  return [head, ...lines].map((cells) => `${cells.join(",")}\n`).join("");
}
