/** What the card of weeks shows: the history of a lock as pictures and as a table. */

import { html } from "./lit.js";
import { LiveElement } from "./live-element.js";
import { serverClock } from "./server-clock.js";
import { KEPT_WEEKS, both, dateOf, dayAt, firstWeekday, isEmpty, longestOf, rangeOf, sumsOf, weeksOf } from "./weeks-days.js";
import { axis, bars, changes, heat, table } from "./weeks-pictures.js";
import { failureOf, readHistory } from "./weeks-source.js";
import { weeksStyles } from "./weeks-styles.js";
import { CHANGES, Words } from "./weeks-words.js";

const WEEKS = 8;
/** So many seconds after a failure it is tried again. */
const PAUSE = 30;

/** @type {Intl.DateTimeFormatOptions} */
const WITH_YEAR = { day: "numeric", month: "short", year: "numeric" };

/** Where keys lead, by weeks and days. @type {Record<string, [weeks: number, days: number]>} */
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], Home: [-KEPT_WEEKS, 0], End: [KEPT_WEEKS, 0] };

/** @param {number} [moment] */
const hourOf = (moment = 0) => Math.floor(moment / 3600_000);

export class WeeksCard extends LiveElement {
	static properties = {
		...LiveElement.properties,
		config: { attribute: false },
		page: { state: true },
		shown: { state: true },
		problem: { state: true },
		tip: { state: true },
	};

	static styles = weeksStyles;

	constructor() {
		super();
		/** @type {WeeksConfig} */
		this.config = {};
		/** How many times the weeks before were asked for. */
		this.page = 0;
		/** @type {Shown | undefined} */
		this.shown = undefined;
		/** @type {Told | undefined} */
		this.problem = undefined;
		/** @type {{ x: number, y: number, text: string } | undefined} in pixels of the card */
		this.tip = undefined;
		/** What was asked for last, and after what. */
		this.asked = "";
		this.pause = 0;
		this.hour = 0;
	}

	disconnectedCallback() {
		super.disconnectedCallback();
		this.asked = "";
		this.tip = undefined;
	}

	tick() {
		if (this.pause && !--this.pause) this.asked = "";
		// A running lock has more each hour, and a day may have begun.
		if (!this.asked || hourOf(serverClock(this.hass.connection).now()) !== this.hour) this.draw();
	}

	get days() {
		return dayAt(this.now ?? 0, this.hass.config.time_zone);
	}

	get range() {
		const weeks = Math.round(Number(this.config.weeks)) || WEEKS;
		return rangeOf(this.days.today, firstWeekday(this.hass.locale), Math.min(KEPT_WEEKS, Math.max(1, weeks)), this.page);
	}

	willUpdate() {
		super.willUpdate();
		const { hass, lock, now, range } = this;
		this.hour = hourOf(now);
		if (!now || !lock.entryId || !this.isConnected) return;
		const since = [lock.stateOf("event.lock_events")?.state, lock.phase, this.hour, hass.config.state].join();
		const asked = String(hass.connected && [lock.entryId, range.start, range.end, since]);
		if (asked === this.asked) return;
		this.asked = asked;
		if (hass.connected) this.read(asked, since);
	}

	/** @param {string} asked @param {string} since */
	async read(asked, since) {
		const { hass, lock, range, days } = this;
		/** @type {Shown | undefined} */
		let shown;
		/** @type {Told | undefined} */
		let problem;
		try {
			const answer = await readHistory(hass, lock.entryId, dateOf(range.start), dateOf(range.end), since);
			shown = { start: range.start, weeks: weeksOf(answer.days, range, days), longest: longestOf(answer.sessions) };
		} catch (error) {
			problem = await failureOf(hass, error);
			if (this.shown?.start === range.start) shown = this.shown;
		}
		if (asked === this.asked) Object.assign(this, { shown, problem, pause: problem ? PAUSE : 0 });
	}

	render() {
		const { hass, lock, shown, deviceId } = this;
		const mistake = !deviceId ? "choose_lock" : lock.phase === "missing" ? "missing" : "";
		const isBlank = shown?.weeks.every(isEmpty);
		const problem = hass.connected ? this.problem && this.text(...this.problem) : this.text("weeks_no_connection");
		const said = [
			problem || (shown ? "" : this.text("loading")),
			lock.phase === "unavailable" ? this.text("unavailable") : "",
			isBlank ? this.text("weeks_empty") : "",
		];
		return html`<ha-card @pointerover=${this.point} @pointerout=${this.point} @focusin=${this.point} @focusout=${this.point}>
			${mistake ? "" : this.renderHead()}
			<p role="status">${mistake ? this.text(mistake) : said.filter(Boolean).join(" ")}</p>
			${mistake || !shown || isBlank ? "" : this.renderShown(shown)}
			${this.tip ? html`<p class="tip" aria-hidden="true" style="--x: ${this.tip.x}px; top: ${this.tip.y}px">${this.tip.text}</p>` : ""}
		</ha-card>`;
	}

	renderHead() {
		const { page, range, now } = this;
		/** @param {string} name @param {unknown} content @param {number} to @param {boolean} isOff */
		const button = (name, content, to, isOff) =>
			html`<button class="go" aria-label=${name} ?disabled=${isOff} @click=${() => (this.page = to)}>${content}</button>`;
		const arrow = html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M15.4 7.4 14 6l-6 6 6 6 1.4-1.4-4.6-4.6z" /></svg>`;
		const isLast = range.start <= this.days.today - 7 * KEPT_WEEKS;
		return html`<div class="head">
			<div>
				<h2>${this.lock.name}</h2>
				<p class="dim">${now ? new Words(this.hass).days(range, WITH_YEAR) : ""}</p>
			</div>
			${button(this.text("weeks_now"), this.text("weeks_now"), 0, !page)}
			${button(this.text("weeks_earlier"), arrow, page + 1, isLast)} ${button(this.text("weeks_later"), arrow, page - 1, !page)}
		</div>`;
	}

	/** @param {Shown} shown */
	renderShown({ weeks, longest }) {
		const words = new Words(this.hass);
		const open = () => this.moreInfo("calendar.lock_sessions");
		const title = this.text("weeks_table");
		return html`${this.renderFigures(words, sumsOf(weeks), longest)}
			<div class="pictures" style="--weeks: ${weeks.length}" @keydown=${this.onKey}>
				${bars(words, weeks, this.text("weeks_by_week"), open)} ${axis(words, weeks)}
				${heat(words, weeks, this.text("weeks_by_day"))} ${changes(words, weeks, this.text("weeks_changes"))}
			</div>
			<details>
				<summary>${title}</summary>
				<div class="scroll" role="region" tabindex="0" aria-label=${title}>
					${table(words, weeks, this.text("weeks_week"), open)}
				</div>
			</details>`;
	}

	/** @param {Words} words @param {Sums} sums @param {HistorySession} [longest] */
	renderFigures(words, sums, longest) {
		/** A value opens its entity, where there is one. @param {string} name @param {number} value @param {string[]} more @param {string} [key] */
		const figure = (name, value, more, key) => {
			const entity = `sensor.total_time_${key}`;
			const said = words.duration(value);
			return html`<div>
				<dt class="dim">${name}</dt>
				<dd>${this.lock.stateOf(entity) ? html`<button class="plain" @click=${() => this.moreInfo(entity)}>${said}</button>` : said}</dd>
				${more.map((line) => html`<dd class="dim">${line}</dd>`)}
			</div>`;
		};
		const share = this.text("weeks_share", { share: words.share(sums) });
		const frozen = sums.frozen ? [`${words.of("frozen")} ${words.duration(sums.frozen)}`] : [];
		return html`<dl>
			${figure(words.of("locked"), sums.locked, [share, ...frozen], "locked")}
			${longest ? figure(this.text("weeks_longest"), longest.locked, [this.whenText(words, longest)]) : ""}
			${CHANGES.map((key) => figure(words.of(key), both(sums[key]), words.who(sums[key]), key))}
		</dl>`;
	}

	/** When a lock was. @param {Words} words @param {HistorySession} session */
	whenText(words, { start, end }) {
		const [first = 0, last = 0] = [start, end ?? start].map((moment) => dayAt(Date.parse(moment), this.hass.config.time_zone).today);
		const date = words.days({ start: first, end: last }, WITH_YEAR);
		return end ? date : this.text("weeks_since", { date });
	}

	/** Show a tip for what a pointer is on or what has the focus. @param {Event} event */
	point({ type, target }) {
		const root = /** @type {ShadowRoot} */ (this.renderRoot);
		const on = type.endsWith("out") ? type === "pointerout" && root.activeElement : target;
		const part = on instanceof Element ? on.closest("[data-week]") : null;
		this.tip = undefined;
		if (!part) return;
		const { x, y, width } = part.getBoundingClientRect();
		const card = this.getBoundingClientRect();
		this.tip = { x: x + width / 2 - card.x, y: y - card.y, text: part.ariaLabel ?? "" };
		if (type !== "focusin") return;
		// One of a strip is in the order of tabs, the others are reached by arrows.
		part.closest(".strip")?.querySelector("[tabindex='0']")?.setAttribute("tabindex", "-1");
		part.setAttribute("tabindex", "0");
	}

	/** @param {KeyboardEvent} event */
	onKey(event) {
		if (event.key === "Escape") this.tip = undefined;
		const way = WAYS[event.key];
		const at = /** @type {HTMLElement} */ (event.target);
		if (!way || !at.matches("[data-week]")) return;
		event.preventDefault();
		const isMirrored = event.key.startsWith("Arrow") && getComputedStyle(this).direction === "rtl";
		const last = (this.shown?.weeks.length ?? 1) - 1;
		const week = Math.min(last, Math.max(0, Number(at.dataset["week"]) + (isMirrored ? -way[0] : way[0])));
		const day = at.dataset["day"] ? `[data-day="${Number(at.dataset["day"]) + way[1]}"]` : "";
		/** @type {HTMLElement | null | undefined} */ (at.closest(".strip")?.querySelector(`[data-week="${week}"]${day}`))?.focus();
	}
}
