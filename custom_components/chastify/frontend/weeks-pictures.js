/** The pictures of some weeks; all have the same columns. */

import { html } from "./lit.js";
import { both, scaleOf, shareOf } from "./weeks-days.js";
import { CHANGES, SOURCES } from "./weeks-words.js";

const WEEK = 7 * 86400;

/** @param {number} part @param {number} whole */
const height = (part, whole) => `height: ${whole && (part / whole) * 100}%`;

/** @type {MakeLegend} */
const legend = (words, title, keys) =>
	html`<div class="head">
		<h3>${title}</h3>
		${keys.map((key) => html`<span class="dim"><i class=${key}></i>${words.of(key)}</span>`)}
	</div>`;

/** @param {string} top @param {string} bottom */
const scale = (top, bottom) => html`<span class="axis dim" aria-hidden="true"><span>${top}</span><span>${bottom}</span></span>`;

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

/** The days as a heat map, a row for each day of the week. @type {Picture} */
export const heat = ({ words, weeks }) =>
	html`<div class="strip heat" role="table" aria-label=${words.text("weeks_by_day")}>
		${[0, 1, 2, 3, 4, 5, 6].map((row) => {
			const start = (weeks[0]?.start ?? 0) + row;
			return html`<div role="row">
				<span role="rowheader" class="dim">${words.days({ start }, { weekday: "short" })}</span>
				${weeks.map(({ days: { [row]: day } }, index) => {
					if (!day) return "";
					const place = row || index < weeks.length - 1 ? -1 : 0;
					const share = `--share: ${shareOf(day) * 100}%`;
					return html`<span role="cell" data-week=${index} data-day=${row} tabindex=${place} aria-label=${words.told(day, "full")} style=${share}></span>`;
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
	const changed = CHANGES.flatMap((key) => SOURCES.map((source) => `${words.of(key)}: ${words.of(source)}`));
	const names = [words.text("weeks_week"), words.of("locked"), "%", words.of("frozen"), ...changed];
	return html`<table>
		<tr>
			${names.map((name) => html`<th scope="col">${name}</th>`)}
		</tr>
		${weeks.toReversed().map((week) => {
			const seconds = CHANGES.flatMap((key) => SOURCES.map((source) => said(week[key][source])));
			const values = [said(week.locked), words.share(week), said(week.frozen), ...seconds];
			return html`<tr>
				<th scope="row"><button @click=${open}>${words.days(week, { day: "numeric", month: "short" })}</button></th>
				${values.map((value) => html`<td>${value}</td>`)}
			</tr>`;
		})}
	</table>`;
}
