// bpmn-js asks for texts by their English; what has no Chinese yet is remembered in `window.jiebangMissing` for tests.

import { english } from "./page.js";

/** A translate service over one table. */
export function translator(chinese) {
  window.jiebangMissing ??= [];
  return (template, replacements = {}) => {
    const text = english() ? template : inChinese(chinese, template);
    return text.replace(/{([^}]+)}/g, (whole, name) => replacements[name] ?? whole);
  };
}

function inChinese(chinese, template) {
  const text = chinese[template];
  if (text === undefined && /[a-z]{2}/i.test(template) && !window.jiebangMissing.includes(template)) window.jiebangMissing.push(template);
  return text ?? template;
}
