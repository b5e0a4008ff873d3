// A search above a field of regions in words: a match is added to it as a line. Without this one writes them.
(() => {
  const offerSearch = (field) => {
    const search = document.createElement("input");
    const found = document.createElement("div");
    search.type = "search";
    search.className = "boxes-search";
    search.placeholder = field.dataset.findLabel;
    search.setAttribute("aria-label", search.placeholder);
    found.className = "flex flex-wrap gap-2 my-2";
    found.setAttribute("aria-live", "polite");

    const add = (path) => {
      const lines = field.value.split("\n").map((line) => line.trim()).filter(Boolean);
      if (!lines.includes(path)) lines.push(path);
      field.value = lines.join("\n");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      search.focus();
    };
    const show = (paths) => {
      found.replaceChildren(...paths.map((path) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "border border-base-200 cursor-pointer px-3 py-2 rounded-default";
        button.textContent = path;
        button.addEventListener("click", () => add(path));
        return button;
      }));
    };

    let asked = 0;
    let pause;
    const ask = async () => {
      asked += 1;
      const mine = asked;
      const address = `${field.dataset.findRegion}?q=${encodeURIComponent(search.value.trim())}`;
      const answer = await fetch(address, { headers: { accept: "application/json" } }).catch(() => null);
      if (mine === asked && answer?.ok) show((await answer.json()).regions);
    };
    search.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(ask, 200);
    });
    search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    field.before(search, found);
  };
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("textarea[data-find-region]").forEach(offerSearch);
  });
})();
