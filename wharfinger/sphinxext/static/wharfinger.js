// SPDX-License-Identifier: Apache-2.0
// Adds a filter for rows and switches for columns.
(() => {
  "use strict";

  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  // What a reader has chosen, for each table, while the tab is open.
  const stored = (key, state) => {
    try {
      if (state) sessionStorage.setItem(key, JSON.stringify(state));
      return JSON.parse(sessionStorage.getItem(key)) || {};
    } catch {
      return state || {};
    }
  };

  const filter = (rows, matrix, state, save) => {
    const count = make("output", {});
    const input = make("input", { type: "search", value: state.filter || "" });
    // All rows of a matrix have the same words; only the name tells them apart.
    const texts = rows.map((row) => (matrix ? row.cells[0] : row).textContent.toLowerCase());
    const apply = () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, index) => {
        row.hidden = !words.every((word) => texts[index].includes(word));
        shown += !row.hidden;
      });
      count.textContent = words.length ? `${shown} of ${rows.length} rows` : `${rows.length} rows`;
      state.filter = input.value;
      save();
    };
    input.addEventListener("input", apply);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && input.value) {
        event.preventDefault();
        input.value = "";
        apply();
      }
    });
    count.setAttribute("aria-live", "polite");
    apply();
    return [make("label", {}, "Filter rows", input), count];
  };

  const columns = (table, state, save) => {
    const hidden = new Set(state.hidden);
    const { rows } = table;
    const box = make("fieldset", {}, make("legend", {}, "Show columns"));
    const show = (index, visible) => {
      for (const { cells } of rows) cells[index].hidden = !visible;
    };
    [...table.tHead.rows[0].cells].forEach((cell, index) => {
      if (!index) return;
      const name = cell.textContent.trim();
      const input = make("input", { type: "checkbox", checked: !hidden.has(name) });
      input.addEventListener("change", () => {
        show(index, input.checked);
        hidden[input.checked ? "delete" : "add"](name);
        state.hidden = [...hidden];
        save();
      });
      if (!input.checked) show(index, false);
      box.append(make("label", {}, input, name));
    });
    const details = make("details", {}, make("summary", {}, "Columns"), box);
    details.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && details.open) {
        details.open = false;
        details.firstChild.focus();
      }
    });
    return [details];
  };

  const enhance = (frame, number) => {
    const table = frame.querySelector("table");
    if (!table || !table.tHead || !table.tBodies.length) return;
    const key = `wharfinger:${location.pathname}:${number}`;
    const state = stored(key);
    const save = () => stored(key, state);
    const rows = [...table.tBodies[0].rows];
    const tools = make("div", { className: "wharfinger-tools" });
    if (rows.length > 4) {
      tools.append(...filter(rows, frame.classList.contains("wharfinger-matrix"), state, save));
    }
    if (table.tHead.rows[0].cells.length > 3) {
      tools.append(...columns(table, state, save));
    }
    if (tools.firstChild) frame.prepend(tools);
  };

  // Links unfold evidence, and show rows that the filter hides.
  const reveal = () => {
    const row = document.querySelector(".wharfinger tr[hidden] :target");
    if (row) row.closest("tr").hidden = false;
    const goal = document.querySelector(".wharfinger-evidence:not([open]) :target");
    if (goal) {
      goal.closest("details").open = true;
      goal.scrollIntoView({ block: "center" });
    }
  };

  document.querySelectorAll(".wharfinger").forEach(enhance);
  window.addEventListener("hashchange", reveal);
  reveal();
})();
