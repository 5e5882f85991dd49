now => {
  const make = (tag, values, style) => {
    const element = Object.assign(document.createElement(tag), values);
    Object.assign(element.style, { color: "#fff", font: "16px/1.4 system-ui,sans-serif" }, style);
    return element;
  };
  const link = (href, textContent, style) => make("a", { href, textContent }, style);
  const show = () => {
    const host = make("div", {}, { all: "initial", display: "block" });
    const bar = make("section", { lang: now.lang, dir: now.dir }, { background: now.colour, padding: "10px 16px", display: "flex", alignItems: "baseline" });
    const text = make("div", {}, { flex: 1, minWidth: 0, overflowWrap: "anywhere" });
    const state = make("strong", { textContent: now.state }, { fontWeight: "bold" });
    const close = make("button", { type: "button", textContent: "\u00d7", onclick: () => host.remove() }, { background: "none", border: 0, cursor: "pointer" });
    bar.ariaLabel = now.label;
    close.ariaLabel = now.close;
    text.append(state, " ", link(now.href, now.title, { unicodeBidi: "plaintext" }), " ", now.more ? link(now.home, now.more, { whiteSpace: "nowrap" }) : "");
    bar.append(text, close);
    host.attachShadow({ mode: "open" }).append(bar);
    document.body.prepend(host);
  };
  document.body ? show() : addEventListener("DOMContentLoaded", show);
}
