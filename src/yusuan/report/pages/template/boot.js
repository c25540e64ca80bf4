"use strict";
// Draws each chart over its static picture. The interpreter evaluates expressions, so the page needs no eval.
for (const data of document.querySelectorAll("script.spec")) {
  const chart = document.getElementById(data.dataset.chart);
  const picture = chart.querySelector(".static");
  const spec = JSON.parse(data.textContent);
  const live = document.createElement("div");
  live.className = "live";
  chart.append(live);
  spec.width = "container";
  const options = {
    mode: "vega-lite",
    renderer: "svg",
    ast: true,
    actions: false,
    defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
  };
  vegaEmbed(live, spec, options).then(
    () => {
      picture.hidden = true;
      chart.dataset.drawn = "yes";
    },
    (error) => {
      live.remove();
      console.error(error);
    },
  );
}
