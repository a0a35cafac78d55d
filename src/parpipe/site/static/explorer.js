// Filters the released observations: read by hyparquet from the file itself, or from a script where a folder was opened.
"use strict";

const explorer = (() => {
  const form = document.getElementById("filter");
  const fields = ["package", "level", "year", "component", "area"].map((name) => form.elements[name]);
  const [chosen] = fields;
  const state = document.getElementById("state");
  const table = document.getElementById("result");
  const most = 300;
  const read = new Map();
  const waiting = new Map();
  const plain = (text) => String(text ?? "").normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
  const name = `area_name_${form.dataset.lang}`;
  const texts = (value) => (value === null || value === undefined ? "" : value instanceof Date ? value.toISOString().slice(0, 10) : String(value));

  function bytesOf(option) {
    if (location.protocol !== "file:") return fetch(option.dataset.parquet).then((answer) => {
      if (!answer.ok) throw new Error(`${answer.status}`);
      return answer.arrayBuffer();
    });
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      waiting.set(option.value, resolve);
      script.src = option.dataset.script;
      script.onerror = () => reject(new Error(option.dataset.script));
      document.head.append(script);
    });
  }

  function take(label, text) {
    waiting.get(label)(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
  }

  async function rows() {
    const option = chosen.selectedOptions[0];
    if (!read.has(option.value)) read.set(option.value, bytesOf(option).then(hyparquet.readBuffer));
    return read.get(option.value);
  }

  const statuses = JSON.parse(form.dataset.statuses);
  const named = (component) => JSON.parse(chosen.selectedOptions[0].dataset.components)[component] ?? component;
  const levels = [...form.elements.level.options].map((option) => option.value);
  const standing = (row) => [-Number(row.time_period), levels.indexOf(row.level), row.rank === null ? 1e9 : Number(row.rank)];

  function inOrder(a, b) {
    const [one, other] = [standing(a), standing(b)];
    const place = one.findIndex((value, position) => value !== other[position]);
    return place < 0 ? 0 : one[place] - other[place];
  }

  function fill(select, values, label = String) {
    const kept = select.value || select.dataset.wanted || "";
    select.replaceChildren(new Option(form.dataset.any, ""), ...values.map((value) => new Option(label(value), value)));
    select.value = values.map(String).includes(kept) ? kept : "";
  }

  function matches(row) {
    const [, level, year, component, area] = fields.map((field) => field.value);
    return (!level || row.level === level) && (!year || String(row.time_period) === year)
      && (!component || row.component === component)
      && (!area || [row.area_name_vi, row.area_name_en, row.ref_area].some((one) => plain(one).includes(plain(area))));
  }

  function cells(row) {
    const of = (value, most) => (value === null || value === undefined ? "" : most ? `${value}/${most}` : `${value}`);
    const comma = (text) => (form.dataset.lang === "vi" ? text.replace(/\./g, ",") : text);
    return [String(row.time_period), row[name] || row.area_name_vi, named(row.component), comma(of(row.score, row.scale_max)), of(row.rank, row.ranked_count), statuses[row.obs_status] ?? row.obs_status];
  }

  async function show() {
    try {
      state.textContent = form.dataset.loading;
      const all = await rows();
      fill(form.elements.year, [...new Set(all.map((row) => Number(row.time_period)))].sort((a, b) => b - a));
      fill(form.elements.component, [...new Set(all.map((row) => row.component))].sort(), named);
      const found = all.filter(matches);
      table.tBodies[0].replaceChildren(...[...found].sort(inOrder).slice(0, most).map((row) => {
        const line = document.createElement("tr");
        cells(row).forEach((text, column) => {
          const cell = line.insertCell();
          cell.textContent = text;
          if (column === 3 || column === 4) cell.className = "num";
        });
        return line;
      }));
      table.hidden = false;
      state.textContent = form.dataset.shown.replace("{shown}", Math.min(found.length, most)).replace("{count}", found.length);
      remember();
      offer(found);
    } catch (error) {
      state.textContent = form.dataset.unreadable.replace("{reason}", error.message);
    }
  }

  function remember() {
    const kept = new URLSearchParams(fields.filter((field) => field.value).map((field) => [field.name, field.value]));
    document.getElementById("permalink").href = `#${kept}`;
    history.replaceState(null, "", `#${kept}`);
  }

  function offer(found) {
    const quoted = (value) => (/[",\n]/.test(texts(value)) ? `"${texts(value).replace(/"/g, '""')}"` : texts(value));
    const names = found.length ? Object.keys(found[0]) : [];
    const lines = [names.join(","), ...found.map((row) => names.map((one) => quoted(row[one])).join(","))];
    const link = document.getElementById("csv");
    if (link.href.startsWith("blob:")) URL.revokeObjectURL(link.href);
    link.href = URL.createObjectURL(new Blob([`${lines.join("\n")}\n`], { type: "text/csv;charset=utf-8" }));
  }

  function recall() {
    const wanted = new URLSearchParams(location.hash.slice(1) || "component=_T");
    for (const field of fields) {
      const value = wanted.get(field.name);
      if (value === null) continue;
      field.value = value;
      field.dataset.wanted = value;
    }
  }

  form.hidden = false;
  recall();
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
  return { take };
})();
