// The page to explore: one state, which controls change, and one drawing of it.

/** Draw everything for a state; returns the images of the table in their order. */
function draw(page, state, actions) {
  const selection = selectionOf(page, state);
  const rows = sortedRows(page, state, filtered(page, state, selection.rows));
  describe(page, state, selection, rows);
  const panels = page.parameters.filter(({ bins }) => bins).map((parameter) => histogram(page, parameter, rows));
  part("histograms").replaceChildren(...panels);
  drawTable(page, state, rows, actions);
  return rows;
}

/** Everything that controls and the table may do; `rows` are the images as the table shows them. */
function actionsOf(page, state) {
  const actions = {
    rows: [],
    redraw() {
      state.leaf = 0;
      actions.rows = draw(page, state, actions);
    },
    sortBy(key) {
      state.descending = state.sort === key && !state.descending;
      state.sort = key;
      actions.redraw();
    },
    turn(step) {
      state.leaf += step;
      drawTable(page, state, actions.rows, actions);
    },
    open(row) {
      openImage(page, state, actions.rows, row);
    },
    walk(step) {
      const next = actions.rows[actions.rows.indexOf(Number(part("image").dataset.image)) + step];
      if (next !== undefined) {
        actions.open(next);
      }
    },
  };
  return actions;
}

function startButtons(page, state, actions) {
  part("previous").addEventListener("click", () => actions.turn(-1));
  part("next").addEventListener("click", () => actions.turn(1));
  part("image-close").addEventListener("click", () => part("image").close());
  part("image-previous").addEventListener("click", () => actions.walk(-1));
  part("image-next").addEventListener("click", () => actions.walk(1));
  part("image").addEventListener("keydown", (event) => {
    actions.walk({ ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? NaN);
  });
  part("csv").addEventListener("click", () => {
    save(fileName(page, state, "images", "csv"), tableAsCsv(page, state, actions.rows), "text/csv");
  });
  part("svg").addEventListener("click", () => {
    save(fileName(page, state, "histograms", "svg"), histogramsAsSvg().text, "image/svg+xml");
  });
  part("png").addEventListener("click", async () => {
    save(fileName(page, state, "histograms", "png"), await histogramsAsPng());
  });
}

function start() {
  const page = unpack(JSON.parse(part("data").textContent));
  const state = firstState(page);
  const actions = actionsOf(page, state);
  startChoices(page, state, actions.redraw);
  startCut(page, state, actions.redraw);
  startFilters(page, state, actions.redraw);
  startButtons(page, state, actions);
  offerFigures(page);
  actions.redraw();
}

document.addEventListener("DOMContentLoaded", start);
