// What pages do beyond being read: lists that can be filtered, tables that can be sorted, links that open what they lead to.
"use strict";

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase().trim();

function filterLists(input) {
  const list = document.getElementById(input.dataset.filters);
  const found = document.getElementById("q-found");
  if (!list) return;
  const items = [...list.querySelectorAll("[data-name]")].map((item) => [item, plain(item.dataset.name)]);
  const opened = document.querySelector(`[data-opened-by="${input.id}"]`);
  const show = () => {
    const wanted = plain(input.value);
    let count = 0;
    for (const [item, name] of items) {
      item.hidden = !name.includes(wanted);
      if (!item.hidden) count += 1;
    }
    for (const part of list.querySelectorAll("ul")) {
      const empty = !part.querySelector("li:not([hidden])");
      part.hidden = empty;
      if (part.previousElementSibling) part.previousElementSibling.hidden = empty;
    }
    if (opened && wanted) opened.open = true;
    found.textContent = wanted ? found.dataset.text.replace("{count}", count) : "";
  };
  input.addEventListener("input", show);
  input.form.addEventListener("submit", (event) => {
    const links = [...list.querySelectorAll("li:not([hidden]) a")];
    const exact = links.filter((link) => plain(link.textContent) === plain(input.value));
    const target = exact[0] || (links.length === 1 ? links[0] : null);
    if (target && input.value) {
      event.preventDefault();
      location.href = target.href;
    }
  });
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) input.value = asked;
  if (input.value) show();
}

function sortTable(table) {
  const body = table.tBodies[0];
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.title = table.dataset.sort.replace("{column}", head.textContent);
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const value = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent.trim();
      const compare = (a, b) => {
        const [x, y] = [value(a), value(b)];
        if (x === "" || y === "") return (x === "") - (y === "");
        const order = isNaN(x) || isNaN(y) ? x.localeCompare(y, document.documentElement.lang) : x - y;
        return down ? -order : order;
      };
      body.append(...[...body.rows].sort(compare));
    });
  });
}

function offerCopy(part) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = part.dataset.copy;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", () => {
    navigator.clipboard.writeText(part.querySelector("p").textContent).then(() => { button.textContent = part.dataset.copied; });
  });
  part.append(button);
}

function openTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const closed = target && target.closest("details");
  if (closed) closed.open = true;
}

document.querySelectorAll("input[data-filters]").forEach(filterLists);
document.querySelectorAll("table.sortable").forEach(sortTable);
if (navigator.clipboard) document.querySelectorAll("[data-copy]").forEach(offerCopy);
addEventListener("hashchange", openTarget);
addEventListener("beforeprint", () => document.querySelectorAll("details.block").forEach((part) => { part.open = true; }));
openTarget();
