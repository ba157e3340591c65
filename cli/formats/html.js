"use strict";
// Search, filters, order and links of the page; what is chosen stands in the address, so that it can be passed on.
(() => {
  const rows = document.getElementById("rows");
  const find = (id) => document.getElementById(id);
  const reveal = () => {
    const target = location.hash.length > 1 && !location.hash.includes("=") && find(decodeURIComponent(location.hash.slice(1)));
    if (target instanceof HTMLDetailsElement) { target.hidden = false; target.open = true; target.scrollIntoView({ block: "start" }); }
  };
  addEventListener("hashchange", reveal);
  if (!rows) { reveal(); return; }
  const form = document.querySelector(".tools");
  const fields = ["search", "severity", "rule", "fix", "order"].map(find);
  const [search, severity, rule, fix, order] = fields;
  const all = [...rows.children];
  const gravity = ["error", "warning", "info", "hint"];
  const text = new Map();
  const textOf = (row) => {
    if (!text.has(row)) text.set(row, `${row.textContent} ${row.dataset.rule}`.toLowerCase());
    return text.get(row);
  };
  const within = (row) => Number(row.dataset.cell) * 1e7 + Number(row.dataset.line);
  const byPlace = (one, other) => one.dataset.place - other.dataset.place;
  const byName = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
  const orders = {
    gain: byPlace,
    path: (one, other) => byName(one.dataset.path, other.dataset.path) || within(one) - within(other),
    severity: (one, other) => gravity.indexOf(one.dataset.severity) - gravity.indexOf(other.dataset.severity) || byPlace(one, other),
    rule: (one, other) => byName(one.dataset.rule, other.dataset.rule) || byPlace(one, other),
  };
  let ordered = "gain";
  const MOST = 500; // rows that are laid out at first: a browser takes long about twenty thousand
  let most = MOST;
  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    if (ordered !== order.value) {
      const parent = rows.parentNode, next = rows.nextSibling;
      rows.remove(); // moved out of sight, and drawn once
      for (const row of all.sort(orders[order.value])) rows.append(row);
      parent.insertBefore(rows, next);
      ordered = order.value;
    }
    for (const row of all) {
      const fits = (!severity.value || row.dataset.severity === severity.value) && (!rule.value || row.dataset.rule === rule.value)
        && (!fix.value || row.dataset.fix === fix.value) && words.every((word) => textOf(row).includes(word));
      count += fits;
      const hidden = !fits || count > most;
      if (row.hidden !== hidden) row.hidden = hidden;
    }
    find("more").hidden = count <= most;
    const told = (number) => number.toLocaleString("en");
    find("count").textContent = count > most ? `${told(most)} of ${told(count)} shown` : count === all.length ? `${told(count)} shown` : `${told(count)} of ${told(all.length)}`;
    find("nothing").hidden = count > 0;
  };
  const remember = () => {
    const chosen = new URLSearchParams(fields.filter((field) => field.value && !(field === order && field.value === "gain")).map((field) => [field.id, field.value]));
    history.replaceState(null, "", `#${chosen}`);
  };
  const recall = () => {
    if (!location.hash.includes("=")) return;
    for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
      const field = fields.find((each) => each.id === name);
      if (field) field.value = value;
    }
    if (!order.value) order.value = "gain";
  };
  form.addEventListener("input", () => { most = MOST; apply(); remember(); });
  find("more").addEventListener("click", () => { most = Infinity; apply(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) { event.preventDefault(); search.focus(); }
  });
  for (const button of document.querySelectorAll("button[data-rule]")) {
    button.parentElement.hidden = false;
    button.addEventListener("click", () => {
      for (const field of fields) if (field !== order) field.value = "";
      rule.value = button.dataset.rule;
      apply();
      remember();
      find("findings").scrollIntoView();
    });
  }
  form.hidden = false;
  recall();
  apply();
  reveal();
})();
