// What the modules of the card give each other.

/**
 * missing: no such lock; loading: Home Assistant is starting; unavailable: the service can't be
 * reached; the others are the states of the sensor `lock_state`.
 */
type Phase = "missing" | "loading" | "unavailable" | "no_lock" | "locked" | "frozen" | "unlockable";

/** What is known of a lock. Moments are milliseconds of Home Assistant's clock; undefined is unknown. */
interface LockView {
  /** That of the device. */
  name: string;
  phase: Phase;
  /** Whether a lock is running, in one of the last three phases. */
  isActive: boolean;
  /** The account, for actions. */
  entryId: string | undefined;
  unlockAt: number | undefined;
  /** Seconds, as they were read: what counts while frozen. */
  remaining: number | undefined;
  lockedSince: number | undefined;
  hasDevices: boolean;
  /** The connected devices that are running. */
  runs: Run[];
  /** Whether the emergency stop was given and not taken back. */
  isLatched: boolean;
  /** The state of an entity by platform and key, "button.freeze"; undefined where there is none. */
  stateOf(key: string): HassState | undefined;
}

/** A connected device that is running. */
interface Run {
  name: string;
  /** Whether it should have stopped. */
  isOverdue: boolean;
  /** In milliseconds; NaN where it isn't known. */
  endsAt: number;
}

/** One of the integration's buttons. */
interface Action {
  key: string;
  /** Its icon in the bar of time, instead of name and duration. */
  sign?: "minus" | "plus";
  /** Key of the number that says for how long. */
  duration?: string;
  /** A tap is enough, because it takes something back; the others have to be held or pressed twice. */
  isMild?: boolean;
  /** When it has a use, while a lock is active; always where it is left out. */
  when?: "locked" | "frozen" | "closed" | "task";
}

/** What a person may write. */
interface CardConfig {
  type?: string;
  /** Device of a lock; "" where none was chosen yet. */
  device_id?: string;
  /** For the narrow column of a phone. */
  compact?: boolean;
  /** Buttons are pressed twice instead of held. */
  confirm?: boolean;
  /** The other person's picture is shown; it comes from the service. */
  picture?: boolean;
  /** Keys of buttons. */
  actions?: string[];
}

/** What a person may write for the card of weeks. */
interface WeeksConfig {
  type?: string;
  /** Device of a lock; "" where none was chosen yet. */
  device_id?: string;
  /** How many are shown at once. */
  weeks?: number;
}

/** Who sent a command. */
type Source = "home_assistant" | "elsewhere";

/** What became of the time that remains. */
type Change = "added" | "removed";

type BySource = Record<Source, number>;

/** The first and the last of some days. Days are numbers, since 1970. */
interface Span {
  start: number;
  end: number;
}

/** Seconds of a day or of more. */
interface Sums {
  locked: number;
  frozen: number;
  added: BySource;
  removed: BySource;
  /** How much of it is over. */
  passed: number;
}

/** A day, from itself to itself, or a week. */
interface Period extends Sums, Span {}

interface Week extends Period {
  /** Up to today. */
  days: Period[];
}

/** A text by its key. */
type Told = [key: string, values?: Values];

/** What the action `get_history` says. */
interface LockHistory {
  days: HistoryDay[];
  sessions: HistorySession[];
}

interface HistoryDay extends Omit<Sums, "passed"> {
  date: string;
}

interface HistorySession {
  start: string;
  /** null while it runs. */
  end: string | null;
  title: string | null;
  locked: number;
}

type DayAt = (now: number, timeZone: string) => { today: number; seconds: number };

/** The days of so many weeks that end with this one, or of so many pages before; `first` is the weekday they begin with. */
type RangeOf = (today: number, first: number, weeks: number, page: number) => Span;

/** Days to show. */
interface WeeksRange extends Span {
  today: number;
  /** Seconds of today so far. */
  seconds: number;
}

/** The weeks of a range, each with its days up to today. */
type WeeksOf = (history: HistoryDay[], range: WeeksRange) => Week[];

type ReadWeeks = (
  hass: Hass,
  entryId: string | undefined,
  range: WeeksRange,
) => Promise<{ weeks: Week[]; longest: HistorySession | undefined }>;

/** What the card of weeks shows, as far as it was read. */
interface Shown extends Partial<Span> {
  /** The lock and the first day. */
  key?: string;
  weeks?: Week[];
  longest?: HistorySession | undefined;
  /** Why it can't be read now. */
  problem?: Told;
}

/** What a tip is shown for. */
type TipTarget = HTMLElement | null | undefined;

/** What the integration has its own words for. */
type Word = "locked" | "frozen" | Change | Source;

/** Says all in the language of a person. */
interface Words {
  /** A text of the card. */
  text(key: string): string;
  of(key: Word): string;
  duration(seconds: number, style?: "narrow" | "long"): string;
  /** How much of the time was locked. */
  share(sums: Sums): string;
  /** From one day to another, or one day; with the year unless other fields are given. */
  days(span: { start: number; end?: number | undefined }, fields?: Intl.DateTimeFormatOptions): string;
  /** When a lock was. */
  when(session: HistorySession): string;
  /** The amounts that there are, each after its name. */
  named<Key extends Word>(keys: Key[], amounts: Record<Key, number>, style?: "narrow" | "long"): string[];
  /** All that there is to say of a day or a week, a line for each. */
  told(period: Period, dateStyle?: "long" | "full"): string;
}

type FailureOf = (hass: Hass, error: unknown) => Promise<Told>;

/** What pictures of weeks are made of. */
interface WeeksView {
  words: Words;
  weeks: Week[];
  /** Opens the lock's calendar. */
  open(): void;
}

type Picture = (view: WeeksView) => unknown;

type MakeLegend = (words: Words, title: string, keys: Word[]) => unknown;

/** A button that leads to another page of weeks; an arrow to a side stands on it, or its name. */
type MakePageButton = (key: string, page: number, isOff: boolean, side?: "left" | "right") => unknown;

/** A duration, with what there is more to say of it, and the key of its sensor. */
type MakeFigure = (name: string, seconds: number, more: string[], key?: string) => unknown;

/** What is told on the card about a command. */
interface Notice {
  kind: "running" | "done" | "hint" | "failed";
  text: string;
  /** The button that it is about. */
  name?: string | undefined;
  /** Where it stands, as a style. */
  place?: string | null | undefined;
}

/** What is told about the emergency stop. */
interface Outcome {
  kind: "sending" | "trying" | "acknowledged" | "failed";
  text: string;
}

/** A button. */
interface ButtonView {
  /** What it is found by. */
  name: string;
  /** How it is pressed. */
  gesture?: "tap" | "hold" | "twice";
  /** What a screen reader says. */
  label: string;
  isBusy?: boolean;
  act?: () => void;
  content: unknown;
}

/** The button of an action. */
interface ActionView extends Omit<ButtonView, "name" | "gesture" | "label" | "content"> {
  /** What can't be taken back is pressed twice instead of held. */
  isTwice?: boolean | undefined;
  /** The icon alone stands on it. */
}

/** What a tile is about. */
interface FeatureContext {
  entity_id?: string;
}

interface ServerClock {
  /** Milliseconds; undefined until Home Assistant has told its time. */
  now(): number | undefined;
  /** Have a function called at each second; what is returned ends it. */
  watch(listener: () => void): () => void;
}

type Timer = ReturnType<typeof setTimeout> | undefined;

type LiveElement = import("../../../custom_components/chastify/frontend/live-element.js").LiveElement;

type ChastifyCard = import("../../../custom_components/chastify/frontend/card.js").ChastifyCard;

/** A device on the dashboard that makes itself. */
interface DashboardPart {
  id: string;
  name: string;
  /** Its entities by platform and key, "button.freeze"; those that a person hides are left out. */
  ids: Record<string, string>;
}

/** What the views of a lock are made of. */
interface DashboardHouse {
  lock: DashboardPart;
  /** The connected devices. */
  toys: DashboardPart[];
  /** Automations and scripts that concern the lock, by entity id. */
  rules: string[];
  /** A text of the dashboard, "tasks", or of an entity, "button.freeze.name". */
  text(key: string): string;
}

interface DashboardCard {
  type: string;
  [key: string]: unknown;
}

/** Empty where there is no entity for it. */
type MaybeCard = DashboardCard | "" | 0 | undefined;

type MakeCard = (entity: string | undefined, more?: Record<string, unknown>) => MaybeCard;

type MakeButton = (
  entity: string | undefined,
  action: string,
  /** What a person confirms; "" where a tap is enough. */
  question: string,
  more?: Record<string, unknown>,
) => MaybeCard;

type MakeGroup = (heading: string, icon: string, cards: MaybeCard[]) => DashboardCard[];

type MakeView = (side: string, house: DashboardHouse) => DashboardView;

type MakeDashboard = (hass: Hass) => Promise<{ views: DashboardView[] }>;

interface DashboardView {
  title?: string;
  path?: string;
  icon?: string;
  show_icon_and_title?: boolean;
  type: string;
  max_columns?: number;
  badges?: DashboardCard[];
  sections?: DashboardCard[];
  cards?: DashboardCard[];
}

type MakeEntry = (type: string, name: string, description: string, more?: Partial<PickerEntry>) => PickerEntry;

type Offer = (feature: string, isSupported: PickerEntry["isSupported"] & {}, strategy: StrategyEntry) => void;

/** Both moments in ms. */
type DateText = (hass: Hass, moment: number, now: number) => string;

type DurationText = (seconds: number, language: string, style?: "narrow" | "long") => string;

type SayDuration = (parts: object, language: string, style: "narrow" | "long" | "digital", more?: object) => string;

type CountdownText = (seconds: number, language: string) => { days: string; clock: string };

/** Something about a lock at a moment, in ms. */
type Reckon<Result> = (lock: LockView, now: number) => Result;

type OfDevice<Result> = (hass: Hass, deviceId: string) => Result;

type PhaseOf = (hass: Hass, stateOf: LockView["stateOf"]) => Phase;

type IsOffered = (lock: LockView, action: Action) => boolean | undefined;

type TextOf = (hass: Hass, key: string, values?: Values) => string;

type ErrorText = (hass: Hass, error: unknown) => Promise<string>;

type IsRefused = (hass: Hass, entryId?: string) => Promise<boolean>;

/** Fields beside the lock. */
type FormOf = (
  fieldsOf: (hass: Hass | undefined) => FormField[],
) => Promise<{ schema: FormField[]; computeLabel: FieldText; computeHelper: FieldText }>;

type FieldText = (field: { name: string }, localize: Localize) => string;

type IsSupported = (hass: Hass, context: FeatureContext) => boolean;

type Suggestions = (hass: Hass, entityId: string) => { label?: string; config: CardConfig }[] | null;

type Height = (part: number, whole: number) => string;

type MakeFact = (key: string, value: unknown) => unknown;

type Generate = (config: object, hass: Hass) => ReturnType<MakeDashboard>;

type TellMoment = (key: string, moment?: string) => string;

type TellOutcome = (kind: Outcome["kind"], said?: string) => unknown;

type ConfigOf = (device_id?: string) => CardConfig & { type: string; device_id: string };

type ListCards = (cards: MaybeCard[]) => DashboardCard[];
