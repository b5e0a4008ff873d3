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
