// Markup as template text: every value goes in as text or as an attribute, never as markup.
import { Component, h, render } from './vendor/preact.module.js';
import htm from './vendor/htm.module.js';

export const html = htm.bind(h);
export { Component, render };
