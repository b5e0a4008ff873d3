// The gallery at full size, in the dialog #lightbox of the page.
//   data-zoom="2"        a link to the picture at that place (its href is the way without scripts)
//   [data-lightbox-image] the picture · [data-lightbox-turn="±1"] · [data-lightbox-count]
// Arrow keys turn, Enter or a click enlarges, moving or dragging looks around; on phones two fingers
// or a double tap enlarge and one finger moves; a swipe turns the page while nothing is enlarged.
(() => {
  const dialog = document.getElementById("lightbox");
  const links = [...document.querySelectorAll("[data-zoom]")];
  if (!dialog?.showModal || !links.length) return;
  const stage = dialog.querySelector("[data-lightbox-stage]");
  const image = dialog.querySelector("[data-lightbox-image]");
  const count = dialog.querySelector("[data-lightbox-count]");
  const most = 4;
  let place = 0, scale = 1, left = 0, top = 0;

  const draw = () => {
    const far = (size) => (size * (scale - 1)) / 2;
    left = Math.max(-far(stage.clientWidth), Math.min(far(stage.clientWidth), left));
    top = Math.max(-far(stage.clientHeight), Math.min(far(stage.clientHeight), top));
    image.style.transform = scale === 1 ? "" : `translate(${left}px, ${top}px) scale(${scale})`;
    stage.toggleAttribute("data-enlarged", scale > 1);
  };
  const zoom = (to) => { scale = Math.max(1, Math.min(most, to)); draw(); };
  const show = (index) => {
    place = (index + links.length) % links.length;
    const thumb = links[place].querySelector("img");
    image.src = links[place].href;
    image.alt = thumb?.alt || "";
    count.textContent = `${place + 1} / ${links.length}`;
    scale = 1; left = 0; top = 0;
    draw();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-zoom]");
    if (link && !event.metaKey && !event.ctrlKey) {
      event.preventDefault();
      show(Number(link.dataset.zoom));
      dialog.showModal();
    }
    const turn = event.target.closest("[data-lightbox-turn]");
    if (turn) show(place + Number(turn.dataset.lightboxTurn));
  });
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) show(place + step);
    if (event.key === "+" || event.key === "=") zoom(scale + 1);
    if (event.key === "-") zoom(scale - 1);
  });
  dialog.addEventListener("close", () => {
    document.querySelector("[data-gallery]")?.dispatchEvent(new CustomEvent("carousel:go", { detail: place }));
    links[place].focus({ preventScroll: true });
  });

  // Fingers and mouse alike: where each pointer went down and is now.
  const fingers = new Map();
  const apart = () => {
    const [a, b] = [...fingers.values()];
    return Math.hypot(a.x - b.x, a.y - b.y);
  };
  let start = null, pinched = 0, base = 1, tapped = 0;
  stage.addEventListener("pointerdown", (event) => {
    stage.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    start = { x: event.clientX, y: event.clientY, left, top };
    if (fingers.size === 2) { pinched = apart(); base = scale; }
  });
  stage.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size === 2) return zoom(base * apart() / pinched);
    if (scale === 1) return;
    left = start.left + event.clientX - start.x;
    top = start.top + event.clientY - start.y;
    draw();
  });
  const up = (event) => {
    if (!fingers.delete(event.pointerId) || fingers.size) { pinched ||= 1; return; }
    const went = event.clientX - start.x;
    const still = Math.hypot(went, event.clientY - start.y) < 8;
    const pinching = pinched;
    pinched = 0;
    if (pinching) return;
    if (still && event.type === "pointerup") {
      const again = event.timeStamp - tapped < 300;
      tapped = event.timeStamp;
      if (event.pointerType === "mouse" || again) zoom(scale > 1 ? 1 : 2.5);
    } else if (scale === 1 && Math.abs(went) > 40) show(place - Math.sign(went));
  };
  stage.addEventListener("pointerup", up);
  stage.addEventListener("pointercancel", up);
})();
