// Suggestions under a search field (a combobox with a list box): <div data-suggest="address">
// around the form, an empty <ul role="listbox"> and a status line. Without it the form just searches.
(() => {
  const PAUSE = 150;
  const known = new Map();

  const option = ({ text, kind, url }, typed, id) => {
    const row = document.createElement("li");
    const words = document.createElement("span");
    const begins = typed && text.toLowerCase().startsWith(typed.toLowerCase());
    if (begins) {
      const mark = document.createElement("mark");
      mark.textContent = text.slice(0, typed.length);
      words.append(mark, text.slice(typed.length));
    } else words.textContent = text;
    row.append(words);
    if (kind) {
      const note = document.createElement("span");
      note.className = "suggestion-note";
      note.textContent = kind;
      row.append(note);
    }
    row.id = id;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    Object.assign(row.dataset, { url, text });
    return row;
  };

  const equip = (box) => {
    const input = box.querySelector("input");
    const list = box.querySelector("[role=listbox]");
    const status = box.querySelector("[role=status]");
    let waiting, typed = input.value, chosen = -1;

    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);

    const close = () => {
      list.hidden = true;
      chosen = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };

    const show = (rows) => {
      close();
      list.replaceChildren(...rows.map((row, at) => option(row, typed, `${list.id}-${at}`)));
      status.textContent = rows.length
        ? status.dataset.found.replace("%d", rows.length) : status.dataset.none;
      if (!rows.length) return;
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
    };

    const ask = async () => {
      const words = input.value.trim();
      if (!words) return close();
      if (!known.has(words)) {
        try {
          const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(words)}`);
          if (!answer.ok) return;
          known.set(words, (await answer.json()).suggestions);
        } catch {
          return; // a search works without suggestions
        }
      }
      if (words === input.value.trim() && document.activeElement === input) show(known.get(words));
    };

    // Beyond either end stands what was typed.
    const choose = (at) => {
      const rows = [...list.children];
      chosen = at < rows.length ? at : -1;
      const row = rows[chosen];
      rows.forEach((other) => other.setAttribute("aria-selected", String(other === row)));
      input.value = row ? row.dataset.text : typed;
      if (!row) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", row.id);
      row.scrollIntoView({ block: "nearest" });
    };

    input.addEventListener("input", (event) => {
      clearTimeout(waiting);
      typed = input.value;
      if (!event.isComposing) waiting = setTimeout(ask, PAUSE);
    });
    input.addEventListener("compositionend", () => {
      typed = input.value;
      waiting = setTimeout(ask, PAUSE);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || list.hidden) return;
      if (event.key === "Escape") {
        event.preventDefault();
        input.value = typed;
        close();
      } else if (event.key === "ArrowDown") {
        event.preventDefault();
        choose(chosen + 1);
      } else if (event.key === "ArrowUp") {
        event.preventDefault();
        choose(chosen < 0 ? list.children.length - 1 : chosen - 1);
      } else if (event.key === "Enter" && list.children[chosen]) {
        event.preventDefault();
        location.assign(list.children[chosen].dataset.url);
      }
    });
    // Before the field loses its focus, so that the list is still there.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) location.assign(row.dataset.url);
    });
    input.addEventListener("blur", close);
  };

  document.querySelectorAll("[data-suggest]").forEach(equip);
})();
