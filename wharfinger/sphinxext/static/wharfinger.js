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

  const filter = (tables, rows, matrix, state, save) => {
    const count = make("output", {});
    const input = make("input", { type: "search", value: state.filter || "" });
    // All rows of a matrix have the same words; only the name tells them apart.
    // The caption of one of several tables is true of all of its rows.
    const texts = rows.map((row) => {
      const above = tables[1] && row.closest("table").caption;
      const own = (matrix ? row.cells[0] : row).textContent;
      return (above ? above.textContent + own : own).toLowerCase();
    });
    const apply = () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, index) => {
        row.hidden = !words.every((word) => texts[index].includes(word));
        shown += !row.hidden;
      });
      for (const table of tables[1] ? tables : []) {
        const left = table.querySelector("tbody > tr:not([hidden])");
        table.closest(".wharfinger-part").hidden = !left;
      }
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

  const heads = (table) => [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());

  const columns = (tables, state, save) => {
    const hidden = new Set(state.hidden);
    const box = make("fieldset", {}, make("legend", {}, "Show columns"));
    const show = (name, visible) => {
      for (const table of tables) {
        heads(table).forEach((head, index) => {
          if (!index || head !== name) return;
          for (const { cells } of table.rows) cells[index].hidden = !visible;
        });
      }
    };
    for (const name of new Set(tables.flatMap((table) => heads(table).slice(1)))) {
      const input = make("input", { type: "checkbox", checked: !hidden.has(name) });
      input.addEventListener("change", () => {
        show(name, input.checked);
        hidden[input.checked ? "delete" : "add"](name);
        state.hidden = [...hidden];
        save();
      });
      if (!input.checked) show(name, false);
      box.append(make("label", {}, input, name));
    }
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
    const tables = [...frame.querySelectorAll("table")].filter((t) => t.tHead && t.tBodies[0]);
    if (!tables[0]) return;
    const key = `wharfinger:${location.pathname}:${number}`;
    const state = stored(key);
    const save = () => stored(key, state);
    const rows = tables.flatMap((table) => [...table.tBodies[0].rows]);
    const tools = make("div", { className: "wharfinger-tools" });
    if (rows.length > 4) {
      tools.append(...filter(tables, rows, frame.classList.contains("wharfinger-matrix"), state, save));
    }
    if (tables.some((table) => table.tHead.rows[0].cells.length > 3)) {
      tools.append(...columns(tables, state, save));
    }
    if (tools.firstChild) frame.prepend(tools);
  };

  // Links unfold evidence, and show rows that the filter hides.
  const reveal = () => {
    const cell = document.querySelector(".wharfinger [hidden] :target");
    for (let at = cell; at && (at = at.closest("[hidden]")); ) at.hidden = false;
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
