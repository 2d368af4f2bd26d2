"""Texts that are no duration, or none that can be understood for certain.

Strokes separate the texts.
"""

from collections.abc import Mapping
from typing import Final

NOT_UNDERSTOOD: Final[Mapping[str, str]] = {
    "en": (
        ". | , | and | please | ten | 10 | minutes | hour | hours | minus five minutes | "
        "-5 minutes | - 5 minutes | −5 minutes | +5 minutes | five minutes to | "
        "five minutes to two | five minutes ago | no minutes | ten or twenty minutes | "
        "ten to twenty minutes | 5-10 minutes | 5/10 min | about ten minutes | a few minutes | "
        "a couple of hours | several days | 0 minutes | zero minutes | 0.0 hours | "
        "0010 minutes | -five minutes | ten minutes -five seconds | 1 h-30 min | 1 min.5 sec | "
        "1/25 hours | 1/2/3 hours | 1/2.5 hours | ten minutesplease | pleaseten minutes | "
        "0 ½ hours | 1 hour 0 minutes | 1 hour 0.0 minutes | 0 hours 0 minutes | half | "
        "1000 minutes | 1,000 minutes | 1.000 minutes | "
        "1 000 minutes | 1e3 min | 999.5 hours | 999 hours and a half | one thousand minutes | "
        "1:30 | 1:30 hours | 1:30 h | 1.30 | 1.30 hours | 2h30 m5 | "
        "ten minutes two hours | one hour one hour | an hour and sixty minutes day | "
        "30 minutes 1 hour | one hour and half an hour | a week and two fortnights | "
        "ten minutes and | and ten minutes | ten, minutes | 2, 5 hours | 1h, , 5m | "
        "hour and a half | hours and a half | half an hour and | "
        "ten twenty minutes | twenty 5 minutes | 10 5 minutes | 1 0 minutes | hundred minutes | "
        "hundreds of minutes | two half hours | ten half minutes | half an hour and a half | "
        "2.5 and a half hours | 11/2 hours | 1/20 hours | 10² minutes | ١٠ minutes | "
        "\uff11\uff10 minutes | .5 hours | 5. hours | a.m. | 5 a.m. | 5 p.m. | five m | second hour | "
        "5th hour | 1st day | five o'clock | half past five | quarter to five | until five | "
        "two months | ten meters | 10 minutes 5 | ten minutes or | not ten minutes | "
        "ten%minutes | the lock | add ten minutes | ten minutes!!five | ten minutes\0 | ⅓ hour | "
        "one point twenty five hours | one point zero hours | five minutes please no"
    ),
    "de": (
        "zehn | Stunde | Minuten | halbe | minus fünf Minuten | keine Minuten | null Minuten | "
        "zwei bis drei Stunden | zwei-drei Stunden | 2-3 Stunden | ein paar Minuten | "
        "10. Stunde | zwei Uhr dreißig | ein dreiviertel Stunden | zwei dreiviertel Stunden | "
        "fünf viertel Stunden | zwei halbe Stunden | ein halb Stunden | hundert und Minuten | eines Tages | "
        "tausend Minuten | zwanzig und ein Minuten | Stunde und eine halbe | "
        "zehn Minuten zwei Stunden | vor fünf Minuten | drei Viertel | "
        "drei viertel zwei | 1.500 Minuten"
    ),
    "fr": (
        "dix | heure | minutes | demi | moins cinq minutes | zéro minute | "
        "deux heures moins le quart | deux ou trois heures | mille minutes | une heure et | "
        "une heure soixante | 1h60 | 1h00 | 1h3 0 | 1h30 20s | une heure et demie trente | "
        "une demi-heure trente | deux demi-heures | dix minutes deux heures | quelques minutes | "
        "heure et demie | quart heure | une heure trente et demie | "
        "1,5h30 | trente et heures | un jour trente | il y a cinq minutes | midi et demi | "
        "cents minutes"
    ),
    "nl": (
        "tien | uur | minuten | half | min vijf minuten | nul minuten | half twee | "
        "kwart voor twee | twee of drie uur | twee half uur | "
        "honderden minuten | duizend minuten | een paar minuten | tien minuten twee uur | "
        "een etmaal en een dag | vijf minuten geleden | anderhalf uur en een half | "
        "twintig en een kwartier | geen uur | en uur"
    ),
    "es": (
        "diez | hora | minutos | media | menos cinco minutos | cero minutos | horas y media | "
        "hora y | y media | día y | mediodía | cuarto día | cuarta hora | "
        "dos o tres horas | unas horas | mil minutos | diez minutos dos horas | "
        "una hora y media hora | hace cinco minutos | media hora y media | dos medias horas | "
        "un par de horas | treinta y minutos | hora y media y diez minutos | "
        "las dos y media"
    ),
}
