// <time data-countdown datetime="2026-11-22T12:30:00+08:00" data-now="…" data-ended="Time is over">
// An element beside it with data-countdown-label="Time left" says so once the moment has become one.
// Counts by the server's clock (data-now) and fires `countdown:end` once.
// In the same form, what is [data-when-over] can be pressed then, and [data-until-over] is hidden.
(() => {
  const started = performance.now();
  const two = (number) => String(number).padStart(2, "0");

  const write = (element) => {
    const server = Date.parse(element.dataset.now) || Date.now() - (performance.now() - started);
    const now = server + (performance.now() - started);
    const left = Math.max(0, Math.round((Date.parse(element.dateTime) - now) / 1000));
    const hours = Math.floor(left / 3600);
    const clock = `${two(Math.floor(left / 60) % 60)}:${two(left % 60)}`;
    element.textContent = hours ? `${two(hours)}:${clock}` : clock;
    const label = element.parentElement.querySelector("[data-countdown-label]");
    if (label) label.textContent = label.dataset.countdownLabel;
    const waiting = element.closest("form");
    if (waiting) {
      for (const one of waiting.querySelectorAll("[data-when-over]")) one.disabled = left > 0;
      for (const one of waiting.querySelectorAll("[data-until-over]")) one.hidden = !left;
    }
    if (left || element.dataset.over) return;
    element.dataset.over = "yes";
    if (element.dataset.ended) element.textContent = element.dataset.ended;
    element.dispatchEvent(new CustomEvent("countdown:end", { bubbles: true }));
  };

  const tick = () => document.querySelectorAll("time[data-countdown]:not([data-over])").forEach(write);
  setInterval(tick, 1000);
  tick();
})();
