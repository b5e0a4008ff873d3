/* Marks risky words under a field while it is being written; without it they show after saving. */
(() => {
  "use strict";

  const PAUSE = 500;

  document.addEventListener("DOMContentLoaded", () => {
    const places = [...document.querySelectorAll("[data-claims]")];
    if (!places.length) return;
    const form = document.getElementById(`id_${places[0].dataset.claims}`)?.form;
    if (!form) return;
    let waiting = 0;
    let asked = 0;

    const ask = async () => {
      const turn = ++asked;
      const body = new FormData();
      body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      body.set("product", location.pathname.match(/\/(\d+)\/change\//)?.[1] ?? "");
      for (const place of places) {
        const field = form.elements[place.dataset.claims];
        if (field) body.set(place.dataset.claims, field.value);
      }
      const answer = await fetch(places[0].dataset.claimsUrl, { method: "POST", body });
      if (!answer.ok || turn !== asked) return;
      const found = await answer.json();
      for (const place of places) place.innerHTML = found[place.dataset.claims] ?? "";
    };

    // The editor of the detail page writes into its field a little later than it says so.
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => ask().catch(() => {}), PAUSE);
    });
  });
})();
