// Every page: htmx carries the token, menus close, a form is sent once.

import { say } from "../shared/page.js";

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  if (token) event.detail.headers["X-CSRF-Token"] = token;
});

// 409, 410 and 422 bring HTML that says what is the matter; htmx would drop it
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([409, 410, 422].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

document.addEventListener("htmx:sendError", () => announce(say("没有连上服务器，请检查网络后再试。", "The server could not be reached. Check the network and try again.")));

// a menu made of <details class="dropdown"> closes when one clicks elsewhere or presses Escape
document.addEventListener("click", ({ target }) => closeMenus((menu) => !menu.contains(target)));
document.addEventListener("keydown", ({ key }) => key === "Escape" && closeMenus(() => true));

// a plain form is sent once, however often its button is clicked
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("form[data-once]")) return;
  if (form.hasAttribute("data-sent")) event.preventDefault();
  else showBusy(event.submitter);
  form.setAttribute("data-sent", "");
});

// a page that comes back from the browser's memory may send again
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => form.removeAttribute("data-sent"));
  document.querySelectorAll("[data-idle]").forEach((button) => {
    button.textContent = button.dataset.idle;
    button.removeAttribute("aria-busy");
    button.removeAttribute("data-idle");
  });
});

document.addEventListener("click", (event) => {
  const asked = event.target.closest?.("[data-confirm]");
  if (asked && !window.confirm(asked.dataset.confirm)) event.preventDefault();
});

/** What takes a while says so; the button keeps its value, so it is not disabled. */
function showBusy(button) {
  if (!button?.dataset.busy) return;
  button.dataset.idle = button.textContent;
  button.textContent = button.dataset.busy;
  button.setAttribute("aria-busy", "true");
}

// a row of entries that does not fit shows the one that is open
for (const here of document.querySelectorAll(".app-menu [aria-current], .nav-tabs [aria-current]")) {
  const row = here.parentElement;
  row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
}

function closeMenus(which) {
  for (const menu of document.querySelectorAll("details.dropdown[open]")) if (which(menu)) menu.open = false;
}

function announce(text) {
  const place = document.querySelector("[data-announcements]");
  if (place) place.textContent = text;
}
