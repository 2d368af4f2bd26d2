/** Texts of the integration's translations, in the language of the person. */

import { DOMAIN } from "./lock.js";

/** Load the texts of the card; those of entities are always there. @param {Hass} hass */
export const loadTexts = (hass) => hass.loadBackendTranslation("config_panel", DOMAIN);

/** The path of a text of the card. @param {string} key */
export const path = (key) => `component.${DOMAIN}.config_panel.card.${key}`;

/** A text of the card, "" until they are loaded. @param {Hass} hass @param {string} key @param {Values} [values] */
export const text = (hass, key, values) => hass.localize(path(key), values);

/** The name of an entity of ours. @param {Hass} hass @param {string} key "button.freeze" */
export const entityName = (hass, key) => hass.localize(`component.${DOMAIN}.entity.${key}.name`);

/** The frontend's own object, for pickers and forms. @returns {Hass | undefined} */
export const currentHass = () => Object(document.querySelector("home-assistant")).hass;
