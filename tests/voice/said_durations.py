"""Durations as people say them and speech-to-text writes them, by the seconds that they mean.

Strokes separate those of the same length.
"""

from collections.abc import Mapping
from typing import Final

MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 86400
WEEK: Final = 604800

_ENGLISH: Final = {
    1: "a second | one second | 1 s",
    15: (
        "a quarter of a minute | quarter of a minute | one quarter of a minute | "
        "1 quarter of a minute | ¼ of a minute"
    ),
    30: (
        "half a minute | thirty seconds | 30 secs | half of a minute | ½ a minute | "
        "one half minute"
    ),
    45: "three quarters of a minute | 3 quarters of a minute | ¾ of a minute",
    90: "a minute and a half | ninety seconds | 1 min 30 sec | 1m 30s | 1.5 min.",
    5 * MINUTE: "five minutes | 5 minutes | 5min | Five minutes. | 5 mins",
    15 * MINUTE: (
        "a quarter of an hour | quarter of an hour | a quarter hour | 1/4 hour | "
        "1 quarter of an hour | one quarter of an hour | quarter hour | 1/4 of an hour"
    ),
    25 * MINUTE: "twenty-five minutes | twenty five minutes | twentyfive minutes",
    30 * MINUTE: (
        "a 1/2 hour | half an hour | a half hour | half hour | ½ hour | 1/2 an hour | 0.5 hours | "
        "half an hour, please | Please half an hour! | half of an hour | one half hour"
    ),
    40 * MINUTE: "half an hour and ten minutes",
    45 * MINUTE: (
        "a 3/4 hour | three quarters of an hour | 3 quarters of an hour | three quarter hours | 3/4 hour | "
        "0.75 hours | three quarters hour | 3/4 of an hour"
    ),
    HOUR: "an hour | one hour | 1 hour | 1h | a hour | 01 hr | an\u00a0hour",
    75 * MINUTE: (
        "an hour and a quarter | one and a quarter hours | 1 1/4 hours | "
        "one and one quarter hours | 1 and 1/4 hours"
    ),
    90 * MINUTE: (
        "1h30 | one hour thirty | 1 1/2 hours | an hour and a half | one and a half hours | 1 and a half hours | 1.5 hr | 1½ hours | "
        "1 1/2 hours | 1 hour 30 minutes | 1 h 30 min | 1h 30m | one hour and thirty minutes | "
        "1 hour, 30 minutes | one point five hours | one and one half hours | 1 and 1/2 hours"
    ),
    100 * MINUTE: "a hundred minutes | one hundred minutes | 100 minutes",
    105 * MINUTE: (
        "one hundred and five minutes | one hundred five minutes | a hundred and five minutes | "
        "an hour and three quarters | 1 3/4 hours | 1 and ¾ hours"
    ),
    2 * HOUR: "two hours | 2 hrs | 2h",
    150 * MINUTE: "two and a half hours | two hours and a half | 2,5 hours",
    165 * MINUTE: "two and three quarter hours | 2 and three quarters hours",
    12 * HOUR: "half a day | a half day | twelve hours",
    36 * HOUR: "a day and a half | one and a half days | 1.5 days | 1 d 12 h",
    52 * HOUR: "two days and four hours | 2 days, 4 hours | two days, and four hours",
    52 * HOUR + 10 * MINUTE: "2 days, 4 hours and 10 minutes | 2d 4h 10m",
    WEEK: "a week | one week | 1 wk | 1w | seven days",
    WEEK + DAY: "a week and a day | eight days",
    10 * DAY + 12 * HOUR: "a week and a half | one and a half weeks",
    2 * WEEK: "a fortnight | two weeks | fourteen days | 2 wks",
    4 * WEEK: "two fortnights",
    999 * HOUR: "nine hundred and ninety-nine hours | 999 hours",
}

_GERMAN: Final = {
    1: "eine Sekunde | 1 s | 1 sec",
    30: (
        "eine halbe Minute | dreißig Sekunden | 30 Sek. | einer halben Minute | halben Minute"
    ),
    90: "anderthalb Minuten | eine Minute und dreißig Sekunden | neunzig Sekunden",
    5 * MINUTE: "fünf Minuten | 5 Minuten | 5 Min. | 5min | fuenf Minuten",
    15 * MINUTE: (
        "eine Viertelstunde | eine viertel Stunde | ¼ Stunde | 1/4 Stunde | 1 Viertelstunde | "
        "viertel Stunde | ein viertel Stunde | einer viertel Stunde | 1 viertel Stunde"
    ),
    21 * MINUTE: "einundzwanzig Minuten | ein und zwanzig Minuten",
    30 * MINUTE: (
        "eine 1/2 Stunde | eine ½ Stunde | eine halbe Stunde | halbe Stunde | einer halben Stunde | ½ Stunde | 1/2 Stunde | "
        "0,5 Stunden | zwei Viertelstunden | bitte eine halbe Stunde"
    ),
    45 * MINUTE: (
        "eine 3/4 Stunde | eine ¾ Stunde | eine Dreiviertelstunde | drei viertel Stunden | drei Viertelstunden | "
        "dreiviertel Stunden | eine dreiviertel Stunde | 3/4 Stunde | 3 viertel Stunden | "
        "einer dreiviertel Stunde"
    ),
    HOUR: "eine Stunde | einer Stunde | 1 Stunde | 1 Std. | 1h | eins Stunde",
    75 * MINUTE: (
        "eineinviertel Stunden | eine Stunde und eine Viertelstunde | fünf Viertelstunden | "
        "ein und ein viertel Stunden | 1 1/4 Stunden"
    ),
    90 * MINUTE: (
        "eine Stunde dreißig | 1 Stunde 30 | eineinhalb Stunden | anderthalb Stunden | ein einhalb Stunden | 1,5 Std | 1.5 Stunden | "
        "1½ Stunden | 1 1/2 Stunden | eine und eine halbe Stunde | 1 Std. 30 Min. | 1 h 30 min | "
        "1h 30m | eine Stunde und dreißig Minuten | eins Komma fünf Stunden | "
        "1 einhalb Stunden | eine Stunde 30 Minuten | ein und ein halb Stunden | "
        "zwei Dreiviertelstunden | anderthalbe Stunde"
    ),
    100 * MINUTE: "hundert Minuten | einhundert Minuten | ein hundert Minuten",
    101 * MINUTE: "hunderteine Minuten | hundertundeine Minuten",
    105 * MINUTE: "1 3/4 Stunden",
    2 * HOUR: "zwei Stunden | 2 Stdn.",
    150 * MINUTE: (
        "zweieinhalb Stunden | zwei einhalb Stunden | 2,5 Stunden | 2einhalb Std. | "
        "zwei und eine halbe Stunde | zwoeinhalb Stunden | zwei Komma fünf Stunden"
    ),
    250 * MINUTE: "zweihundertfünfzig Minuten | zwei hundert fünfzig Minuten",
    6 * HOUR: "einen viertel Tag",
    12 * HOUR: (
        "einen halben Tag | ein halber Tag | zwölf Stunden | zwoelf Stunden | einem halben Tag | "
        "halber Tag"
    ),
    DAY: "ein Tag | einen Tag | einem Tag | 1 Tag",
    DAY + 30 * MINUTE: "ein Tag und eine halbe Stunde",
    36 * HOUR: (
        "anderthalb Tage | eineinhalb Tage | einen Tag und einen halben | ein Tag und ein halber"
    ),
    52 * HOUR: "zwei Tage und vier Stunden | 2 Tage, 4 Stunden | 2d 4h",
    52 * HOUR + 10 * MINUTE: "2 Tage, 4 Stunden und 10 Minuten",
    WEEK: "eine Woche | 1 Woche | sieben Tage | sieben Tagen",
    10 * DAY + 12 * HOUR: "anderthalb Wochen | eine Woche und eine halbe",
}

_FRENCH: Final = {
    1: "une seconde | 1 s",
    15: "un quart de minute | quart de minute | 1 quart de minute | ¼ de minute",
    30: (
        "une demi-minute | trente secondes | 30 s | 30 sec. | demie minute | 1 demi-minute"
    ),
    45: "trois quarts de minute | 3 quarts de minute | ¾ de minute",
    90: "une minute et demie | quatre-vingt-dix secondes | nonante secondes",
    5 * MINUTE: "cinq minutes | 5 minutes | 5 min | 5 mn | cinq minutes, svp",
    15 * MINUTE: (
        "un quart d'heure | quart d'heure | un quart d’heure | 1/4 d'heure | 1 quart d'heure | "
        "¼ d'heure | un quart d'heure s'il te plaît | 1/4 heure"
    ),
    21 * MINUTE: "vingt et une minutes | vingt-et-une minutes | vingt et un minutes",
    30 * MINUTE: (
        "une 1/2 heure | 1 demie heure | une demi-heure | une demi heure | une demie heure | demi-heure | ½ heure | 1/2 heure | "
        "0,5 heure | une demi-heure s'il vous plaît"
    ),
    45 * MINUTE: (
        "3 quart d'heure | trois quarts d'heure | trois-quarts d'heure | 3/4 d'heure | 3 quarts d'heure | "
        "trois quart d'heure | 3/4 heure"
    ),
    HOUR: "une heure | 1 heure | 1h | 1 h",
    71 * MINUTE: "soixante et onze minutes | septante et une minutes",
    75 * MINUTE: (
        "une heure et quart | une heure un quart | 1h15 | une heure et un quart | 1 1/4 heure"
    ),
    80 * MINUTE: (
        "quatre-vingts minutes | quatre-vingt minutes | huitante minutes | octante minutes | "
        "quatre vingts minutes"
    ),
    90 * MINUTE: (
        "une heure et trente | une heure et demie | une heure et demi | 1h30 | 1 h 30 | 1h 30m | 1 h 30 min | "
        "une heure trente | une heure et trente minutes | 1,5 heure | une heure 30 | "
        "quatre-vingt-dix minutes | nonante minutes | une virgule cinq heure | 1½ heure"
    ),
    105 * MINUTE: "une heure et trois quarts | une heure trois quarts | 1 3/4 heure",
    150 * MINUTE: (
        "deux heures trente | deux heures et demie | 2h30 | 2,5 heures | 2.5 h | "
        "deux virgule cinq heures"
    ),
    200 * MINUTE: "deux cents minutes | deux cent minutes",
    250 * MINUTE: "deux cent cinquante minutes | deux cents cinquante minutes",
    12 * HOUR: "une demi-journée | un demi jour | douze heures",
    21 * HOUR: "vingt et une heures | 21 heures",
    DAY: "un jour | une journée | 1 j | 1j | vingt-quatre heures",
    36 * HOUR: "un jour et demi | une journée et demie",
    2 * DAY: "deux journées",
    52 * HOUR: "deux jours et quatre heures | 2 jours, 4 heures | 2j 4h",
    52 * HOUR + 10 * MINUTE: "2 jours, 4 heures et 10 minutes | 2 jours 4h10",
    WEEK: "une semaine | 1 sem. | sept jours",
    8 * DAY: "huit jours | une semaine et un jour",
    10 * DAY + 12 * HOUR: "une semaine et demie",
    2 * WEEK: "deux semaines",
}

_DUTCH: Final = {
    1: "een seconde | 1 s",
    30: "een halve minuut | dertig seconden | 30 sec. | dertig secondes",
    60: "een minuutje",
    90: "anderhalve minuut | negentig seconden | 1,5 minuut",
    5 * MINUTE: "vijf minuten | 5 minuten | 5 min | vijf minuutjes",
    15 * MINUTE: (
        "een kwartier | één kwartier | 1 kwartier | een kwartiertje | kwart uur | "
        "een kwart uur | ¼ uur"
    ),
    20 * MINUTE: "een kwartier en vijf minuten",
    22 * MINUTE: (
        "tweeëntwintig minuten | twee en twintig minuten | tweeentwintig minuten | "
        "twee-en-twintig minuten"
    ),
    30 * MINUTE: (
        "een 1/2 uur | twee kwartiertjes | een half uur | half uur | een halfuur | een half uurtje | ½ uur | 0,5 uur | "
        "een half uur alsjeblieft | een halfuurtje | twee kwartieren"
    ),
    45 * MINUTE: (
        "een ¾ uur | driekwart uur | drie kwartier | 3 kwartier | driekwart uur | een half uur en een kwartier | ¾ uur"
    ),
    HOUR: "een uur | één uur | 1 uur | 1 u | 1u | 1h | een uurtje",
    75
    * MINUTE: "een uur en een kwartier | vijf kwartier | een en een kwart uur | 1 1/4 uur",
    90 * MINUTE: (
        "anderhalf uur | een en een half uur | één en een half uur | 1,5 uur | 1.5 uur | "
        "1½ uur | 1 uur 30 minuten | 1 u 30 min | 1h 30m | een uur en dertig minuten | "
        "een komma vijf uur | een uur en een half"
    ),
    100 * MINUTE: "honderd minuten | een honderd minuten",
    105 * MINUTE: (
        "een uur en drie kwartier | honderdvijf minuten | honderd en vijf minuten | "
        "anderhalf uur en een kwartier | 1 3/4 uur"
    ),
    120 * MINUTE: (
        "honderd twintig minuten | honderdtwintig minuten | twee uur | twee uren | twee uurtjes"
    ),
    150 * MINUTE: (
        "twee uur dertig | 2 uur 30 | twee en een half uur | tweeënhalf uur | tweeëneenhalf uur | 2,5 uur | "
        "twee en half uur | 2 en een half uur"
    ),
    12 * HOUR: "een halve dag | halve dag | twaalf uur",
    DAY: "een etmaal | een dag | 1 dag | één dag | vierentwintig uur | een dagje",
    36 * HOUR: (
        "anderhalve dag | anderhalf etmaal | een dag en een halve | een en een halve dag | "
        "een en halve dag"
    ),
    2 * DAY: "twee dagjes | twee etmalen",
    52 * HOUR: "twee dagen en vier uur | 2 dagen, 4 uur | 2d 4u",
    52 * HOUR + 10 * MINUTE: "2 dagen, 4 uur en 10 minuten",
    WEEK: "een week | 1 week | zeven dagen | een weekje | 1 wk | 1w",
    10 * DAY + 12 * HOUR: "anderhalve week",
    2 * WEEK: "twee weken | veertien dagen | twee weekjes",
}

_SPANISH: Final = {
    1: "un segundo | 1 s",
    30: "medio minuto | treinta segundos | 30 seg.",
    90: "un minuto y medio | minuto y medio | noventa segundos | 1,5 minutos",
    2 * MINUTE: "dos minutos | 2 mins",
    5 * MINUTE: "cinco minutos | 5 minutos | 5 min | cinco minutos, por favor",
    15 * MINUTE: (
        "un cuarto de hora | cuarto de hora | 1/4 de hora | 1 cuarto de hora | ¼ hora"
    ),
    16 * MINUTE: "dieciséis minutos | diez y seis minutos",
    21 * MINUTE: "veintiún minutos | veintiun minutos | veintiuno minutos",
    30
    * MINUTE: "una 1/2 hora | media hora | Media hora. | ½ hora | 1/2 hora | 0,5 horas",
    31 * MINUTE: "treinta y un minutos | treinta y uno minutos | treintaiún minutos",
    45 * MINUTE: (
        "una 3/4 hora | tres cuartos de hora | 3/4 de hora | 3 cuartos de hora | cuarenta y cinco minutos | "
        "¾ hora"
    ),
    HOUR: "una hora | 1 hora | 1h | 1 h | 1 hr",
    75
    * MINUTE: "una hora y cuarto | hora y cuarto | una hora y un cuarto | 1 1/4 horas",
    90 * MINUTE: (
        "una hora treinta | una hora y treinta | una hora y media | hora y media | 1 hora y media | una y media horas | 1,5 horas | "
        "1.5 h | 1½ horas | 1 hora 30 minutos | 1 h 30 min | 1h 30m | "
        "una hora y treinta minutos | uno coma cinco horas | uno punto cinco horas"
    ),
    100 * MINUTE: "cien minutos | 100 minutos",
    105 * MINUTE: "ciento cinco minutos | una hora y tres cuartos | 1 3/4 horas",
    2 * HOUR: "dos horas | 2 hrs",
    150 * MINUTE: "dos horas y media | dos y media horas | 2,5 horas",
    500 * MINUTE: "quinientos minutos | quinientas minutos",
    12 * HOUR: "medio día | doce horas",
    21 * HOUR: "veintiuna horas | veintiún horas",
    DAY: "un día | 1 día | 1 d | veinticuatro horas",
    DAY + 30 * MINUTE: "un día y media hora",
    31 * HOUR + 30 * MINUTE: "treinta y una horas y media",
    36 * HOUR: "un día y medio | día y medio | 1,5 días | uno y medio días",
    52 * HOUR: "dos días y cuatro horas | 2 días, 4 horas | 2d 4h",
    52 * HOUR + 10 * MINUTE: "2 días, 4 horas y 10 minutos",
    WEEK: "una semana | 1 semana | siete días | 1 sem.",
    10 * DAY + 12 * HOUR: "una semana y media | semana y media",
    2 * WEEK: "dos semanas",
}

SAID: Final[Mapping[str, Mapping[int, str]]] = {
    "en": _ENGLISH,
    "de": _GERMAN,
    "fr": _FRENCH,
    "nl": _DUTCH,
    "es": _SPANISH,
}
