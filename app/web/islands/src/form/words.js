// form-js's own texts in Chinese; the build puts a lookup in their place, so this list and build/plugins.mjs go together.

import { english } from "../shared/page.js";

const chinese = {
  "Search": "搜索",
  "Skip to search": "跳到搜索",
  "Remove tag": "移除",
  "Select": "请选择",
  "No results": "没有匹配项",
  "All values selected": "已全部选中",
  "Date and time must both be entered.": "日期和时间都要填写。",
  "Increment": "增加",
  "Decrement": "减少",
  "Nothing to show.": "没有内容。",
  "Previous page": "上一页",
  "Next page": "下一页",
  "Click to sort by {0} descending": "按{0}降序排列",
  "Click to sort by {0} ascending": "按{0}升序排列",
  "Click to remove sorting": "取消排序",
  "Add new": "添加一行",
  "Remove list item {0}": "删除第 {0} 行",
  "Value is not a number.": "应为数字。",
  "Value must be a whole number.": "应为整数。",
  "At most {0} decimal places.": "小数不超过 {0} 位。",
  "The nearest allowed values are {0} and {1}.": "最接近的可填数值是 {0} 和 {1}。",
  "The format is not right.": "格式不正确。",
  "This box must be ticked.": "请勾选此项。",
  "This field is required.": "此项必填。",
  "Not less than {0}.": "不小于 {0}。",
  "Not more than {0}.": "不大于 {0}。",
  "At least {0} characters.": "至少 {0} 个字。",
  "No more than {0} characters.": "不超过 {0} 个字。",
  "Not a valid phone number.": "不是有效的手机或固定电话号码。",
  "Not a valid e-mail address.": "不是有效的电子邮箱。",
};

export const words = (key, ...values) => (english() ? (key === "Add new" ? "Add a row" : key) : chinese[key]).replace(/\{(\d)\}/g, (_, index) => values[index]);

export const locale = () => (english() ? "en-GB" : "zh-CN");

/** The same numbers that the server takes. */
export const phone = (text) => /^(?:(?:\+?86[- ]?)?1[3-9]\d{9}|(?:0\d{2,3}-?)?[2-8]\d{6,7}(?:-\d{1,6})?|400-?\d{3}-?\d{4}|\+[1-9]\d{6,14})$/.test(text);
