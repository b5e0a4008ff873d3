// <dialog> as window, sheet or drawer.
//   data-open="#id"     opens it (the element's own href is the way without scripts)
//   data-close          closes the one around it
//   data-adopts="#id"   on the dialog: borrow this part of the page while open (one form, two places)
(() => {
  const places = new WeakMap();

  const open = (dialog) => {
    const guest = dialog.dataset.adopts && document.querySelector(dialog.dataset.adopts);
    if (guest && !dialog.contains(guest)) {
      const place = document.createComment("");
      guest.before(place);
      places.set(dialog, { guest, place });
      (dialog.querySelector("[data-slot-here]") || dialog).append(guest);
    }
    dialog.showModal();
  };

  const leave = (dialog) => {
    const lent = places.get(dialog);
    if (lent) lent.place.replaceWith(lent.guest);
    places.delete(dialog);
  };

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    const dialog = opener && document.querySelector(opener.dataset.open);
    if (dialog?.showModal) {
      event.preventDefault();
      return open(dialog);
    }
    if (event.target.closest("[data-close]")) return event.target.closest("dialog")?.close();
    if (event.target.matches?.("dialog[open]")) {
      const box = event.target.getBoundingClientRect();
      const inside = event.clientX >= box.left && event.clientX <= box.right &&
        event.clientY >= box.top && event.clientY <= box.bottom;
      if (!inside) event.target.close();
    }
  });
  // What a window was open for is done once the cart took it.
  document.addEventListener("cart:changed", () => {
    document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
  });
  document.addEventListener("close", (event) => {
    if (event.target.matches("dialog")) leave(event.target);
  }, true);
})();
