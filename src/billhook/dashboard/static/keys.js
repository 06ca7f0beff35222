// Shortcuts, the palette, and what the rest of the keyboard does on every page.
import { install, uninstall } from "@github/hotkey";

// A shortcut stands on what it presses: <a data-hotkey="g i" href="…">. Swapped-in parts bring their own.
const taken = new Set();
const withSingleKeys = "singleKeys" in document.body.dataset;
const needsCommand = /(Meta|Control|Mod)\+/;

function takeShortcuts() {
  for (const element of taken) {
    if (!element.isConnected) {
      uninstall(element);
      taken.delete(element);
    }
  }
  for (const element of document.querySelectorAll("[data-hotkey]")) {
    if (!taken.has(element) && (withSingleKeys || needsCommand.test(element.dataset.hotkey))) {
      install(element);
      taken.add(element);
    }
  }
}

takeShortcuts();
document.addEventListener("htmx:after:swap", takeShortcuts);

// What opens a dialog also does so where the browser knows no commands.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (dialog && !dialog.open) {
    dialog.showModal();
    event.preventDefault();
  }
  // A click beside a dialog closes it.
  if (event.target instanceof HTMLDialogElement) event.target.close();
});

// The palette: its rows lead to pages. An empty text shows all there is.
const palette = document.getElementById("bh-palette");
palette?.addEventListener("combobox-commit", (event) => {
  const { href } = event.target.dataset;
  if (href) window.location.assign(href);
});
// Caught on its way down: the rows take the first Escape for themselves.
palette?.addEventListener("keydown", (event) => { if (event.key === "Escape") palette.close(); }, true);
palette?.addEventListener("close", () => { palette.querySelector("input").value = ""; });

const rowsOfPage = () => [...document.querySelectorAll("main tbody tr")].filter((row) => row.querySelector("a"));

// j and k walk down and up the rows of a list, x ticks one.
function walk(key) {
  const rows = rowsOfPage();
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  if (key === "x") rows[here]?.querySelector('input[type="checkbox"]')?.click();
  else rows[key === "j" ? Math.min(here + 1, rows.length - 1) : Math.max(here - 1, 0)]?.querySelector("a").focus();
}

// Shortcuts do not reach into fields by themselves; these do.
function pressFromField(event) {
  const pressed = { Enter: '[data-hotkey*="+Enter"]', s: '[data-hotkey*="+s"]' }[event.key];
  if (event.key === "k") palette?.showModal();
  else if (pressed) event.target.form?.querySelector(pressed)?.click();
  else return;
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  const withCommand = event.metaKey || event.ctrlKey;
  const isField = event.target.matches?.("input:not([type=checkbox], [type=radio]), select, textarea");
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.bh-menu[open]")) menu.open = false;
  } else if (withCommand && isField) {
    pressFromField(event);
  } else if (!withCommand && !event.altKey && !isField && withSingleKeys && ["j", "k", "x"].includes(event.key)) {
    walk(event.key);
  }
});
