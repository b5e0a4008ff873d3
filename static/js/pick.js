// The window that the text editor, or a picture field, opens: it says which picture was taken, and closes.
(() => {
  "use strict";
  const box = document.querySelector("[data-pick]");
  if (!box) { return; }
  const said = box.querySelector("[data-said]");
  const asked = new URLSearchParams(window.location.search);

  const field = asked.get("field");
  if (field) { // the form of a banner, say: it sends the number when it is saved
    box.addEventListener("click", (event) => {
      const tile = event.target.closest("[data-asset]");
      if (!tile) { return; }
      if (!window.opener) { said.textContent = box.dataset.alone; return; }
      const { asset: number, name, picture } = tile.dataset;
      window.opener.postMessage({ field, number, name, picture }, window.location.origin);
      window.close();
    });
    return;
  }

  const form = box.querySelector("form[method=post]");
  const input = form.querySelector("input[type=file]");
  const drop = form.querySelector("[data-drop]");
  const editor = window.opener && window.opener.CKEDITOR;
  const ticket = asked.get("CKEditorFuncNum");

  const hand = (answer) => {
    if (answer.refusal) {
      said.textContent = answer.refusal;
    } else if (editor && ticket) {
      editor.tools.callFunction(ticket, answer.address, { alternative_text: answer.alt });
      window.close();
    } else {
      said.textContent = box.dataset.alone;
    }
  };

  const ask = async (name, value) => {
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.append(name, value);
    said.textContent = box.dataset.waits;
    try {
      const answer = await fetch(form.action, { method: "POST", body: data });
      if (!answer.ok) { throw new Error(String(answer.status)); }
      hand(await answer.json());
    } catch {
      said.textContent = box.dataset.lost;
    }
  };

  const take = (files) => { if (files.length) { ask("file", files[0]); } };
  form.addEventListener("change", (event) => {
    if (event.target !== input) { return; }
    event.stopPropagation(); // Unfold's own listener looks for a box that is not here
    take(input.files);
    input.value = "";
  }, true);
  ["dragenter", "dragover"].forEach((name) => drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("is-over");
  }));
  ["dragleave", "drop"].forEach((name) => drop.addEventListener(name, () => drop.classList.remove("is-over")));
  drop.addEventListener("drop", (event) => { event.preventDefault(); take(event.dataTransfer.files); });
  box.addEventListener("click", (event) => {
    const tile = event.target.closest("[data-asset]");
    if (tile) { ask("asset", tile.dataset.asset); }
  });
})();
