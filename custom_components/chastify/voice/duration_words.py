"""The words of languages for units of time and their parts, for durations that are said.

Phrases are written as people write them; their case, accents, blanks and hyphens don't matter.
Numbers come from `unicode_rbnf`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

SECOND: Final = 1
MINUTE: Final = 60
QUARTER_OF_AN_HOUR: Final = 900
HALF_AN_HOUR: Final = 1800
THREE_QUARTERS_OF_AN_HOUR: Final = 2700
HOUR: Final = 3600
DAY: Final = 86400
WEEK: Final = 604800

ONE: Final = Fraction(1)
QUARTER: Final = Fraction(1, 4)
HALF: Final = Fraction(1, 2)
THREE_QUARTERS: Final = Fraction(3, 4)
ONE_AND_A_HALF: Final = Fraction(3, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class DurationWords:
    """Words of one language; phrases that mean the same are separated by commas.

    numbers_of: the languages of unicode_rbnf whose numbers are said.
    number_variants: other forms of numbers, each a regular expression and its replacement, for
        numbers in lower case without accents, blanks and hyphens.
    decimal_points: the words between whole numbers and tenths.
    units: the words for a unit, by its seconds. A single letter only counts after a digit.
    amounts: the phrases before a unit that are no numbers.
    behind_number: the phrases between number and unit: "two *and a half* hours".
    behind_unit: the phrases that add a part of the unit: "two hours *and a half*".
    units_without_number: the units that mean one with such a part: "*hora* y media".
    conjunction: the word before a further unit.
    courtesies: the phrases before or after a duration that mean nothing.
    """

    numbers_of: tuple[str, ...]
    number_variants: tuple[tuple[str, str], ...]
    decimal_points: str
    units: Mapping[int, str]
    amounts: Mapping[Fraction, str]
    behind_number: Mapping[Fraction, str]
    behind_unit: Mapping[Fraction, str]
    conjunction: str
    courtesies: str
    units_without_number: str = ""


_ENGLISH: Final = DurationWords(
    numbers_of=("en",),
    number_variants=(("^onehundred", "ahundred"), ("hundred(?=.)", "hundredand")),
    decimal_points="point",
    units={
        SECOND: "second, seconds, sec, secs, s",
        MINUTE: "minute, minutes, min, mins, m",
        HOUR: "hour, hours, hr, hrs, h",
        DAY: "day, days, d",
        WEEK: "week, weeks, wk, wks, w",
        2 * WEEK: "fortnight, fortnights",
    },
    amounts={
        ONE: "a, an, another, an extra",
        HALF: (
            "half, half a, half an, half of a, half of an, a half, one half, ½, ½ a, ½ an, a ½"
        ),
        QUARTER: (
            "quarter, quarter of a, quarter of an, a quarter, a quarter of a, a quarter of an, "
            "one quarter of a, one quarter of an, 1 quarter of a, 1 quarter of an, ¼, ¼ of a, "
            "¼ of an, a ¼"
        ),
        THREE_QUARTERS: (
            "three quarter, three quarters, three quarters of a, three quarters of an, "
            "3 quarters of a, 3 quarters of an, ¾, ¾ of a, ¾ of an, a ¾"
        ),
    },
    behind_number={
        HALF: "and a half, and one half, ½, and ½",
        QUARTER: "and a quarter, and one quarter, ¼, and ¼",
        THREE_QUARTERS: "and three quarter, and three quarters, ¾, and ¾",
    },
    behind_unit={
        HALF: "and a half",
        QUARTER: "and a quarter",
        THREE_QUARTERS: "and three quarters",
    },
    conjunction="and",
    courtesies="please",
)

_GERMAN: Final = DurationWords(
    numbers_of=("de",),
    number_variants=(
        ("^einhundert", "hundert"),
        ("hundert(?=.)", "hundertund"),
        ("zwei", "zwo"),
        ("funf", "fuenf"),
        ("zwolf", "zwoelf"),
    ),
    decimal_points="Komma",
    units={
        SECOND: "Sekunde, Sekunden, Sek, sec, s",
        MINUTE: "Minute, Minuten, min, m",
        QUARTER_OF_AN_HOUR: "Viertelstunde, Viertelstunden",
        THREE_QUARTERS_OF_AN_HOUR: "Dreiviertelstunde, Dreiviertelstunden",
        HOUR: "Stunde, Stunden, Std, Stdn, h",
        DAY: "Tag, Tage, Tagen, d",
        WEEK: "Woche, Wochen",
    },
    amounts={
        HALF: (
            "halbe, eine halbe, halben, einer halben, einen halben, einem halben, halber, "
            "ein halber, ½"
        ),
        QUARTER: "viertel, 1 viertel, ein viertel, eine viertel, einer viertel, einen viertel, ¼",
        # "Ein dreiviertel" is left out: it may be 1¾.
        THREE_QUARTERS: "dreiviertel, eine dreiviertel, einer dreiviertel, 3 viertel, ¾",
        ONE_AND_A_HALF: "anderthalb, anderthalbe",
    },
    behind_number={
        HALF: "einhalb, und einhalb, und eine halbe, ½",
        QUARTER: "einviertel, und einviertel, ¼",
        THREE_QUARTERS: "¾",
    },
    behind_unit={HALF: "und eine halbe, und einen halben, und ein halber"},
    conjunction="und",
    courtesies="bitte",
)

_FRENCH: Final = DurationWords(
    numbers_of=("fr", "fr_BE", "fr_CH"),
    number_variants=(
        ("quatrevingts$", "quatrevingt"),
        ("quatrevingt(?=.)(?!s)", "quatrevingts"),
        ("cents$", "cent"),
        ("(?<=.)cent(?=.)(?!s)", "cents"),
        ("huitante", "octante"),
    ),
    decimal_points="virgule",
    units={
        SECOND: "seconde, secondes, sec, s",
        MINUTE: "minute, minutes, min, mn, m",
        HOUR: "heure, heures, h",
        # No "d", the rest of "d'heure".
        DAY: "jour, jours, journée, journées, j",
        WEEK: "semaine, semaines, sem",
    },
    amounts={
        HALF: "demi, demie, un demi, une demi, une demie, 1 demi, 1 demie, ½",
        QUARTER: (
            "quart d, quart de, un quart d, un quart de, 1 quart d, 1 quart de, ¼, ¼ d, ¼ de, "
            "un ¼ d, un ¼ de"
        ),
        THREE_QUARTERS: (
            "trois quarts d, trois quarts de, trois quart d, 3 quarts d, 3 quarts de, 3 quart d, "
            "¾, ¾ d, ¾ de"
        ),
    },
    behind_number={HALF: "½", QUARTER: "¼", THREE_QUARTERS: "¾"},
    behind_unit={
        HALF: "et demi, et demie",
        QUARTER: "et quart, et un quart, un quart",
        THREE_QUARTERS: "et trois quarts, trois quarts",
    },
    conjunction="et",
    courtesies="s'il te plaît, s'il vous plaît, stp, svp",
)

_DUTCH: Final = DurationWords(
    numbers_of=("nl",),
    number_variants=(("^honderd", "eenhonderd"), ("honderd(?=.)", "honderden")),
    decimal_points="komma",
    units={
        SECOND: "seconde, seconden, secondes, sec, s",
        MINUTE: "minuut, minuten, minuutje, minuutjes, min, m",
        QUARTER_OF_AN_HOUR: "kwartier, kwartieren, kwartiertje, kwartiertjes",
        HALF_AN_HOUR: "halfuur, halfuurtje",
        HOUR: "uur, uren, uurtje, uurtjes, u, h",
        DAY: "dag, dagen, dagje, dagjes, etmaal, etmalen, d",
        WEEK: "week, weken, weekje, weekjes, wk, w",
    },
    amounts={
        HALF: "half, een half, halve, een halve, ½",
        QUARTER: "kwart, een kwart, ¼",
        THREE_QUARTERS: "driekwart, ¾",
        ONE_AND_A_HALF: "anderhalf, anderhalve",
    },
    behind_number={
        HALF: "en een half, en een halve, en half, en halve, ½",
        QUARTER: "en een kwart, ¼",
        THREE_QUARTERS: "¾",
    },
    behind_unit={HALF: "en een half, en een halve"},
    conjunction="en",
    courtesies="alsjeblieft, alstublieft",
)

_SPANISH: Final = DurationWords(
    numbers_of=("es",),
    number_variants=(
        ("dieci", "diezy"),
        ("veinti", "veintey"),
        ("(?<=nta)y", "i"),
    ),
    decimal_points="coma, punto",
    units={
        SECOND: "segundo, segundos, seg, s",
        MINUTE: "minuto, minutos, min, mins, m",
        HOUR: "hora, horas, hr, hrs, h",
        DAY: "día, días, d",
        WEEK: "semana, semanas, sem",
    },
    amounts={
        HALF: "media, medio, ½",
        # "Cuarto" alone is left out: "cuarto día" is the fourth.
        QUARTER: "cuarto de, un cuarto de, 1 cuarto de, ¼, ¼ de, un ¼ de",
        THREE_QUARTERS: "tres cuartos de, 3 cuartos de, ¾, ¾ de",
    },
    behind_number={
        HALF: "y media, y medio, ½",
        QUARTER: "¼",
        THREE_QUARTERS: "¾",
    },
    behind_unit={
        HALF: "y media, y medio",
        QUARTER: "y cuarto, y un cuarto",
        THREE_QUARTERS: "y tres cuartos",
    },
    conjunction="y",
    courtesies="por favor",
    units_without_number="minuto, hora, día, semana",
)

WORDS: Final[Mapping[str, DurationWords]] = {
    "en": _ENGLISH,
    "de": _GERMAN,
    "fr": _FRENCH,
    "nl": _DUTCH,
    "es": _SPANISH,
}
