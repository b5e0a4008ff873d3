// Short notices. A server sends them as Django messages, as an out-of-band swap into #toasts,
// or as the header HX-Trigger: {"toast": {"text": "…", "tone": "error"}}.
(() => {
  const box = () => document.getElementById("toasts");
  const calm = 5000;
  const withUndo = 10000;

  const start = (toast) => {
    if (toast.dataset.started) return;
    toast.dataset.started = "yes";
    if (toast.matches(".toast-error, .toast-warning")) return;
    const wait = toast.querySelector("form") ? withUndo : calm;
    let timer = setTimeout(() => toast.remove(), wait);
    for (const name of ["pointerenter", "focusin"]) {
      toast.addEventListener(name, () => clearTimeout(timer));
    }
    for (const name of ["pointerleave", "focusout"]) {
      toast.addEventListener(name, () => { timer = setTimeout(() => toast.remove(), calm); });
    }
  };
  const startAll = () => box()?.querySelectorAll("[data-toast]").forEach(start);

  document.addEventListener("toast", (event) => {
    const { text, tone = "info" } = event.detail;
    const same = [...box().querySelectorAll("[data-toast] > span")].some((span) => span.textContent === text);
    if (!text || same) return;
    const toast = document.createElement("div");
    toast.className = `toast toast-${tone}`;
    toast.dataset.toast = "";
    const words = document.createElement("span");
    words.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "toast-close";
    close.dataset.toastClose = "";
    close.setAttribute("aria-label", document.body.dataset.labelClose);
    close.textContent = "✕";
    toast.append(words, close);
    box().append(toast);
    start(toast);
  });

  document.addEventListener("click", (event) => {
    event.target.closest("[data-toast-close]")?.closest("[data-toast]").remove();
  });
  document.addEventListener("htmx:load", startAll);
  document.addEventListener("htmx:oobAfterSwap", startAll);
  startAll();
})();
