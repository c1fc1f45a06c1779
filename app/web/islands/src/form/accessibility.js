// form-js leaves select and date inputs without `required` and `aria-invalid`; they get both here.

/** Keeps the attributes true while the form changes. */
export function describeFields(form, place) {
  const describe = () => {
    for (const field of place.querySelectorAll(".fjs-form-field-select, .fjs-form-field-datetime, .fjs-form-field-taglist, .fjs-form-field-attachment")) {
      const wrong = field.classList.contains("fjs-has-errors") || field.querySelector(".fjs-has-errors, .fjs-form-field-error") !== null;
      const wanted = field.querySelector(".fjs-asterix") !== null;
      for (const input of field.querySelectorAll("input:not([type=file]), [role=combobox]")) {
        set(input, "aria-invalid", String(wrong));
        set(input, "aria-required", String(wanted));
        if (wanted && !input.hasAttribute("required")) input.setAttribute("required", "");
      }
    }
  };
  new MutationObserver(describe).observe(place, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
  describe();
}

function set(input, name, value) {
  if (input.getAttribute(name) !== value) input.setAttribute(name, value);
}
