// Lets whoever looks at a table sort it: by a button in each heading, or by a list where headings are not shown.
"use strict";
for (const table of document.querySelectorAll("table[data-sortable]")) {
  const heads = [...table.tHead.rows[0].cells];
  const body = table.tBodies[0];
  const value = (row, at) => row.cells[at].dataset.sort ?? "";
  const compare = (a, b) => (a !== "" && b !== "" && !isNaN(a) && !isNaN(b) ? a - b : a.localeCompare(b));
  const sort = (at, down) => {
    const rows = [...body.rows].sort((one, other) => compare(value(one, at), value(other, at)) * (down ? -1 : 1));
    body.append(...rows);
    heads.forEach((head, index) => {
      if (index === at) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  };
  const isFigure = (at) => heads[at].classList.contains("figure");
  const next = (at) => {
    const now = heads[at].getAttribute("aria-sort");
    sort(at, now === null ? isFigure(at) : now === "ascending");
  };
  const list = document.createElement("select");
  list.append(new Option("as given", "", true, true));
  list.options[0].disabled = true;
  heads.forEach((head, at) => {
    if (!("sortable" in head.dataset)) return;
    const name = head.textContent;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.setAttribute("aria-label", `Sort by ${name}`);
    button.addEventListener("click", () => next(at));
    head.append(button);
    list.append(new Option(name, at));
  });
  list.addEventListener("change", () => sort(Number(list.value), isFigure(list.value)));
  const label = document.createElement("label");
  label.className = "sort-by";
  label.append("Sorted by ", list);
  table.parentElement.before(label);
}
