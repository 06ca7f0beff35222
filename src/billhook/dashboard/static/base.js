// What every page of the Dashboard loads: htmx, the picker's element and the keyboard shortcuts.
import "htmx.org";
import "@github/auto-complete-element";
import "./passkeys.js";
import { install, uninstall } from "@github/hotkey";

// A shortcut stands on what it presses: <a data-hotkey="g i" href="…">. Swapped-in parts bring their own.
const taken = new Set();

function takeShortcuts() {
  for (const element of taken) {
    if (!element.isConnected) {
      uninstall(element);
      taken.delete(element);
    }
  }
  for (const element of document.querySelectorAll("[data-hotkey]")) {
    if (!taken.has(element)) {
      install(element);
      taken.add(element);
    }
  }
}

takeShortcuts();
document.addEventListener("htmx:after:swap", takeShortcuts);

// A button copies the text of an element: <button data-copy="id" hidden>. It shows itself where this script runs.
function showCopying() {
  for (const button of document.querySelectorAll("[data-copy][hidden]")) {
    button.hidden = false;
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    const words = button.querySelector("span");
    words.dataset.words ??= words.textContent;
    words.textContent = "Copied";
    setTimeout(() => { words.textContent = words.dataset.words; }, 2000);
  }
});
showCopying();
document.addEventListener("htmx:after:swap", showCopying);
