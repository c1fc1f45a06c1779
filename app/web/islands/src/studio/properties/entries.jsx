/** @jsxImportSource @bpmn-io/properties-panel/preact */
// Kinds of entries: a text, a choice, several choices, a tick; each made from a binding.

import { CheckboxEntry, SelectEntry, TextAreaEntry, TextFieldEntry, isCheckboxEntryEdited, isSelectEntryEdited, isTextAreaEntryEdited, isTextFieldEntryEdited } from "@bpmn-io/properties-panel";
import { useService } from "bpmn-js-properties-panel";
import { english } from "../../shared/page.js";

/** A line of text, or an area of `lines` lines. */
export function text(id, label, binding, { hint, lines, when } = {}) {
  return { id, when, label, binding, hint, lines, component: lines ? Area : Line, isEdited: lines ? isTextAreaEntryEdited : isTextFieldEntryEdited };
}

/** One of a catalogue's entries, or of pairs [value, label]; `otherwise` says which entry counts where none is chosen. */
export function select(id, label, binding, options, { hint, when, otherwise } = {}) {
  return { id, when, label, binding, hint, options, otherwise, component: Choice, isEdited: isSelectEntryEdited };
}

/** Several of a catalogue's entries, kept as one text with commas. */
export function choices(id, label, binding, options, { hint, when } = {}) {
  return { id, when, label, binding, hint, options, component: Choices, isEdited: (node) => Boolean(node?.dataset?.chosen) };
}

/** Yes or no. */
export function tick(id, label, binding, { when } = {}) {
  return { id, when, label, binding, component: Tick, isEdited: isCheckboxEntryEdited };
}

function useEntry({ element, label, hint, binding }) {
  const [translate, modeling, bpmnFactory, debounce] = [useService("translate"), useService("modeling"), useService("bpmnFactory"), useService("debounceInput")];
  return {
    debounce, translate,
    label: translate(label),
    description: hint && translate(hint),
    getValue: () => binding.get(element) ?? "",
    // leaving a field writes it once more; that must not be a second step to undo
    setValue: (value) => {
      if ((value ?? "") !== (binding.get(element) ?? "")) binding.set(element, value ?? "", { modeling, bpmnFactory });
    },
  };
}

function Line(props) {
  return <TextFieldEntry id={props.id} element={props.element} {...useEntry(props)} />;
}

function Area(props) {
  return <TextAreaEntry id={props.id} element={props.element} rows={props.lines} monospace={true} autoResize={true} {...useEntry(props)} />;
}

function Tick(props) {
  return <CheckboxEntry id={props.id} element={props.element} {...useEntry(props)} />;
}

function Choice(props) {
  const entry = useEntry(props);
  const offered = useOptions(props.options);
  const now = entry.getValue();
  const unknown = now && !offered.some(({ value }) => value === now) ? [{ value: now, label: entry.translate("{name} (unknown)", { name: now }) }] : [];
  const about = offered.find(({ value }) => value === now)?.description;
  const assumed = offered.find(({ value }) => value === props.otherwise?.(props.element.businessObject));
  const none = assumed ? entry.translate("By default: {name}", { name: assumed.label }) : entry.translate("<none>");
  return <SelectEntry id={props.id} element={props.element} {...entry} description={about ?? entry.description}
    getOptions={() => [{ value: "", label: none }, ...unknown, ...offered]} />;
}

function Choices(props) {
  const { label, description, translate, getValue, setValue } = useEntry(props);
  const offered = useOptions(props.options);
  const chosen = getValue().split(",").map((each) => each.trim()).filter(Boolean);
  const labelOf = (value) => offered.find((each) => each.value === value)?.label ?? translate("{name} (unknown)", { name: value });
  const keep = (values) => setValue(values.join(","));
  const free = offered.filter(({ value }) => !chosen.includes(value));
  return (
    <div class="bio-properties-panel-entry" data-entry-id={props.id}>
      <label for={`bio-properties-panel-${props.id}`} class="bio-properties-panel-label">{label}</label>
      <div class="studio-chips" data-chosen={chosen.length || undefined}>
        {chosen.map((value) => (
          <span class="studio-chip" key={value}>{labelOf(value)}
            <button type="button" aria-label={translate("Remove {name}", { name: labelOf(value) })} onClick={() => keep(chosen.filter((each) => each !== value))}>×</button>
          </span>
        ))}
      </div>
      <select id={`bio-properties-panel-${props.id}`} name={props.id} class="bio-properties-panel-input" value="" onChange={({ target }) => { if (target.value) keep([...chosen, target.value]); target.value = ""; }}>
        <option value="">{translate("Add…")}</option>
        {free.map(({ value, label: name }) => <option key={value} value={value}>{name}</option>)}
      </select>
      {description && <div class="bio-properties-panel-description">{description}</div>}
    </div>
  );
}

/** Options with labels in the page's language; a catalogue entry is {value, zh, en, description?: {zh, en}}. */
function useOptions(options) {
  const [catalogue, translate] = [useService("catalogue"), useService("translate")];
  if (Array.isArray(options)) return options.map(([value, label]) => ({ value, label: translate(label) }));
  return (catalogue[options] ?? []).map(({ value, zh, en, description }) => ({
    value,
    label: (english() ? en : zh) || zh || value,
    description: description && ((english() ? description.en : description.zh) || undefined),
  }));
}
