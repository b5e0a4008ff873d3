/* Tables of fields behave like a sheet: fill a column, paste from Excel, go down with Enter. */
(() => {
  "use strict";

  const cells = (column, root) =>
    [...root.querySelectorAll(`tbody input[name$="-${column}"], tbody select[name$="-${column}"]`)].filter(
      (cell) => !cell.name.includes("__prefix__"),
    );
  const columnOf = (cell) => cell.name.match(/-\d+-(.+)$/)?.[1];
  const write = (cell, value) => {
    if (cell.type === "checkbox") cell.checked = value;
    else cell.value = value;
    cell.dispatchEvent(new Event("input", { bubbles: true }));
    cell.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const offerFilling = (head, column, root, label) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sheet-fill";
    button.textContent = "⇩";
    button.title = label;
    button.setAttribute("aria-label", label);
    button.addEventListener("click", () => {
      const [first, ...others] = cells(column, root);
      if (!first) return;
      const value = first.type === "checkbox" ? first.checked : first.value;
      others.forEach((cell) => write(cell, value));
    });
    head.append(" ", button);
  };

  // "1,5" and "¥59.00" come from other programs' cells.
  const plain = (text, cell) => (cell.type === "number" || cell.inputMode === "decimal" ? text.replace(/[¥￥,\s]/g, "") : text.trim());

  const paste = (event, root) => {
    const start = event.target;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!columnOf(start) || !/[\n\t]/.test(text.trim())) return;
    event.preventDefault();
    const inRow = [...start.closest("tr").querySelectorAll("input[name], select[name]")].filter(
      (cell) => cell.type !== "hidden" && cell.type !== "checkbox" && columnOf(cell),
    );
    const columns = inRow.slice(inRow.indexOf(start)).map(columnOf);
    const place = cells(columnOf(start), root).indexOf(start);
    text.trimEnd().split(/\r?\n/).forEach((line, row) => {
      line.split("\t").forEach((value, number) => {
        const cell = columns[number] && cells(columns[number], root)[place + row];
        if (cell) write(cell, plain(value, cell));
      });
    });
  };

  const goDown = (event, root) => {
    const column = event.key === "Enter" && event.target.name && columnOf(event.target);
    if (!column) return;
    const all = cells(column, root);
    const next = all[all.indexOf(event.target) + (event.shiftKey ? -1 : 1)];
    event.preventDefault();
    next?.focus();
    next?.select?.();
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const root of document.querySelectorAll(".sheet, #skus-group")) {
      const label = root.dataset.fill ?? document.querySelector("[data-fill]")?.dataset.fill ?? "";
      for (const head of root.querySelectorAll("thead th")) {
        const column = head.dataset.column ?? [...head.classList].find((name) => name.startsWith("column-"))?.slice(7);
        if (column && cells(column, root).length > 1) offerFilling(head, column, root, label);
      }
      root.addEventListener("paste", (event) => paste(event, root));
      root.addEventListener("keydown", (event) => goDown(event, root));
    }
  });
})();
