/** The pictures of some weeks, in the same columns, and their styles. */

import { css, html } from "./lit.js";
import { both, scaleOf, shareOf } from "./weeks-days.js";
import { CHANGES, SOURCES } from "./weeks-words.js";

const WEEK = 7 * 86400;

export const styles = css`
	ha-card { gap: 16px; }
	h3, dl, dd { margin: 0; }
	h3, b, .tip::first-line { font-size: 1em; font-weight: 500; }
	.tip, table { font-size: 0.85em; }
	ha-card > .head { gap: 0; }
	.head > div, h3 { flex: 1; }
	button { all: unset; border-radius: 4px; cursor: pointer; }
	.go { display: grid; place-items: center; min-width: 44px; height: 44px; border-radius: 22px; }
	.go:hover, .bars button { background: var(--track); }
	.go:disabled { opacity: 0.35; }
	:host(:dir(rtl)) ha-icon { scale: -1 1; }
	dl { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; }
	@container (min-width: 560px) { dl { grid-template-columns: repeat(4, 1fr); } }
	dd:not(.dim) { font-size: 1.6em; line-height: 1.3; }
	:is(dd, th) button:hover { text-decoration: underline; }
	.pictures .head { margin-top: 12px; }
	.head i { display: inline-block; width: 10px; height: 10px; margin-inline-end: 5px; border-radius: 3px; }
	.pictures, .heat, .axis, .changes span { display: flex; flex-direction: column; }
	.pictures { gap: 6px; }
	.strip:not(.heat), [role="row"] {
		display: grid; grid: auto / 40px repeat(var(--weeks), minmax(0, 1fr)); column-gap: min(4px, 40px / var(--weeks));
		text-align: center;
	}
	.axis, [role="rowheader"] { padding-inline-end: 4px; text-align: end; white-space: nowrap; }
	.axis { justify-content: space-between; line-height: 1; }
	.locked, .home_assistant { background: var(--primary-color); }
	.frozen { background: color-mix(in srgb, var(--primary-color) 45%, var(--primary-text-color)); }
	.elsewhere { background: color-mix(in srgb, var(--primary-text-color) 40%, var(--surface)); }
	.bars { height: 110px; }
	.bars button, .bars i { display: flex; flex: 1; align-items: end; overflow: hidden; }
	b { display: block; white-space: nowrap; }
	.heat { gap: 3px; }
	[role="cell"] { height: 18px; border-radius: 3px; background: color-mix(in srgb, var(--primary-color) var(--share), var(--track)); }
	.changes { height: 80px; }
	.changes [data-week] > span { flex: 1; }
	.changes .added { flex-direction: column-reverse; border-bottom: 1px solid var(--secondary-text-color); }
	.tip {
		position: absolute; z-index: 2; left: clamp(116px, var(--x), 100% - 116px); width: max-content; max-width: 208px; padding: 8px 12px;
		border-radius: 8px; background: var(--primary-text-color); color: var(--card-background-color); translate: -50% calc(-100% - 6px);
		white-space: pre-line; pointer-events: none;
	}
	.scroll { overflow: auto; }
	summary { padding: 8px 0; cursor: pointer; }
	table { border-collapse: collapse; }
	td, th button { white-space: nowrap; }
	th, td { padding: 6px 0; padding-inline-end: 8px; text-align: start; font-weight: inherit; }
	tr + tr > * { border-top: 1px solid var(--divider-color); }
`;

/** @type {Height} */
const height = (part, whole) => `height: ${whole && (part / whole) * 100}%`;

/** @type {MakeLegend} */
const legend = (words, title, keys) =>
	html`<div class="head">
		<h3>${title}</h3>
		${keys.map((key) => html`<span class="dim"><i class=${key}></i>${words.of(key)}</span>`)}
	</div>`;

/** @param {string[]} ends */
const scale = (...ends) => html`<span class="axis dim" aria-hidden="true">${ends.map((end) => html`<span>${end}</span>`)}</span>`;

/** Locked and frozen, a bar for each week. @type {Picture} */
export function bars({ words, weeks, open }) {
	const title = words.text("weeks_by_week");
	return html`${legend(words, title, weeks.some(({ frozen }) => frozen) ? ["locked", "frozen"] : ["locked"])}
		<div class="strip bars" role="group" aria-label=${title}>
			${scale(words.duration(WEEK), "0")}
			${weeks.map(
				(week, index) =>
					html`<button data-week=${index} tabindex=${index < weeks.length - 1 ? -1 : 0} aria-label=${words.told(week)} @click=${open}>
						<i class="locked" style=${height(week.locked, WEEK)}><i class="frozen" style=${height(week.frozen, week.locked)}></i></i>
					</button>`,
			)}
		</div>`;
}

/** What the columns are. @type {Picture} */
export function axis({ words, weeks }) {
	// As far as there is room: for days of the month, and for months.
	const isNumbered = weeks.length <= 14;
	/** @param {number} start */
	const nameOf = (start) => words.days({ start }, weeks.length <= 60 ? { month: "short" } : { year: "numeric" });
	return html`<div class="strip dim" aria-hidden="true">
		<span></span>
		${weeks.map(({ start }, index) => {
			const name = nameOf(start);
			const isNew = name !== nameOf(start - 7) || (isNumbered && !index);
			// In narrow columns, the name of one of the last would end outside.
			const hasRoom = isNumbered || index < weeks.length - 2;
			return html`<span>${isNumbered ? words.days({ start }, { day: "numeric" }) : ""} ${isNew && hasRoom ? html`<b>${name}</b>` : ""}</span>`;
		})}
	</div>`;
}

/** The days as a heat map, a row for each weekday. @type {Picture} */
export const heat = ({ words, weeks }) =>
	html`<div class="strip heat" role="table" aria-label=${words.text("weeks_by_day")}>
		${[0, 1, 2, 3, 4, 5, 6].map((row) => {
			const start = (weeks[0]?.start ?? 0) + row;
			return html`<div role="row">
				<span role="rowheader" class="dim">${words.days({ start }, { weekday: "short" })}</span>
				${weeks.map(({ days: { [row]: day } }, index) => {
					if (!day) return "";
					const place = row || index < weeks.length - 1 ? -1 : 0;
					return html`<span role="cell" data-week=${index} data-day=${row} tabindex=${place} aria-label=${words.told(day, "full")}
						style="--share: ${shareOf(day) * 100}%"></span>`;
				})}
			</div>`;
		})}
	</div>`;

/** Added upwards and removed downwards, by whom. @type {Picture} */
export function changes({ words, weeks }) {
	const whole = scaleOf(Math.max(...weeks.flatMap((week) => CHANGES.map((key) => both(week[key])))));
	if (!whole) return "";
	const end = words.duration(whole);
	return html`${legend(words, words.text("weeks_changes"), SOURCES)}
		<div class="strip changes" aria-hidden="true">
			${scale(`+${end}`, `−${end}`)}
			${weeks.map(
				(week, index) =>
					html`<span data-week=${index} aria-label=${words.told(week)}>
						${CHANGES.map((key) => html`<span class=${key}>${SOURCES.map((by) => html`<i class=${by} style=${height(week[key][by], whole)}></i>`)}</span>`)}
					</span>`,
			)}
		</div>`;
}

/** All of it in words, the newest first. @type {Picture} */
export function table({ words, weeks, open }) {
	/** @param {number} seconds */
	const said = (seconds) => (seconds ? words.duration(seconds) : "–");
	const sources = CHANGES.flatMap((key) => SOURCES.map((by) => `${words.of(key)}: ${words.of(by)}`));
	const names = [words.text("weeks_week"), words.of("locked"), "%", words.of("frozen"), ...sources];
	return html`<table>
		<tr>${names.map((name) => html`<th scope="col">${name}</th>`)}</tr>
		${weeks.toReversed().map((week) => {
			const changed = CHANGES.flatMap((key) => SOURCES.map((by) => said(week[key][by])));
			const values = [said(week.locked), words.share(week), said(week.frozen), ...changed];
			return html`<tr>
				<th scope="row"><button @click=${open}>${words.days(week, { day: "numeric", month: "short" })}</button></th>
				${values.map((value) => html`<td>${value}</td>`)}
			</tr>`;
		})}
	</table>`;
}
