/** Defines what the card of weeks shows. */

import { WeeksCard } from "./weeks-card.js";

customElements.define("chastify-weeks", WeeksCard);
