// Our own texts, and better words for some that others translated.
export const ours = {};
