// Buttons that copy an account or a reference. Without this file the texts are selected by hand.
const COPY = "M7 7V4h9v9h-3M4 7h9v9H4z", DONE = "M4 10.5 8 14.5 16 6";

function icon(path) {
  const [svg, shape] = ["svg", "path"].map((name) => document.createElementNS("http://www.w3.org/2000/svg", name));
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

for (const text of navigator.clipboard ? document.querySelectorAll("bdi[data-copy]") : []) {
  const { copy, copied } = document.body.dataset;
  const button = document.createElement("button");
  const show = (path, words) => {
    button.replaceChildren(icon(path));
    button.title = words;
    button.setAttribute("aria-label", `${words}: ${text.textContent.trim()}`);
  };
  button.type = "button";
  button.className = "copy";
  show(COPY, copy);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text.dataset.copy);
    show(DONE, copied);
    setTimeout(() => show(COPY, copy), 2000);
  });
  text.after(button);
}
