/** The pictures of some weeks; all have the same columns. */

import { html } from "./lit.js";
import { both, dateOf, scaleOf, shareOf } from "./weeks-days.js";
import { CHANGES, SOURCES } from "./weeks-words.js";

const WEEK = 7 * 86400;

/** Above so many columns, days of the month have no room. */
const NUMBERED = 14;
/** Above so many, months have none. */
const NAMED = 60;

/** @param {number} part @param {number} whole */
const height = (part, whole) => `height: ${whole && (part / whole) * 100}%`;

/** @param {Words} words @param {Week} week */
const told = (words, week) => words.told(words.days(week, { day: "numeric", month: "long", year: "numeric" }), week);

/** @param {Words} words @param {string} title @param {readonly ("locked" | "frozen" | Source)[]} keys */
const legend = (words, title, keys) =>
	html`<div class="legend">
		<h3>${title}</h3>
		${keys.map((key) => html`<span class="dim"><i class=${key}></i>${words.of(key)}</span>`)}
	</div>`;

/** @param {string} top @param {string} bottom */
const scale = (top, bottom) => html`<span class="axis dim" aria-hidden="true"><span>${top}</span><span>${bottom}</span></span>`;

/** Locked and frozen, a bar for each week. @param {Words} words @param {Week[]} weeks @param {string} title @param {() => void} open */
export const bars = (words, weeks, title, open) =>
	html`${legend(words, title, weeks.some(({ frozen }) => frozen) ? ["locked", "frozen"] : ["locked"])}
		<div class="strip bars" role="group" aria-label=${title}>
			${scale(words.duration(WEEK), "0")}
			${weeks.map(
				(week, index) =>
					html`<button data-week=${index} tabindex=${index < weeks.length - 1 ? -1 : 0} aria-label=${told(words, week)} @click=${open}>
						<i class="locked" style=${height(week.locked, WEEK)}><i class="frozen" style=${height(week.frozen, week.locked)}></i></i>
					</button>`,
			)}
		</div>`;

/** What the columns are. @param {Words} words @param {Week[]} weeks */
export function axis(words, weeks) {
	const count = weeks.length;
	const isNumbered = count <= NUMBERED;
	/** @type {Intl.DateTimeFormatOptions} */
	const name = count <= NAMED ? { month: "short" } : { year: "numeric" };
	/** The first week of a month or a year, unless its name would end outside. @param {string} date @param {number} index */
	const isNew = (date, index) => Number(date.slice(8)) <= 7 && (name.month || date.slice(5, 7) === "01") && (isNumbered || index < count - 2);
	return html`<div class="strip dim" aria-hidden="true">
		<span></span>
		${weeks.map(({ start }, index) => {
			const isNamed = isNew(dateOf(start), index) || (isNumbered && !index);
			return html`<span>${isNumbered ? words.day(start, { day: "numeric" }) : ""} ${isNamed ? html`<b>${words.day(start, name)}</b>` : ""}</span>`;
		})}
	</div>`;
}

/** The days as a heat map, a row for each day of the week. @param {Words} words @param {Week[]} weeks @param {string} title */
export const heat = (words, weeks, title) =>
	html`<div class="strip days" role="table" aria-label=${title}>
		${[0, 1, 2, 3, 4, 5, 6].map(
			(row) =>
				html`<div role="row">
					<span role="rowheader" class="dim">${words.day((weeks[0]?.start ?? 0) + row, { weekday: "short" })}</span>
					${weeks.map(({ days }, index) => {
						const day = days[row];
						if (!day) return "";
						const date = words.day(day.day, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
						return html`<span
							role="cell"
							data-week=${index}
							data-day=${row}
							tabindex=${row || index < weeks.length - 1 ? -1 : 0}
							aria-label=${words.told(date, day)}
							style="--share: ${shareOf(day) * 100}%"
						></span>`;
					})}
				</div>`,
		)}
	</div>`;

/** Added upwards and removed downwards, by whom. @param {Words} words @param {Week[]} weeks @param {string} title */
export function changes(words, weeks, title) {
	const whole = scaleOf(Math.max(...weeks.flatMap((week) => CHANGES.map((key) => both(week[key])))));
	if (!whole) return "";
	return html`${legend(words, title, SOURCES)}
		<div class="strip changes" aria-hidden="true">
			${scale(`+${words.duration(whole)}`, `−${words.duration(whole)}`)}
			${weeks.map(
				(week, index) =>
					html`<span data-week=${index} aria-label=${told(words, week)}>
						${CHANGES.map(
							(key) =>
								html`<span class=${key}>${SOURCES.map((source) => html`<i class=${source} style=${height(week[key][source], whole)}></i>`)}</span>`,
						)}
					</span>`,
			)}
		</div>`;
}

/** All of it in words, the newest first. @param {Words} words @param {Week[]} weeks @param {string} title @param {() => void} open */
export function table(words, weeks, title, open) {
	/** @param {number} seconds */
	const cell = (seconds) => html`<td>${seconds ? words.duration(seconds) : "–"}</td>`;
	/** @template T @param {(change: Change, source: Source) => T} make */
	const each = (make) => CHANGES.map((change) => SOURCES.map((source) => make(change, source)));
	return html`<table>
		<tr>
			${[title, words.of("locked"), "%", words.of("frozen")].map((name) => html`<th scope="col">${name}</th>`)}
			${each((change, source) => html`<th scope="col">${words.of(change)}: ${words.of(source)}</th>`)}
		</tr>
		${weeks.toReversed().map(
			(week) =>
				html`<tr>
					<th scope="row"><button class="plain" @click=${open}>${words.days(week)}</button></th>
					${cell(week.locked)}
					<td>${words.share(week)}</td>
					${cell(week.frozen)} ${each((change, source) => cell(week[change][source]))}
				</tr>`,
		)}
	</table>`;
}
