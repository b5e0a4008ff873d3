// Choosing a SKU. Every option is a link to ?sku=… that the server can answer alone; here the
// same links act at once from <script type="application/json" id="sku-data">:
//   {"selected": 7, "attributes": ["colour", "size"],
//    "skus": [{"id": 7, "values": {"colour": "3", "size": "9"}, "price": "199.00",
//              "list_price": "259.00" | null, "list_period": "…", "available": 12, "stock": "In stock",
//              "why_not": "" | "Sold out", "picture": 0}],
//    "withdrawn": [{"colour": "3", "size": "8"}], "words": {"not_made": "…", "withdrawn": "…"}}
(() => {
  const source = document.getElementById("sku-data");
  const root = document.querySelector("[data-sku-picker]");
  if (!source || !root) return;
  const data = JSON.parse(source.textContent);
  const skus = data.skus;
  let chosen = skus.find((sku) => sku.id === data.selected) || skus[0];
  if (!chosen) return;

  const all = (name) => document.querySelectorAll(`[data-sku-${name}]`);
  const options = () => document.querySelectorAll("[data-sku-option]");

  // The SKU a person gets by choosing this value: their other choices kept where they exist.
  const withValue = (attribute, value) => {
    const fitting = skus.filter((sku) => sku.values[attribute] === value);
    const kept = (sku) => data.attributes.filter((name) => sku.values[name] === chosen.values[name]).length;
    return fitting.sort((a, b) => kept(b) - kept(a) || (b.available > 0) - (a.available > 0))[0];
  };
  const among = (rows, attribute, value) => rows.find((values) => data.attributes.every((name) =>
    values[name] === (name === attribute ? value : chosen.values[name])));
  const whyNot = (attribute, value) => {
    const values = among(skus.map((sku) => sku.values), attribute, value);
    if (values) return skus.find((sku) => sku.values === values).why_not;
    return among(data.withdrawn, attribute, value) ? data.words.withdrawn : data.words.not_made;
  };

  const money = (amount) => {
    const [whole, fen = "00"] = amount.split(".");
    const mark = document.createElement("small");
    mark.textContent = "¥";
    const rest = document.createElement("small");
    rest.textContent = `.${fen}`;
    return [mark, whole, rest];
  };

  const showOptions = () => {
    for (const option of options()) {
      const { attribute, value } = option.dataset;
      const reason = whyNot(attribute, value);
      option.setAttribute("aria-current", String(chosen.values[attribute] === value));
      option.classList.toggle("sku-option-out", Boolean(reason));
      option.title = reason;
      option.querySelector("[data-sku-reason]").textContent = reason;
      const target = withValue(attribute, value);
      if (target) option.href = `?sku=${target.id}`;
    }
  };

  const show = () => {
    showOptions();
    const names = [...options()].filter((option) => option.getAttribute("aria-current") === "true")
      .map((option) => option.dataset.label);
    all("chosen").forEach((box) => { box.textContent = names.join(" · "); });
    all("price").forEach((box) => box.replaceChildren(...(chosen.price ? money(chosen.price) : [])));
    all("price-plain").forEach((box) => { box.textContent = chosen.price ? `¥${chosen.price}` : ""; });
    all("listed").forEach((box) => (box.hidden = !chosen.list_price));
    all("list-price").forEach((box) => {
      box.hidden = !chosen.list_price;
      box.title = chosen.list_period;
      box.textContent = chosen.list_price ? `¥${chosen.list_price}` : "";
    });
    all("stock").forEach((box) => {
      box.textContent = chosen.stock || "";
      box.classList.toggle("stock-note-out", chosen.available < 1);
    });
    all("code").forEach((box) => { box.textContent = chosen.code || ""; });
    all("input").forEach((input) => { input.value = chosen.id; });
    all("picture").forEach((image) => { if (chosen.picture_url) { image.removeAttribute("srcset"); image.src = chosen.picture_url; } });
    all("buy").forEach((button) => { button.disabled = chosen.available < 1; });
    document.querySelectorAll("[data-sku-picker] [data-quantity] input").forEach((input) => {
      input.max = Math.max(1, Math.min(999, chosen.available));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  };

  const choose = (sku) => {
    const turned = sku.picture !== chosen.picture;
    chosen = sku;
    show();
    history.replaceState(null, "", `?sku=${sku.id}`);
    if (turned && Number.isInteger(sku.picture)) {
      document.querySelector("[data-gallery]")?.dispatchEvent(new CustomEvent("carousel:go", { detail: sku.picture }));
    }
    document.body.dispatchEvent(new CustomEvent("sku:changed", { detail: { id: sku.id } }));
  };

  document.addEventListener("click", (event) => {
    const option = event.target.closest("[data-sku-option]");
    if (!option || event.metaKey || event.ctrlKey) return;
    const sku = withValue(option.dataset.attribute, option.dataset.value);
    if (!sku) return;
    event.preventDefault();
    choose(sku);
  });
  show();
})();
