// The moment at which the player stands is the one that the form sends.
(() => {
  "use strict";
  const form = document.querySelector("[data-poster]");
  const player = form && form.querySelector("video");
  const second = form && form.querySelector("[data-second]");
  if (!player || !second) { return; }
  const tell = () => { second.value = player.currentTime.toFixed(1); };
  ["pause", "seeked"].forEach((name) => player.addEventListener(name, tell));
  second.addEventListener("change", () => {
    if (second.value) { player.currentTime = Number(second.value); }
  });
})();
