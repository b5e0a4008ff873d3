// The − and + beside a number field. The field itself is the form's; it stays within min and max.
(() => {
  const limits = (input) => [Number(input.min) || 1, Number(input.max) || 999];

  const refresh = (box) => {
    const input = box.querySelector("input");
    const [least, most] = limits(input);
    box.querySelector('[data-step="-1"]').disabled = Number(input.value) <= least;
    box.querySelector('[data-step="1"]').disabled = Number(input.value) >= most;
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-quantity] [data-step]");
    if (!button) return;
    const box = button.closest("[data-quantity]");
    const input = box.querySelector("input");
    const [least, most] = limits(input);
    const wanted = (Number.parseInt(input.value, 10) || least) + Number(button.dataset.step);
    input.value = Math.min(most, Math.max(least, wanted));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("change", (event) => {
    const box = event.target.closest("[data-quantity]");
    if (!box) return;
    const [least, most] = limits(event.target);
    const value = Number.parseInt(event.target.value, 10);
    event.target.value = Number.isNaN(value) ? least : Math.min(most, Math.max(least, value));
    refresh(box);
  }, true);
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(".quantity-input")) event.target.select();
  });

  const refreshAll = () => document.querySelectorAll("[data-quantity]").forEach(refresh);
  document.addEventListener("htmx:load", refreshAll);
  refreshAll();
})();
