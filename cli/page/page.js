"use strict";
(async () => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const element = (id) => document.getElementById(id);

  // -- functions: order, and opening the one that a link or the chart points to

  const rows = element("function-rows");
  const sorts = document.querySelector(".sorts");
  if (rows && sorts) {
    sorts.hidden = false;
    sorts.addEventListener("click", (event) => {
      const by = event.target.dataset.by;
      if (!by) return;
      for (const button of sorts.children) button.setAttribute("aria-pressed", String(button === event.target));
      const functions = [...rows.querySelectorAll("details.function")];
      functions.sort((one, other) => other.dataset[by] - one.dataset[by]);
      rows.append(...functions);
      rows.dataset.by = by;
      rows.style.setProperty("--widest", by === "total" ? rows.dataset.widestTotal : rows.dataset.widestOwn);
    });
  }
  const reveal = (hash = location.hash) => {
    const target = element(decodeURIComponent(hash.slice(1)));
    if (target && target.tagName === "DETAILS") {
      target.open = true;
      target.scrollIntoView({ block: "start", behavior: still.matches ? "auto" : "smooth" });
    }
  };
  addEventListener("hashchange", () => reveal());
  document.addEventListener("click", (event) => {
    // A second click on the same link changes no address, and in an editor's web view none does.
    const link = event.target.closest("a[href^='#']");
    if (link) reveal(link.getAttribute("href"));
  });
  reveal();

  // -- charts

  const charts = ["flame", "stalls"].filter((name) => data[name] && element(`${name}-chart`));
  if (!charts.length) return;
  const unpack = async () => {
    const packed = atob(element("library").textContent);
    const bytes = Uint8Array.from(packed, (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const script = document.createElement("script");
    script.textContent = await new Response(stream).text();
    document.head.append(script);
    return globalThis.Plotly;
  };
  let library;
  try {
    library = await unpack();
  } catch (error) {
    console.error(error);
  }
  if (!library) {
    for (const name of charts) {
      element(`${name}-chart`).textContent = "The chart needs a browser of 2023 or later; what it shows stands below as text.";
    }
    return;
  }

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const channels = (text) => text.match(/[0-9a-f]{2}/gi).map((part) => parseInt(part, 16));
  const mix = (from, to, part) => {
    const [one, other] = [channels(from), channels(to)];
    return `rgb(${one.map((value, index) => Math.round(value + (other[index] - value) * part)).join(",")})`;
  };
  const config = { displayModeBar: false, responsive: true, showTips: false, doubleClick: "reset" };
  const look = () => ({
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: colour("sans"), size: 12, color: colour("text") },
    hoverlabel: {
      bgcolor: colour("raised"), bordercolor: colour("line"), align: "left",
      font: { family: colour("sans"), size: 13, color: colour("text") },
    },
  });

  const flame = data.flame;
  const depths = [];
  if (flame) flame.parents.forEach((parent, index) => depths.push(parent < 0 ? 0 : depths[parent] + 1));
  const rowHeight = 21;
  // Below are slivers only, or the chart would be taller than a window: they are drawn once somebody zooms in.
  const deepest = flame ? Math.max(...depths.filter((_, index) => flame.values[index] >= flame.values[0] / 200)) : 0;
  const shownDepth = Math.min(deepest + 1, 28);

  const flameColours = () => {
    const ends = {
      project: [colour("flame-project"), colour("flame-project-hot")],
      library: [colour("flame-library"), colour("flame-library-hot")],
    };
    // Colour says how much of the run is spent in the frame itself; the root carries none.
    const hottest = Math.max(...flame.own.slice(1), 1e-9);
    return flame.own.map((own, index) => {
      if (!index) return colour("flame-root");
      const [from, to] = ends[flame.places[index] ? "project" : "library"];
      return mix(from, to, Math.sqrt(own / hottest));
    });
  };

  const drawFlame = async () => {
    const chart = element("flame-chart");
    const trace = {
      type: "icicle",
      ids: flame.names.map((_, index) => String(index)),
      labels: flame.names,
      parents: flame.parents.map((parent) => (parent < 0 ? "" : String(parent))),
      values: flame.values,
      branchvalues: "total",
      sort: true,
      maxdepth: shownDepth + 1,
      customdata: flame.names.map((_, index) => [
        flame.shares[index], flame.amounts[index], flame.places[index] && `${flame.places[index]}<br>`,
      ]),
      texttemplate: "%{label}  %{customdata[0]}",
      hovertemplate: "<b>%{label}</b><br>%{customdata[2]}%{customdata[0]} of the run, %{customdata[1]}<extra></extra>",
      marker: { colors: flameColours(), line: { width: 1, color: colour("page") } },
      tiling: { orientation: "v", pad: 0 },
      textposition: "middle left",
      textfont: { color: colour("text") },
      pathbar: { visible: true, side: "top", thickness: 24, textfont: { color: colour("text") } },
    };
    const layout = {
      ...look(),
      height: (shownDepth + 1) * rowHeight + 34,
      margin: { l: 0, r: 0, t: 30, b: 2 },
      uniformtext: { minsize: 11, mode: "hide" },
    };
    chart.textContent = "";
    await library.newPlot(chart, [trace], layout, config);
    return chart;
  };

  const tell = (number) => {
    const detail = element("flame-detail");
    const parser = document.createElement("textarea"); // names are written with entities
    const plain = (text) => ((parser.innerHTML = text), parser.value);
    const name = document.createElement("code");
    name.textContent = plain(flame.names[number]);
    const words = ` ${plain(flame.places[number])}  ${flame.shares[number]} of the run, ${flame.amounts[number]}`;
    detail.replaceChildren(name, words);
    if (flame.anchors[number]) {
      const link = document.createElement("a");
      link.href = `#${flame.anchors[number]}`;
      link.textContent = "its lines";
      detail.append(" · ", link);
    }
  };

  if (flame) {
    const chart = await drawFlame();
    const reset = element("flame-reset");
    const number = (event) => Number(event.points[0].id);
    chart.on("plotly_hover", (event) => event.points[0].id && tell(number(event)));
    chart.on("plotly_icicleclick", (event) => {
      if (!event.points[0].id) return;
      tell(number(event));
      reset.hidden = event.nextLevel === undefined || Number(event.nextLevel) === 0;
    });
    reset.addEventListener("click", () => {
      library.restyle(chart, { level: "0" });
      reset.hidden = true;
      tell(0);
    });
    // The library's frames take the mouse only: let the keyboard reach those that are wide enough to read.
    const reachable = () => {
      for (const slice of chart.querySelectorAll("g.slice")) {
        const index = Number(slice.__data__?.data?.data?.id ?? slice.__data__?.data?.id);
        if (!(flame.values[index] / flame.values[0] >= 0.02)) continue;
        slice.setAttribute("tabindex", "0");
        slice.setAttribute("role", "button");
        slice.setAttribute("aria-label", `${flame.names[index]}, ${flame.shares[index]} of the run`);
        slice.onfocus = () => tell(index);
        slice.onkeydown = (event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          slice.dispatchEvent(new MouseEvent("click", { bubbles: true }));
        };
      }
    };
    chart.on("plotly_afterplot", reachable);
    reachable();
  }

  const stalls = data.stalls;
  const drawStalls = async () => {
    const chart = element("stalls-chart");
    const inSeconds = Math.max(...stalls.seconds) >= 1;
    const trace = {
      type: "bar",
      x: stalls.at.map((at, index) => at + stalls.seconds[index] / 2),
      y: stalls.seconds.map((seconds) => (inSeconds ? seconds : seconds * 1000)),
      width: stalls.seconds.map((seconds) => Math.max(seconds, stalls.until / 400)),
      customdata: stalls.at.map((_, index) => [stalls.names[index], stalls.calls[index], stalls.lengths[index], stalls.at[index]]),
      hovertemplate: "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]} long, %{customdata[3]:.2f} s into the run<extra></extra>",
      marker: { color: colour("stall"), line: { width: 0 } },
    };
    const axis = { ticks: "outside", ticklen: 5, tickcolor: "rgba(0,0,0,0)", gridcolor: colour("line"), zerolinecolor: colour("line"), fixedrange: true, automargin: true };
    const layout = {
      ...look(),
      height: 190,
      margin: { l: 8, r: 8, t: 10, b: 8 },
      showlegend: false,
      xaxis: { ...axis, range: [0, stalls.until], title: { text: "into the run" }, ticksuffix: " s", showgrid: false },
      yaxis: { ...axis, rangemode: "tozero", ticksuffix: inSeconds ? " s" : " ms", nticks: 4 },
    };
    chart.textContent = "";
    await library.newPlot(chart, [trace], layout, config);
  };
  if (stalls) await drawStalls();

  const recolour = () => {
    if (flame) {
      library.update(element("flame-chart"), {
        "marker.colors": [flameColours()], "marker.line.color": colour("page"),
        "textfont.color": colour("text"), "pathbar.textfont.color": colour("text"),
      }, look());
    }
    if (stalls) drawStalls();
  };
  // Paper is light: page.css turns a dark chart over for it, for which redrawing would come too late.
  const noteScheme = () => (document.documentElement.dataset.scheme = dark.matches ? "dark" : "light");
  noteScheme();
  dark.addEventListener("change", () => {
    noteScheme();
    recolour();
  });
  document.documentElement.dataset.drawn = charts.join(" ");
})();
