/** The dashboard that makes itself; what makes it is loaded when it is used. */

export class Strategy extends HTMLElement {
	// Nothing can be set: the pencil offers to take control.
	static noEditor = true;
	static registryDependencies = ["entities", "devices", "language"];
	static getCreateSuggestions = () => ({ title: "Chastify", icon: "mdi:lock-clock" });

	/** @type {Generate} */
	static generate = async (_config, hass) => (await import("./dashboard.js")).dashboard(hass);
}
