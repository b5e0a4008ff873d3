/* The back office: what pages of our own need beyond the theme. */
(() => {
  "use strict";

  // Grave steps are asked about once more.
  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm;
    if (question && !window.confirm(question)) event.preventDefault();
  });

  // A form that is sent is not sent twice by an impatient scanner.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post") return;
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });

  // Many boxes of a form are found by typing; what is ticked stays in sight.
  const rowOf = (box) => box.closest("div[id] > div");
  const offerSearch = (boxes) => {
    const search = document.createElement("input");
    search.type = "search";
    search.className = "boxes-search";
    search.placeholder = boxes[0].dataset.search;
    search.setAttribute("aria-label", search.placeholder);
    search.addEventListener("input", () => {
      const wanted = search.value.trim().toLowerCase();
      for (const box of boxes) {
        rowOf(box).hidden = !box.checked && !rowOf(box).textContent.toLowerCase().includes(wanted);
      }
    });
    search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    boxes[0].closest("form > *").before(search);
  };
  document.addEventListener("DOMContentLoaded", () => {
    const boxes = [...document.querySelectorAll("form input[type=checkbox][data-search]")];
    if (boxes.length > 12) offerSearch(boxes);
  });

  // Sections of a long form: all open on a wide screen, one by one on a phone.
  document.addEventListener("DOMContentLoaded", () => {
    if (!window.matchMedia("(min-width: 64rem)").matches) return;
    document.querySelectorAll("fieldset.open-when-wide > details").forEach((part) => { part.open = true; });
  });
  document.addEventListener("invalid", (event) => {
    const closed = event.target.closest("details:not([open])");
    if (closed) closed.open = true; // or the browser could not show what is missing
  }, true);

  // What was scanned wrongly is overwritten by the next scan.
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelector("input[data-select]")?.select();
    if (document.body.hasAttribute("data-print")) window.print();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-print-here]");
    if (!link || link.getAttribute("href")) return;
    event.preventDefault();
    window.print();
  });
})();
