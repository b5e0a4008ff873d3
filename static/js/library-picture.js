// A picture field that leads into the media library: the window there says which one was taken.
(() => {
  "use strict";
  const parts = (box) => ({
    open: box.querySelector("[data-library-open]"),
    number: box.querySelector("input"),
    chosen: box.querySelector("[data-library-chosen]"),
    picture: box.querySelector("img"),
    name: box.querySelector("[data-library-name]"),
    dropping: box.querySelector("[data-library-drop]"),
    file: document.getElementById(box.dataset.library),
  });

  const show = (box, { number, name, picture }) => {
    const { number: input, chosen, picture: image, name: said } = parts(box);
    input.value = number;
    chosen.hidden = !number;
    image.hidden = !picture;
    if (picture) { image.src = picture; }
    said.textContent = name;
  };
  const drop = (box) => show(box, { number: "", name: "", picture: "" });

  const start = (box) => {
    const { open, number, chosen, dropping, file } = parts(box);
    box.classList.add("is-live");
    if (number.value && chosen.hidden) { show(box, { number: number.value, name: `№ ${number.value}`, picture: "" }); }
    dropping.hidden = false;
    open.addEventListener("click", (event) => {
      if (window.open(open.href, "library", "popup,width=960,height=760")) { event.preventDefault(); }
    });
    dropping.addEventListener("click", () => {
      drop(box);
      open.focus();
    });
    file?.addEventListener("change", () => drop(box)); // a file of one's own goes instead
  };

  const forget = (file) => { // what was chosen before from the disk goes
    if (!file || !file.value) { return; }
    file.value = "";
    file.dispatchEvent(new Event("change", { bubbles: true }));
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-library]").forEach(start);
  });
  window.addEventListener("message", (event) => {
    if (event.origin !== window.location.origin || !event.data || !event.data.field) { return; }
    const box = [...document.querySelectorAll("[data-library]")]
      .find((one) => one.dataset.library === event.data.field);
    if (!box) { return; }
    forget(parts(box).file);
    show(box, event.data);
    parts(box).open.focus();
  });
})();
