// The 503 page: ask again every few seconds, and go on once the shop answers.
(() => {
  const wait = 4000;

  const ask = async () => {
    try {
      const answer = await fetch(location.href, { headers: { "X-Retry": "1" }, cache: "no-store" });
      if (answer.status === 405) return history.back(); // it was a form: back to it, with what was typed
      if (answer.status < 500) return location.replace(location.href);
    } catch {
      // still away
    }
    return setTimeout(ask, wait);
  };
  setTimeout(ask, wait);
})();
