/** Lit, as the frontend ships it: it puts `html` and `css` on its LitElement for cards. */

// The second one is the receiver of Cast.
const names = ["home-assistant", "hc-main"];
await Promise.race(names.map((name) => customElements.whenDefined(name)));

/** @type {any} a class of the frontend, and then those that it extends */
let shipped = names.map((name) => customElements.get(name)).find(Boolean);
while (!Object.hasOwn(shipped.prototype, "html")) shipped = Object.getPrototypeOf(shipped);

export const LitElement = /** @type {LitModule["LitElement"]} */ (shipped);
export const { html, css } = /** @type {Pick<LitModule, "html" | "css">} */ (shipped.prototype);
