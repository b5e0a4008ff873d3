// htmx: CSRF, focus and scroll after swaps, and what to say when a request fails.
(() => {
  const say = (key) => document.body.dataset[key];
  const toast = (text, tone) =>
    document.body.dispatchEvent(new CustomEvent("toast", { bubbles: true, detail: { text, tone } }));
  const cookie = (name) =>
    document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);

  document.addEventListener("htmx:configRequest", (event) => {
    const field = document.querySelector("input[name=csrfmiddlewaretoken]");
    const token = field?.value || cookie("csrftoken");
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token;
  });

  // A swap must not throw away where the reader was: remember the focused element by id or name.
  let focused = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    const plain = (xhr.getResponseHeader("Content-Type") || "").startsWith("text/plain");
    if (xhr.status === 422 && plain) {
      event.detail.shouldSwap = false;
      toast(xhr.responseText, "error");
    }
    const active = document.activeElement;
    focused = active && event.detail.target.contains(active) ? active : null;
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!focused || focused.isConnected) return;
    const { id, name, value, form } = focused;
    const again =
      (id && document.getElementById(id)) ||
      (name && [...document.getElementsByName(name)].find((twin) =>
        twin.type === "radio" ? twin.value === value : twin.form?.id === form?.id));
    focused = null;
    if (again) again.focus({ preventScroll: true });
  });

  // Groups that the reader opened or closed, and what they are typing, stay as they are too.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    const next = (element) => fragment.querySelector(`#${CSS.escape(element.id)}`);
    for (const details of target.querySelectorAll("details[id]")) {
      const group = next(details);
      if (group) group.open = details.open;
    }
    const active = document.activeElement;
    const again = active?.id && active.inputMode && target.contains(active) && next(active);
    if (again) again.value = active.value;
  });

  // 503: the shop is away for a moment. A read is asked again; a write is left to the person.
  const waits = [2000, 4000, 8000];
  const tries = new WeakMap();
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr, elt, requestConfig } = event.detail;
    if (xhr.status === 503) {
      const count = tries.get(elt) || 0;
      if (requestConfig.verb !== "get" || count >= waits.length) return toast(say("messageFailed"), "error");
      tries.set(elt, count + 1);
      if (count === 0) toast(say("messageBusy"), "warning");
      const { path, target } = requestConfig;
      return setTimeout(() => elt.isConnected && htmx.ajax("GET", path, { source: elt, target }), waits[count]);
    }
    if (xhr.status === 401) return toast(say("messageSignedOut"), "error");
    return toast(say(xhr.status === 404 ? "messageMissing" : "messageFailed"), "error");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) tries.delete(event.detail.elt);
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => toast(say("messageOffline"), "error"));
  }

  // A plain form is sent once; the button wakes again when the person comes back to the page.
  const wake = (form) => {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.closest("[hx-post],[hx-boost]")) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => wake(form), 8000);
    form.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach(wake);
  });
})();
