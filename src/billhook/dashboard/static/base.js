// What every page of the Dashboard loads: htmx, the picker's element and the keyboard shortcuts.
import "htmx.org";
import "@github/auto-complete-element";
import "./passkeys.js";
import "./keys.js";

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

// A bar says that a page is on its way, if it takes longer than a moment. A file that is downloaded brings no page.
const MOMENT_MS = 300, LONGEST_MS = 20000;
let waiting = 0;

function wait() {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    document.body.classList.add("bh-waiting");
    waiting = setTimeout(rest, LONGEST_MS);
  }, MOMENT_MS);
}

function rest() {
  clearTimeout(waiting);
  document.body.classList.remove("bh-waiting");
}

document.addEventListener("submit", (event) => {
  const { submitter } = event;
  if (!event.defaultPrevented && submitter?.formMethod !== "dialog" && !event.target.matches("[data-download]") && !submitter?.formTarget) wait();
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  const leaves = link && !link.target && !link.download && !/\.(csv|pdf|zip)(\?|$)/.test(link.href) && !link.hash;
  if (leaves && !event.defaultPrevented && !event.metaKey && !event.ctrlKey && !event.shiftKey) wait();
});
window.addEventListener("pageshow", rest);

// Where a row of tabs is wider than the screen, it begins with the tab that is open in sight.
for (const tab of document.querySelectorAll(".bh-tabs [aria-current], .bh-second-nav [aria-current]")) {
  const row = tab.closest(".bh-tabs, .bh-second-nav");
  row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
}

// A tab opens its link in the frame below it; here it also says which one is open.
document.addEventListener("click", (event) => {
  const tab = event.target.closest("[role=tab][target]");
  if (!tab) return;
  for (const other of tab.parentElement.querySelectorAll("[role=tab]")) {
    other.setAttribute("aria-selected", String(other === tab));
  }
});

// Whoever chooses from the list of a picker means this one, whatever others are called.
document.addEventListener("combobox-commit", (event) => {
  const field = document.getElementById(event.target.closest("[data-fills]")?.dataset.fills);
  if (field) field.value = event.target.dataset.id;
});

// A form that shows a sample beside it: after a rest, its button of this id draws the sample anew.
const REST_MS = 600;
let drawing = 0;
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-preview]");
  const button = form && document.getElementById(form.dataset.preview);
  if (!button) return;
  clearTimeout(drawing);
  drawing = setTimeout(() => form.requestSubmit(button), REST_MS);
});

// Many rows: one box ticks all boxes of its form, and the form says how many are ticked.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-ticks]");
  if (!form) return;
  const all = form.querySelector("[data-tick-all]");
  const boxes = [...form.querySelectorAll('input[name="invoice"]')];
  if (event.target === all) for (const box of boxes) box.checked = all.checked;
  const ticked = boxes.filter((box) => box.checked).length;
  all.checked = ticked > 0 && ticked === boxes.length;
  all.indeterminate = ticked > 0 && !all.checked;
  for (const told of form.querySelectorAll("[data-ticked]")) told.textContent = `${ticked} selected`;
});
