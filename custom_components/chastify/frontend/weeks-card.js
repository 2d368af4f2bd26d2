/** What the card of weeks shows: the history of a lock. */

import { cardStyles } from "./card-styles.js";
import { html } from "./lit.js";
import { LiveElement } from "./live-element.js";
import { serverClock } from "./server-clock.js";
import { KEPT_WEEKS, both, dayAt, firstWeekday, isEmpty, rangeOf, readWeeks, sumsOf } from "./weeks-days.js";
import { axis, bars, changes, heat, styles, table } from "./weeks-pictures.js";
import { CHANGES, SOURCES, failureOf, wordsIn } from "./weeks-words.js";

/** Where keys lead, by weeks and days. @type {Record<string, [number, number]>} */
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], Home: [-KEPT_WEEKS, 0], End: [KEPT_WEEKS, 0] };

class WeeksCard extends LiveElement {
	static properties = { ...LiveElement.properties, config: { attribute: false }, page: { state: true }, shown: { state: true }, tip: { state: true } };
	static styles = [cardStyles, styles];

	constructor() {
		super();
		/** How many times the weeks before were asked for. */
		this.page = 0;
		/** @type {Shown} */
		this.shown = {};
		/** @type {TipTarget} */
		this.tip = undefined;
		/** What was asked for last. */
		this.asked = "";
	}

	disconnectedCallback() {
		super.disconnectedCallback();
		this.asked = "";
		this.tip = undefined;
	}

	get range() {
		const { config, locale } = this.hass;
		const count = Math.min(KEPT_WEEKS, Math.max(1, Math.round(Object(this.config).weeks) || 8));
		const day = dayAt(this.now ?? 0, config.time_zone);
		return { ...day, ...rangeOf(day.today, firstWeekday(locale), count, this.page) };
	}

	/** The weeks to read, and after what; "" for none. */
	get wanted() {
		const { hass, lock, range, now = 0 } = this;
		// A running lock has more each hour, and a day may have begun.
		const hour = Math.floor(now / 3600_000);
		const happened = [hour, lock.stateOf("event.lock_events")?.state, lock.phase, hass.connected];
		return hour && lock.entryId ? [lock.entryId, range.start, range.end, ...happened].join() : "";
	}

	tick() {
		this.now = serverClock(this.hass.connection).now();
		if (this.wanted !== this.asked) this.draw();
	}

	willUpdate() {
		super.willUpdate();
		const { wanted } = this;
		if (wanted === this.asked || !this.isConnected) return;
		this.asked = wanted;
		if (wanted && this.hass.connected) this.read();
	}

	async read() {
		const { hass, lock, range, asked } = this;
		const key = `${lock.entryId} ${range.start}`;
		/** @type {Shown} */
		const shown = await readWeeks(hass, lock.entryId, range).then(
			(weeks) => ({ ...range, ...weeks, key }),
			async (error) => ({ ...(this.shown.key === key && this.shown), problem: await failureOf(hass, error) }),
		);
		// Something else is wanted by now.
		if (asked !== this.asked) return;
		this.shown = shown;
		if (shown.problem) setTimeout(() => asked === this.asked && this.read(), 30_000);
	}

	render() {
		const { hass, lock, tip } = this;
		const { weeks, problem } = this.shown;
		const isThere = lock.phase !== "missing";
		const isBlank = weeks?.every(isEmpty);
		const failure = hass.connected ? problem && this.text(...problem) : this.text("weeks_no_connection");
		const told = [
			failure || (!weeks && this.text("loading")),
			lock.phase === "unavailable" && this.text("unavailable"),
			isBlank && this.text("weeks_empty"),
		];
		return html`<ha-card @pointerover=${this.point} @pointerout=${this.point} @focusin=${this.point} @focusout=${this.point}>
			${isThere ? this.renderHead() : ""}
			<p role="status">${isThere ? told.filter(Boolean).join(" ") : this.text(this.deviceId ? "missing" : "choose_lock")}</p>
			${isThere && weeks && !isBlank ? this.renderWeeks() : ""}
			${tip ? html`<p class="tip" aria-hidden="true" style="--x: ${tip.offsetLeft + tip.offsetWidth / 2}px; top: ${tip.offsetTop}px">${tip.ariaLabel}</p>` : ""}
		</ha-card>`;
	}

	renderHead() {
		const { page, range } = this;
		const words = wordsIn(this.hass);
		/** @type {MakePageButton} */
		const button = (key, to, isOff, side) =>
			html`<button class="go" aria-label=${words.text(key)} ?disabled=${isOff} @click=${() => (this.page = to)}>
				${side ? html`<ha-icon icon="mdi:chevron-${side}"></ha-icon>` : words.text(key)}
			</button>`;
		return html`<div class="head">
			<div>
				<h2>${this.lock.name}</h2>
				<p class="dim">${this.now ? words.days({ ...range, ...this.shown }) : ""}</p>
			</div>
			${button("weeks_now", 0, !page)} ${button("weeks_earlier", page + 1, range.start <= range.today - 7 * KEPT_WEEKS, "left")}
			${button("weeks_later", page - 1, !page, "right")}
		</div>`;
	}

	renderWeeks() {
		const { weeks = [], longest } = this.shown;
		const words = wordsIn(this.hass);
		const sums = sumsOf(weeks);
		/** A value opens its entity, where there is one. @type {MakeFigure} */
		const figure = (name, seconds, more, key) => {
			const entity = `sensor.total_time_${key}`;
			const said = words.duration(seconds);
			return html`<div>
				<dt class="dim">${name}</dt>
				<dd>${this.lock.stateOf(entity) ? html`<button @click=${() => this.moreInfo(entity)}>${said}</button>` : said}</dd>
				${more.map((line) => html`<dd class="dim">${line}</dd>`)}
			</div>`;
		};
		const share = this.text("weeks_share", { share: words.share(sums) });
		const view = { words, weeks, open: () => this.moreInfo("calendar.lock_sessions") };
		const title = words.text("weeks_table");
		return html`<dl>
				${figure(words.of("locked"), sums.locked, [share, ...words.named(["frozen"], sums)], "locked")}
				${longest ? figure(words.text("weeks_longest"), longest.locked, [words.when(longest)]) : ""}
				${CHANGES.map((key) => figure(words.of(key), both(sums[key]), words.named(SOURCES, sums[key]), key))}
			</dl>
			<div class="pictures" style="--weeks: ${weeks.length}" @keydown=${this.onKey}>
				${bars(view)} ${axis(view)} ${heat(view)} ${changes(view)}
			</div>
			<details>
				<summary>${title}</summary>
				<div class="scroll" role="region" tabindex="0" aria-label=${title}>${table(view)}</div>
			</details>`;
	}

	/** @param {Event & { target: Element }} event of a pointer, or of the focus */
	point({ type, target }) {
		const on = type === "pointerout" ? this.shadowRoot?.activeElement : type === "focusout" ? null : target;
		this.tip = /** @type {TipTarget} */ (on?.closest("[data-week]"));
		if (type !== "focusin") return;
		// One of a strip is in the order of tabs, the others are reached by arrows.
		this.tip?.closest(".strip")?.querySelector("[tabindex='0']")?.setAttribute("tabindex", "-1");
		this.tip?.setAttribute("tabindex", "0");
	}

	/** @param {KeyboardEvent & { target: HTMLElement }} event */
	onKey(event) {
		const { key, target } = event;
		const { week, day } = target.dataset;
		const way = WAYS[key];
		if (key === "Escape") this.tip = undefined;
		if (!way || !week) return;
		event.preventDefault();
		const side = key.startsWith("Arrow") && this.matches(":dir(rtl)") ? -1 : 1;
		const column = Math.min((this.shown.weeks?.length ?? 1) - 1, Math.max(0, Number(week) + side * way[0]));
		const row = day ? `[data-day="${Number(day) + way[1]}"]` : "";
		/** @type {TipTarget} */ (target.closest(".strip")?.querySelector(`[data-week="${column}"]${row}`))?.focus();
	}
}

customElements.define("chastify-weeks", WeeksCard);
