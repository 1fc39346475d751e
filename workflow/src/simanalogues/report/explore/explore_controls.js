// Controls: what is chosen, and the filters. All of them change `state` and then ask for a new drawing.

/** An element of the page by the end of its id. */
function part(name) {
  return document.getElementById(`explore-${name}`);
}

/** An HTML element with attributes. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  made.append(...children);
  return made;
}

/** What is shown first: the first tracer, and the network and distance that the report shows first. */
function firstState(page) {
  const tracer = Object.keys(page.scores)[0];
  return {
    tracer,
    network: page.network,
    distance: page.shown[tracer],
    cut: page.cut_sigma,
    text: "",
    hidden: new Set(),
    ranges: {},
    sort: "rank",
    descending: false,
    leaf: 0,
  };
}

/** Fill a drop-down list; `words` is what stands for each value. */
function fill(list, values, chosen, words = (value) => value) {
  list.replaceChildren(...values.map((value) => element("option", { value }, words(value))));
  list.value = values.includes(chosen) ? chosen : values[0];
  return list.value;
}

/** The lists of tracers, networks and distances; a tracer brings the distance that is shown of it. */
function startChoices(page, state, redraw) {
  fill(part("tracer"), Object.keys(page.scores), state.tracer);
  part("tracer").addEventListener("change", () => {
    state.tracer = part("tracer").value;
    state.distance = page.shown[state.tracer];
    fillChoices(page, state);
    redraw();
  });
  for (const name of ["network", "distance"]) {
    part(name).addEventListener("change", () => {
      state[name] = part(name).value;
      fillChoices(page, state);
      redraw();
    });
  }
  fillChoices(page, state);
}

/** Networks of the tracer and distances of the network. */
function fillChoices(page, state) {
  const networks = page.scores[state.tracer];
  state.network = fill(part("network"), Object.keys(networks), state.network);
  const distances = Object.keys(networks[state.network]);
  state.distance = fill(part("distance"), distances, state.distance, (name) => page.distances[name]);
}

/** The slider of the cut, in standard deviations. */
function startCut(page, state, redraw) {
  const slider = part("cut");
  slider.max = page.largest_cut;
  const show = () => {
    part("cut-value").value = state.cut.toFixed(2);
    slider.setAttribute("aria-valuetext", `${state.cut.toFixed(2)} standard deviations`);
  };
  slider.value = state.cut;
  slider.addEventListener("input", () => {
    state.cut = Number(slider.value);
    show();
    redraw();
  });
  show();
}

/** Text, simulations and ranges. */
function startFilters(page, state, redraw) {
  part("text").addEventListener("input", () => {
    state.text = part("text").value;
    redraw();
  });
  page.simulations.forEach((name, place) => {
    const box = element("input", { type: "checkbox", value: name, checked: "" });
    box.addEventListener("change", () => {
      state.hidden[box.checked ? "delete" : "add"](place);
      redraw();
    });
    part("simulations").append(element("label", { class: "choice" }, box, ` ${name}`));
  });
  page.parameters.forEach((parameter) => part("ranges").append(rangeFilter(parameter, state, redraw)));
  part("clear").addEventListener("click", () => {
    clearFilters(state);
    redraw();
  });
}

/** Two fields for the least and the largest value of a parameter. */
function rangeFilter(parameter, state, redraw) {
  const range = rangeOf([parameter.values]) ?? [NaN, NaN];
  const unit = parameter.units ? ` (${parameter.units})` : "";
  const fields = ["least", "largest"].map((end, place) =>
    element("input", {
      type: "number",
      step: "any",
      placeholder: Number.isFinite(range[place]) ? String(Number(range[place].toPrecision(3))) : "",
      "aria-label": `${end} ${parameter.words}${unit}`,
      "data-range": `${parameter.name}-${end}`,
    }),
  );
  const read = () => {
    const given = fields.map((field) => field.value !== "");
    const numbers = fields.map((field, place) => (given[place] ? Number(field.value) : [-Infinity, Infinity][place]));
    state.ranges[parameter.name] = given.includes(true) ? numbers : null;
    redraw();
  };
  fields.forEach((field) => field.addEventListener("input", read));
  const name = element("span", {}, `${parameter.words}${unit}`);
  return element("div", { class: "range" }, name, fields[0], " to ", fields[1]);
}

/** Forget all filters. */
function clearFilters(state) {
  state.text = "";
  state.hidden.clear();
  state.ranges = {};
  part("filters").querySelectorAll("input").forEach((field) => {
    if (field.type === "checkbox") {
      field.checked = true;
    } else {
      field.value = "";
    }
  });
}

/** What is shown, in words. */
function describe(page, state, selection, rows) {
  const systems = counted(new Set(rows.map((row) => page.simulation[row])).size, "simulation");
  const shown = `Shown: ${counted(rows.length, "image")} of ${systems}.`;
  part("status").textContent = `${(selection.fellBack ? fallbackText : passingText)(page, state, selection)} ${shown}`;
  part("status").classList.toggle("warn", selection.fellBack);
}

/** What compares the images, and the cut. */
function chosenText(page, state) {
  const cut = `the cut (z < ${MINUS}${state.cut.toFixed(2)})`;
  return `${cut} with ${state.network}, ${page.distances[state.distance]} distance, ${state.tracer}`;
}

/** How many images pass the cut, and how many of them the page holds. */
function passingText(page, state, { rows, wanted }) {
  if (wanted > rows.length) {
    return `${rows.length} of the ${counted(wanted, "image")} that pass ${chosenText(page, state)} are on this page.`;
  }
  return `${counted(rows.length, "image")} ${rows.length === 1 ? "passes" : "pass"} ${chosenText(page, state)}.`;
}

/** That nothing passes, and what is taken instead. */
function fallbackText(page, state, { rows, wanted }) {
  const held = wanted > rows.length ? `, of which this page holds ${rows.length}` : "";
  return `Nothing passes ${chosenText(page, state)}: the ${counted(wanted, "best image")} are taken instead${held}.`;
}
