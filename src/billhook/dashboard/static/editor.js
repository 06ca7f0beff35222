// The editor of an invoice: it saves as one types, and changes its lines in place. Without this script the same form
// saves by its buttons. Everything that is shown comes from the server; nothing is calculated here.
import Sortable from "sortablejs";

const form = document.querySelector("form[data-autosave]");
const TYPING_MS = 600;
const LOOK_MS = 400;
const RETRIES_MS = [2000, 5000, 15000];

if (form) {
  let timer, looking, running, again = false, failures = 0, unsaved = false, waiting = false;
  const status = form.querySelector("#saved");
  const say = (words) => { status.textContent = words; };

  const body = (act) => {
    const fields = new URLSearchParams(new FormData(form));
    fields.set("do", act);
    return fields;
  };

  const worthSaving = () =>
    form.elements.customer.value !== "" &&
    (form.elements.version.value !== "" ||
      [...form.querySelectorAll('[name="line_description"], [name="line_price"]')].some((field) => field.value !== ""));

  // Busy until everything that was typed is acknowledged.
  const busy = (is) => { form.toggleAttribute("aria-busy", is); if (is) form.setAttribute("aria-busy", "true"); };

  const filled = () => [...form.querySelectorAll(".bh-line")].filter((line) =>
    ["line_id", "line_description", "line_price"].some((name) => line.querySelector(`[name="${name}"]`).value.trim() !== ""));

  const later = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(save, ms);
    waiting = true;
    busy(true);
  };

  async function save() {
    waiting = false;
    if (!worthSaving()) { busy(false); return; }
    if (running) { again = true; return; }
    running = true;
    const sent = filled(), words = typedWords();
    say("Saving…");
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: body("save"), headers: { Accept: "application/json" },
      });
      if (answer.status === 401) { offerToSignIn((await answer.json()).sign_in); return; }
      if (answer.status === 403) { say("Not saved: this page is of an earlier sign-in. Copy what you typed, then load it anew."); return; }
      show(await answer.json(), answer.status, sent, words);
      failures = 0;
    } catch {
      say("Not saved: no connection");
      later(RETRIES_MS[Math.min(failures++, RETRIES_MS.length - 1)]);
    } finally {
      running = false;
      if (again) { again = false; save(); }
      else if (!waiting) busy(false);
    }
  }

  // The session is over. The server keeps what was typed; the same page shows it again after the sign-in.
  function offerToSignIn(address) {
    say("Not saved: you are signed out. ");
    const link = document.createElement("a");
    link.href = address;
    link.textContent = "Sign in";
    status.append(link, " to go on with what you typed.");
  }

  // Another template says other words: they come into the fields in which nobody typed meanwhile.
  const typedWords = () => ["memo", "footer", "purchase_order", "template"]
    .filter((name) => form.elements[name]).map((name) => [name, form.elements[name].value]);
  const joined = (text) => text.replaceAll("\r\n", "\n");

  function show(told, code, sent, words) {
    for (const mark of form.querySelectorAll("[data-live-error]")) {
      mark.remove();
    }
    for (const field of form.querySelectorAll('[aria-invalid="true"]')) field.removeAttribute("aria-invalid");
    if (code === 409) { say("Not saved: somebody changed this draft. Press Save draft to see both."); return; }
    if (told.faults) {
      for (const [name, words] of Object.entries(told.faults)) point(name, words);
      say("Not saved: " + (Object.values(told.faults)[0] || "something is missing"));
      return;
    }
    unsaved = again;
    form.action = told.edit;
    form.elements.version.value = told.version;
    // The key is for one save; each of these is another, and the version keeps them apart.
    form.elements.key?.remove();
    history.replaceState(null, "", told.edit);
    form.querySelector("#paste").href = told.edit.replace(/edit$/, "paste");
    form.querySelector("#paste").hidden = false;
    // Lines may have moved since they were sent: an id goes to the line that it was given for.
    sent.forEach((line, n) => {
      line.querySelector('[name="line_id"]').value = told.lines[n] ?? "";
      line.querySelector("output").textContent = told.amounts[n] ?? "";
    });
    for (const [name, before] of words) {
      const field = form.elements[name];
      if (field.value === before && joined(before) !== joined(told.words[name])) field.value = told.words[name];
    }
    document.querySelector("#sums").innerHTML = told.totals;
    say("Saved " + told.saved);
    lookAgain(told);
    if (filled().length === form.querySelectorAll(".bh-line").length) change("add", null);
  }

  // The preview: after a rest, the look that was chosen is loaded anew.
  function lookAgain(told) {
    const looks = form.querySelector("#looks");
    const fresh = document.createElement("template");
    fresh.innerHTML = told.looks;
    const count = (part) => part.querySelectorAll("[role=tab]").length;
    if (count(looks) !== count(fresh.content)) {
      looks.replaceChildren(fresh.content);
      return;
    }
    clearTimeout(looking);
    looking = setTimeout(() => {
      const { href } = looks.querySelector('[role=tab][aria-selected="true"]');
      looks.querySelector("iframe").src = `${href}?version=${told.version}`;
    }, LOOK_MS);
  }

  function point(name, words) {
    const field = document.getElementById("field-" + name);
    if (!field || field === document.activeElement) return;
    field.setAttribute("aria-invalid", "true");
    const mark = document.createElement("p");
    mark.className = "bh-error";
    mark.dataset.liveError = "";
    mark.textContent = words;
    field.closest(".bh-field, p")?.append(mark);
  }

  // Lines are moved, added and removed here as the server would do it: their fields are named by their order.
  function change(act, focus) {
    const list = form.querySelector(".bh-lines");
    const [verb, number] = act.split("-");
    const line = number ? list.children[number - 1] : null;
    if (verb === "add") {
      const fresh = list.lastElementChild.cloneNode(true);
      for (const field of fresh.querySelectorAll("input")) field.value = field.name === "line_quantity" ? "1" : "";
      fresh.querySelector("output").textContent = "";
      for (const mark of fresh.querySelectorAll(".bh-error, .bh-options > li")) mark.remove();
      list.append(fresh);
    } else if (verb === "remove") {
      if (list.children.length === 1) for (const field of line.querySelectorAll("input")) field.value = "";
      else line.remove();
    } else if (verb === "up") line.previousElementSibling?.before(line);
    else line.nextElementSibling?.after(line);
    number_lines(list);
    if (focus !== null) focus(list, line);
  }

  function number_lines(list) {
    [...list.children].forEach((line, place) => {
      const n = place + 1;
      for (const element of line.querySelectorAll("[id], [for], [aria-label], [aria-describedby], button[value]")) {
        for (const name of ["id", "for", "aria-describedby"]) {
          if (element.hasAttribute(name)) {
            element.setAttribute(name, element.getAttribute(name).replace(/(line_\w+|products)-\d+/g, `$1-${n}`));
          }
        }
        if (element.hasAttribute("aria-label")) {
          element.setAttribute("aria-label", element.getAttribute("aria-label").replace(/line \d+/, `line ${n}`));
        }
        if (element.tagName === "BUTTON") element.value = element.value.replace(/-\d+$/, `-${n}`);
      }
      const tools = line.querySelectorAll(".bh-line-tools button");
      if (tools.length) {
        tools[0].disabled = place === 0;
        tools[1].disabled = n === list.children.length;
      }
    });
  }

  for (const list of form.querySelectorAll("[data-sortable]")) {
    Sortable.create(list, {
      handle: ".bh-handle", animation: 0,
      onEnd: () => { number_lines(list); unsaved = true; later(0); },
    });
  }
  form.addEventListener("input", (event) => {
    // Another price than the catalogue's is a price of one's own.
    if (event.target.name === "line_price") event.target.closest(".bh-line").querySelector('[name="line_catalogue"]').value = "";
    unsaved = true;
    later(TYPING_MS);
  });
  form.addEventListener("combobox-commit", (event) => {
    const { price, unitPrice, currency } = event.target.dataset;
    if (!price || currency !== form.elements.currency.value) return;
    const line = event.target.closest(".bh-line");
    line.querySelector('[name="line_price"]').value = unitPrice;
    line.querySelector('[name="line_catalogue"]').value = price;
    unsaved = true;
    later(0);
  });
  // A table on the clipboard is no description: its rows are shown as lines first.
  form.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    const page = form.querySelector("#paste:not([hidden])");
    if (event.target.name !== "line_description" || !page || !/\t.*\n|\n.*\t/.test(text.trim())) return;
    event.preventDefault();
    const sheet = document.createElement("form");
    sheet.method = "post";
    sheet.action = page.href;
    for (const [name, value] of [["csrf", form.elements.csrf.value], ["text", text], ["do", "read"]]) {
      const field = document.createElement("textarea");
      field.name = name;
      field.value = value;
      sheet.append(field);
    }
    sheet.hidden = true;
    document.body.append(sheet);
    sheet.submit();
  });
  form.addEventListener("change", () => later(0));
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=do]");
    const act = button?.value ?? "";
    if (!/^(add|remove|up|down)/.test(act)) return;
    event.preventDefault();
    change(act, (list, line) => {
      if (act === "add") list.lastElementChild.querySelector('[name="line_description"]').focus();
      else if (!line?.isConnected) list.children[0].querySelector('[name="line_description"]').focus();
      else (button.disabled ? line.querySelector(".bh-line-tools button:not(:disabled)") : button)?.focus();
    });
    later(0);
  });
  form.addEventListener("keydown", (event) => {
    const line = event.target.closest(".bh-line");
    if (event.key !== "Enter" || event.isComposing || event.metaKey || event.ctrlKey) {
      if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) form.querySelector('[value="review"]').click();
      return;
    }
    if (!line || event.target.tagName !== "INPUT" || event.defaultPrevented) return;
    event.preventDefault();
    const next = line.nextElementSibling;
    if (next) next.querySelector('[name="line_description"]').focus();
    else if (line.querySelector('[name="line_description"]').value.trim() !== "") {
      change("add", (list) => list.lastElementChild.querySelector('[name="line_description"]').focus());
    }
  });
  form.addEventListener("submit", () => { unsaved = false; clearTimeout(timer); });
  // A tab that closes sends what is left on its way out; only if the connection failed before, it asks.
  window.addEventListener("pagehide", () => {
    if (unsaved && worthSaving()) {
      fetch(form.action, { method: "POST", body: body("save"), headers: { Accept: "application/json" }, keepalive: true });
    }
  });
  window.addEventListener("beforeunload", (event) => { if (unsaved && failures) event.preventDefault(); });
}
