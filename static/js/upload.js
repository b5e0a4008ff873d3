// Uploads files one by one with a bar each. Without this script the form sends them all together.
(() => {
  "use strict";
  const form = document.querySelector("[data-upload]");
  if (!form) { return; }
  const input = form.querySelector("input[type=file]");
  const drop = form.querySelector("[data-drop]");
  const list = form.querySelector("[data-answers]");
  const queue = [];
  form.classList.add("is-live"); // what is chosen is sent at once
  let isBusy = false;

  const part = (name, className, text) => {
    const box = document.createElement(name);
    box.className = className;
    if (text) { box.textContent = text; }
    return box;
  };

  const tell = (row, answer) => {
    row.item.classList.add(answer.refusal ? "is-bad" : "is-good");
    row.bar.remove();
    row.said.textContent = answer.refusal || answer.note || form.dataset.stored;
    if (answer.picture) {
      const image = part("img", "media-thumb");
      image.width = image.height = 48;
      image.alt = "";
      image.src = answer.picture;
      row.item.prepend(image);
    }
  };

  const add = (file) => {
    const item = part("li", "upload-row");
    const bar = part("progress", "upload-bar");
    bar.max = 100;
    bar.value = 0;
    const said = part("span", "upload-said", form.dataset.waits);
    item.append(part("span", "upload-name", file.name), bar, said);
    list.append(item);
    queue.push({ file, row: { item, bar, said } });
  };

  const next = () => {
    const job = queue.shift();
    isBusy = Boolean(job);
    if (!job) { return; }
    const data = new FormData(form);
    data.delete("files");
    data.append("files", job.file, job.file.name);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) {
        job.row.bar.value = (100 * event.loaded) / event.total;
        job.row.said.textContent = `${Math.round(job.row.bar.value)} %`;
      }
    });
    request.addEventListener("loadend", () => {
      const answers = request.status === 200 && request.response ? request.response.answers : [];
      tell(job.row, answers[0] || { refusal: form.dataset.lost });
      next();
    });
    request.send(data);
  };

  const take = (files) => {
    Array.from(files).forEach(add);
    if (!isBusy) { next(); }
  };

  form.addEventListener("change", (event) => {
    if (event.target !== input) { return; }
    event.stopPropagation(); // Unfold's own listener looks for a box that is not here
    take(input.files);
    input.value = "";
  }, true);
  form.addEventListener("submit", (event) => { event.preventDefault(); take(input.files); input.value = ""; });
  ["dragenter", "dragover"].forEach((name) => drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("is-over");
  }));
  ["dragleave", "drop"].forEach((name) => drop.addEventListener(name, () => drop.classList.remove("is-over")));
  drop.addEventListener("drop", (event) => { event.preventDefault(); take(event.dataTransfer.files); });
})();
