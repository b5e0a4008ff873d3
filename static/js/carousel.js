// A strip with scroll-snap: the browser swipes, this adds thumbnails, dots, arrows and slow auto-play.
//   data-carousel[="seconds"]   around [data-strip] and its [data-go="0…"] buttons, [data-turn="±1"]
(() => {
  const slowest = 6;
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  const set = (root) => {
    if (root.dataset.ready) return;
    root.dataset.ready = "yes";
    const strip = root.querySelector("[data-strip]");
    const marks = [...root.querySelectorAll("[data-go]")];
    const position = () => Math.round(strip.scrollLeft / Math.max(1, strip.clientWidth));
    const go = (index) => {
      const count = strip.children.length;
      const left = strip.clientWidth * ((index + count) % count);
      strip.scrollTo({ left, behavior: still.matches ? "auto" : "smooth" });
    };
    const count = root.querySelector("[data-position]");
    const mark = (here) => {
      marks.forEach((button) => button.setAttribute("aria-current", String(Number(button.dataset.go) === here)));
      if (count) count.textContent = `${here + 1} / ${strip.children.length}`;
    };

    strip.addEventListener("scroll", () => requestAnimationFrame(() => mark(position())), { passive: true });
    root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-go], [data-turn]");
      if (!button) return;
      go(button.dataset.go ? Number(button.dataset.go) : position() + Number(button.dataset.turn));
    });
    root.addEventListener("carousel:go", (event) => go(event.detail));
    if (matchMedia("(hover: hover)").matches) {
      for (const button of root.querySelectorAll("[data-go][data-hover]")) {
        button.addEventListener("pointerenter", () => strip.scrollTo({ left: strip.clientWidth * Number(button.dataset.go) }));
      }
    }
    mark(0); // asking for the position would have the whole page laid out before its time

    const seconds = Number(root.dataset.carousel);
    if (!seconds || still.matches || strip.children.length < 2) return;
    setInterval(() => {
      if (document.hidden || root.matches(":hover, :focus-within")) return;
      go(position() + 1);
    }, Math.max(slowest, seconds) * 1000);
  };

  const setAll = () => document.querySelectorAll("[data-carousel]").forEach(set);
  document.addEventListener("htmx:load", setAll);
  setAll();
})();
