// One image: its maps beside the observation, its parameters, its place in the evolution of its simulation.

/** Open an image of the table; `rows` are those that the buttons walk through. */
async function openImage(page, state, rows, row) {
  const dialog = part("image");
  dialog.dataset.image = row;
  if (!dialog.open) {
    dialog.showModal();
  }
  const place = rows.indexOf(row);
  // A disabled button would lose the focus, and the keys with it.
  part("image-previous").setAttribute("aria-disabled", place <= 0);
  part("image-next").setAttribute("aria-disabled", place < 0 || place === rows.length - 1);
  part("image-title").textContent = titleOf(page, row);
  part("image-parameters").replaceChildren(...parameterRows(page, state, row));
  const time = page.parameters.find(({ name }) => name === "time_kyr").values[row];
  const history = page.histories[page.simulations[page.simulation[row]]];
  part("image-evolution").replaceChildren(...(history ? [evolution(history, time)] : []));
  const figures = await mapsOf(page, state.tracer, row);
  if (Number(dialog.dataset.image) === row) {
    part("image-maps").replaceChildren(...figures);
  }
}

/** Which image it is, in words. */
function titleOf(page, row) {
  return `Simulation ${page.simulations[page.simulation[row]]}, output ${page.output[row]}, view ${page.view[row]}`;
}

/** Rank, z-score and parameters, one in a row. */
function parameterRows(page, state, row) {
  return columnsOf(page, state)
    .filter(({ key }) => !["simulation", "output", "view"].includes(key))
    .map((column) => {
      const value = element("td", { class: "n" }, column.textOf(row));
      return element("tr", {}, element("th", { scope: "row" }, column.words), value);
    });
}

/** A figure for each map of a tracer: the observation, the image, and the colours that both share. */
async function mapsOf(page, tracer, row) {
  const { layers, sky, n_maps } = page.tracers[tracer];
  const maps = await largerMaps(page, tracer);
  const drawnMap = (layer, place) => mapFigure({ page, tracer, row, layer, sky }, maps?.[place]?.[row]);
  const figures = await Promise.all(layers.map(drawnMap));
  if (!maps) {
    const words = `Larger maps are missing beside this page: ${page.links[tracer]}. This is the thumbnail.`;
    figures.unshift(element("p", { class: "warn" }, words));
  } else if (!maps[0][row]) {
    const words = `Larger maps of ${tracer} are kept of its ${n_maps} best images; this is the thumbnail.`;
    figures.unshift(element("p", { class: "note" }, words));
  }
  return figures;
}

/** One map of the observation and of the image side by side; nothing of the image where no picture of it is kept. */
async function mapFigure({ page, tracer, row, layer, sky }, source) {
  const isFirst = layer === page.tracers[tracer].layers[0];
  const [observed, synthetic] = [element("canvas"), element("canvas")];
  await paintMap(layer.observed, layer, observed);
  if (source) {
    await paintMap(source, layer, synthetic);
  } else if (isFirst) {
    await paintThumbnail(page, tracer, row, synthetic);
  }
  const seen = enlarged(observed, sky);
  markSystem(seen, layer, sky);
  markObservation(seen, layer, sky);
  const pair = element("div", { class: "pair" }, titled(`${nameOf(tracer, layer)}: observation`, seen.canvas));
  if (source || isFirst) {
    const shown = enlarged(synthetic, sky);
    markSystem(shown, layer, sky);
    pair.append(titled(labelOf(page, row), shown.canvas));
  }
  return element("figure", {}, pair, colourBar(layer), element("figcaption", {}, layer.label));
}

/** A tracer with the name of its layer, where that says more. */
function nameOf(tracer, layer) {
  return tracer === layer.name ? tracer : `${tracer}, ${layer.name}`;
}

function titled(words, canvas) {
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", words);
  return element("div", {}, element("span", {}, words), canvas);
}
