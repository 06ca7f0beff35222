// Passkeys: <form data-passkey="create" or "get" data-passkey-options="…">. The server says what to ask the device; its
// answer travels in the form's field "credential". The form shows itself where the browser knows passkeys.

async function answerOf(form) {
  const body = new URLSearchParams({ csrf: form.elements.csrf.value });
  const response = await fetch(form.dataset.passkeyOptions, { method: "POST", body });
  if (!response.ok) throw new Error("options");
  const options = await response.json();
  if (form.dataset.passkey === "create") {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

async function send(event) {
  const form = event.target;
  if (form.elements.credential.value) return;
  event.preventDefault();
  const fault = form.querySelector("[data-passkey-fault]");
  fault.hidden = true;
  try {
    form.elements.credential.value = JSON.stringify((await answerOf(form)).toJSON());
    for (const field of form.querySelectorAll("[data-as-checked]")) {
      field.value = document.getElementById(field.dataset.asChecked).checked ? "1" : "";
    }
    form.submit();
  } catch {
    fault.textContent = "Your device did not answer with a passkey. Try again.";
    fault.hidden = false;
  }
}

if (globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", send);
  }
}
