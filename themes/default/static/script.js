(() => {
  const all = (selector, use) => document.querySelectorAll(selector).forEach(use);
  const words = document.body.dataset;
  const lang = document.documentElement.lang;
  const clock = new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const put = (element, name, text) => {
    let place = element.querySelector("." + name);
    if (!place) {
      place = document.createElement("span");
      place.className = name;
      element.append(place);
    }
    if (place.textContent !== text) place.textContent = text;
  };
  const lasted = (minutes) => {
    const unit = (number, name) =>
      new Intl.NumberFormat(lang, { style: "unit", unit: name, unitDisplay: "long" }).format(number);
    const parts = [[Math.floor(minutes / 1440), "day"], [Math.floor(minutes / 60) % 24, "hour"], [minutes % 60, "minute"]];
    const first = parts.findIndex(([number]) => number);
    const told = parts.slice(first, first + 2).filter(([number]) => number).map((part) => unit(...part));
    return new Intl.ListFormat(lang, { type: "unit", style: "short" }).format(told);
  };
  const tell = () => {
    const now = Date.now();
    all("[data-since]", (element) => {
      const minutes = Math.floor((now - Date.parse(element.dataset.since)) / 60000);
      if (minutes > 0) put(element, "lasted", " · " + words.lasted.replace("{duration}", lasted(minutes)));
    });
    all("[data-due]", (element) => {
      const minutes = Math.floor((now - Date.parse(element.dataset.due)) / 60000);
      if (minutes <= Number(element.dataset.grace)) return;
      element.classList.add("late");
      put(element, "overdue", " · " + element.dataset.overdue.replace("{duration}", lasted(minutes)));
    });
    all("[data-turns]", (element) => {
      const turns = element.dataset.turns.split("|");
      for (let i = 0; i < turns.length; i += 2)
        if (Date.parse(turns[i]) <= now) element.querySelector(".state > span").textContent = turns[i + 1];
    });
  };
  const zone = { timeZone: words.zone };
  const day = (at, options) => at.toLocaleDateString(lang, { dateStyle: "medium", ...options });
  const translate = (element) => {
    const at = new Date(element.dateTime);
    if (at.toLocaleString(lang) === at.toLocaleString(lang, zone)) return;
    const local = clock.format(at);
    const near = day(at) === day(at, zone) ? local : `${day(at)}, ${local}`;
    element.title = at.toLocaleString(lang, { dateStyle: "full", timeStyle: "short" });
    if (element.closest(".promise"))
      put(element.parentElement, "yours", " · " + words.yours.replace("{time}", near));
  };
  try {
    all("main time", translate);
  } catch {} // in a browser that is older than the zone
  tell();
  setInterval(tell, 15000);
})();
