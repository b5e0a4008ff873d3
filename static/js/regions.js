// Province, city, district: three selects, each filling the next from an address that answers
// [{"code": "440100", "name": "广州市"}, …].  data-region-next="#id_city" data-region-url="/regions/"
(() => {
  const clear = (select) => {
    const empty = select.querySelector('option[value=""]');
    select.replaceChildren(...(empty ? [empty] : []));
    select.disabled = true;
    const next = select.dataset.regionNext && document.querySelector(select.dataset.regionNext);
    if (next) clear(next);
  };

  const fill = async (select, next) => {
    clear(next);
    if (!select.value) return;
    const address = new URL(select.dataset.regionUrl, location.href);
    address.searchParams.set("parent", select.value);
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      const regions = await answer.json();
      if (address.searchParams.get("parent") !== select.value) return;
      next.append(...regions.map(({ code, name }) => new Option(name, code)));
      next.disabled = !regions.length;
    } catch {
      next.disabled = false;
      document.body.dispatchEvent(new CustomEvent("toast", {
        bubbles: true,
        detail: { text: document.body.dataset.messageOffline, tone: "error" },
      }));
    }
  };

  document.addEventListener("change", (event) => {
    const select = event.target.closest("select[data-region-next]");
    const next = select && document.querySelector(select.dataset.regionNext);
    if (next) fill(select, next);
  });
})();
