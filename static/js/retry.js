// The 503 page: ask again by ourselves, ever more slowly, and go on once the shop answers.
(() => {
  const longer = 2;
  const longest = 20;
  let wait = Number(document.currentScript.dataset.wait) || longer;

  const ask = async () => {
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      if (answer.status < 500) return location.replace(location.href);
    } catch {
      // still away
    }
    wait = Math.min(longest, wait + longer);
    return setTimeout(ask, wait * 1000);
  };
  setTimeout(ask, wait * 1000);
})();
