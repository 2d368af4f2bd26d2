/** Texts in the language of the person. */

import { DOMAIN } from "./lock.js";

/** Those of entities are always there. @param {Hass} hass */
export const loadTexts = (hass) => hass.loadBackendTranslation("config_panel", DOMAIN);

/** @param {string} key */
export const path = (key) => `component.${DOMAIN}.config_panel.card.${key}`;

/** "" until they are loaded. @param {Hass} hass @param {string} key @param {Values} [values] */
export const text = (hass, key, values) => hass.localize(path(key), values);

/** @param {Hass} hass @param {string} key "button.freeze" */
export const entityName = (hass, key) => hass.localize(`component.${DOMAIN}.entity.${key}.name`);
