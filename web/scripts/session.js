// Warns two minutes before the reader is logged off, and lets them stay. Pages work without it: the user menu says until when.
const dialog = document.querySelector("dialog[data-session]");
const warnSeconds = 120;
let end = 0;
let timer;

/** Sets the clock to what the server says is left; the last line of defence is the server's own. */
function restart(leftSeconds) {
  end = Date.now() + leftSeconds * 1000;
  clearTimeout(timer);
  timer = setTimeout(look, Math.max(0, leftSeconds - warnSeconds) * 1000);
}

/** What a field is called, with the name of its group, as in "Person 1: Navn". */
function nameOf(field) {
  const words = [field.closest("fieldset")?.querySelector("legend")?.textContent, field.labels?.[0]?.textContent];
  return words.filter(Boolean).map((word) => word.trim()).join(": ");
}

/** What the reader has typed. After a refused form all of it counts: the page itself brought it back. */
function changed(form) {
  const isRefused = document.querySelector("[data-errors]") !== null;
  return [...form.querySelectorAll("textarea, input:is([type=text], [type=tel], [type=email], [type=search])")]
    .filter((field) => field.value.trim() && (isRefused || field.value !== field.defaultValue));
}

/** Logged off: the page goes. What was written in a form is sent, refused, and shown once more, so that it can be copied. */
function leave() {
  const form = [...document.querySelectorAll("form[method=post]")].find((one) => changed(one).length > 0);
  if (!form) {
    location.reload();
    return;
  }
  for (const all of form.querySelectorAll("input[name=felt]")) all.remove();
  for (const field of changed(form)) {
    const kept = document.createElement("input");
    kept.type = "hidden";
    kept.name = "felt";
    kept.value = `${field.name}=${nameOf(field)}`;
    form.append(kept);
  }
  form.submit();
}

/** Asks how long there is left: another tab may have been used meanwhile. */
async function look() {
  let left = (end - Date.now()) / 1000;
  try {
    const answer = await fetch("/log-ind/tid", { headers: { Accept: "application/json" } });
    if (answer.ok) left = (await answer.json()).left;
  } catch {
    // No connection: go on with our own clock.
  }
  if (left <= 0) {
    leave();
  } else if (left > warnSeconds + 5) {
    if (dialog.open) dialog.close();
    restart(left);
  } else {
    if (!dialog.open) dialog.showModal();
    clearTimeout(timer);
    timer = setTimeout(look, left * 1000 + 500);
  }
}

dialog.querySelector("[data-session-stay]")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    dialog.close();
    restart((await answer.json()).left);
  } catch {
    leave(); // logged off already, or no connection
  } finally {
    delete form.dataset.sent;
  }
});

// Escape closes the warning, which does not make the session last: it comes again if the page is looked at anew.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && Date.now() > end - warnSeconds * 1000) look();
});

restart(Number(dialog.dataset.left));
