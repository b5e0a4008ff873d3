// The moment at which the player stands is the one that the form sends.
(() => {
  "use strict";
  const form = document.querySelector("[data-poster]");
  const player = form && form.querySelector("video");
  const second = form && form.querySelector("[data-second]");
  if (!player || !second) { return; }
  // In tenths, and never behind the end that the form knows: the form would refuse its own answer.
  const last = second.max ? Math.floor(Number(second.max) * 10) : Infinity;
  const tell = () => {
    second.value = (Math.min(Math.round(player.currentTime * 10), last) / 10).toFixed(1);
  };
  ["pause", "seeked"].forEach((name) => player.addEventListener(name, tell));
  second.addEventListener("change", () => {
    if (second.value) { player.currentTime = Number(second.value); }
  });
})();
