"""The parts of `time` that know the calendar. The runtime has no time zones: local time is UTC."""

from operator import itemgetter as _item
import time as _time

# How many fields _strptime gives to struct_time.
_time._STRUCT_TM_ITEMS = 11

timezone = altzone = daylight = 0
tzname = ('UTC', 'UTC')

_DAYS = 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'
_MONTHS = ('January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December')
_FIELDS = 'tm_year', 'tm_mon', 'tm_mday', 'tm_hour', 'tm_min', 'tm_sec', 'tm_wday', 'tm_yday', 'tm_isdst'


class struct_time(tuple):
    """A moment as nine numbers, with names; the zone is beside them."""

    n_fields = 11
    n_sequence_fields = 9
    n_unnamed_fields = 0
    __match_args__ = _FIELDS

    def __new__(cls, sequence):
        values = tuple(sequence)
        if not 9 <= len(values) <= 11:
            raise TypeError('time.struct_time() takes an at least 9-sequence (%d-sequence given)' % len(values))
        self = super().__new__(cls, values[:9])
        self.tm_zone, self.tm_gmtoff = (values[9:] + (None, None))[:2]
        return self

    def __repr__(self):
        return 'time.struct_time(%s)' % ', '.join('%s=%r' % pair for pair in zip(_FIELDS, self))

    def __reduce__(self):
        return struct_time, (tuple(self) + (self.tm_zone, self.tm_gmtoff),)


for _i, _name in enumerate(_FIELDS):
    setattr(struct_time, _name, property(_item(_i)))
struct_time.__module__ = 'time'


def _days_from_civil(year, month, day):
    """Days since 1970-01-01 of a date in the Gregorian calendar; years begin in March, so that leap days end them."""
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719468


def _civil_from_days(days):
    era, day = divmod(days + 719468, 146097)
    year = (day - day // 1460 + day // 36524 - day // 146096) // 365
    day -= 365 * year + year // 4 - year // 100
    month = (5 * day + 2) // 153
    day -= (153 * month + 2) // 5 - 1
    month = month + 3 if month < 10 else month - 9
    return year + era * 400 + (month <= 2), month, day


def gmtime(seconds=None, /):
    days, rest = divmod(int(_time.time() if seconds is None else seconds // 1), 86400)
    year, month, day = _civil_from_days(days)
    return struct_time((year, month, day, rest // 3600, rest // 60 % 60, rest % 60, (days + 3) % 7,
                        days - _days_from_civil(year, 1, 1) + 1, 0, 'UTC', 0))


localtime = gmtime


def mktime(moment, /):
    year, month, day, hour, minute, second = tuple(moment)[:6]
    months = year * 12 + month - 1
    days = _days_from_civil(months // 12, months % 12 + 1, 1) + day - 1
    return float(((days * 24 + hour) * 60 + minute) * 60 + second)


def asctime(moment=None, /):
    t = gmtime() if moment is None else moment
    return '%s %s %2d %02d:%02d:%02d %d' % (_DAYS[t[6]][:3], _MONTHS[t[1] - 1][:3], t[2], t[3], t[4], t[5], t[0])


def ctime(seconds=None, /):
    return asctime(gmtime(seconds))


def _iso_week(t):
    """(year, week) by ISO 8601: the week of the year that its Thursday is in."""
    days = _days_from_civil(t[0], 1, 1) + t[7] - 1
    thursday = days - t[6] + 3
    year = _civil_from_days(thursday)[0]
    return year, (thursday - _days_from_civil(year, 1, 1)) // 7 + 1


_FORMATS = {
    'a': lambda t: _DAYS[t[6]][:3], 'A': lambda t: _DAYS[t[6]], 'b': lambda t: _MONTHS[t[1] - 1][:3], 'h': lambda t: _MONTHS[t[1] - 1][:3],
    'B': lambda t: _MONTHS[t[1] - 1], 'c': asctime, 'C': lambda t: '%02d' % (t[0] // 100), 'd': lambda t: '%02d' % t[2], 'e': lambda t: '%2d' % t[2],
    'D': lambda t: '%02d/%02d/%02d' % (t[1], t[2], t[0] % 100), 'F': lambda t: '%d-%02d-%02d' % tuple(t)[:3], 'G': lambda t: str(_iso_week(t)[0]),
    'g': lambda t: '%02d' % (_iso_week(t)[0] % 100), 'H': lambda t: '%02d' % t[3], 'I': lambda t: '%02d' % ((t[3] + 11) % 12 + 1), 'j': lambda t: '%03d' % t[7],
    'm': lambda t: '%02d' % t[1], 'M': lambda t: '%02d' % t[4], 'n': lambda t: '\n', 'p': lambda t: 'AM' if t[3] < 12 else 'PM',
    'r': lambda t: '%02d:%02d:%02d %s' % ((t[3] + 11) % 12 + 1, t[4], t[5], 'AM' if t[3] < 12 else 'PM'), 'R': lambda t: '%02d:%02d' % (t[3], t[4]),
    's': lambda t: '%d' % mktime(t), 'S': lambda t: '%02d' % t[5], 't': lambda t: '\t', 'T': lambda t: '%02d:%02d:%02d' % tuple(t)[3:6], 'X': lambda t: '%02d:%02d:%02d' % tuple(t)[3:6],
    'u': lambda t: str(t[6] + 1), 'U': lambda t: '%02d' % ((t[7] + 6 - (t[6] + 1) % 7) // 7), 'V': lambda t: '%02d' % _iso_week(t)[1], 'w': lambda t: str((t[6] + 1) % 7),
    'W': lambda t: '%02d' % ((t[7] + 6 - t[6]) // 7), 'x': lambda t: '%02d/%02d/%02d' % (t[1], t[2], t[0] % 100), 'y': lambda t: '%02d' % (t[0] % 100), 'Y': lambda t: str(t[0]),
    'z': lambda t: '+0000', 'Z': lambda t: 'UTC', '%': lambda t: '%'
}


def strftime(format, moment=None, /):
    t = gmtime() if moment is None else moment
    parts = []
    at = 0
    while (found := format.find('%', at)) >= 0 and found + 1 < len(format):
        write = _FORMATS.get(format[found + 1])
        parts += format[at:found], write(t) if write else format[found:found + 2]
        at = found + 2
    return ''.join(parts) + format[at:]


def strptime(text, format='%a %b %d %H:%M:%S %Y', /):
    from _strptime import _strptime_time
    return _strptime_time(text, format)


def get_clock_info(name, /):
    """What is known of the host's clocks; those of programs and threads count time spent."""
    if name not in ('monotonic', 'perf_counter', 'process_time', 'thread_time', 'time'):
        raise ValueError('unknown clock')
    from types import SimpleNamespace
    return SimpleNamespace(implementation='the host', monotonic=name != 'time', adjustable=name == 'time', resolution=1e-06)
