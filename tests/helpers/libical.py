"""What libical says about a calendar file: is each part of it allowed by its METHOD (RFC 5546)?"""

import ctypes
import ctypes.util

from tests.helpers.needed import missing


def library():
    """Load libical. Without it the test skips and says why; where CI=true that is a failure."""
    name = ctypes.util.find_library("ical")
    if name is None:
        missing("libical is not on this machine (apt-get install libical3)")
    loaded = ctypes.CDLL(name)
    loaded.icalparser_parse_string.restype = ctypes.c_void_p
    loaded.icalparser_parse_string.argtypes = [ctypes.c_char_p]
    loaded.icalcomponent_as_ical_string.restype = ctypes.c_char_p
    loaded.icalcomponent_as_ical_string.argtypes = [ctypes.c_void_p]
    for check in (loaded.icalrestriction_check, loaded.icalcomponent_count_errors):
        check.argtypes = [ctypes.c_void_p]
        check.restype = ctypes.c_int
    loaded.icalcomponent_free.argtypes = [ctypes.c_void_p]
    return loaded


def complaints(content: bytes) -> list[str]:
    """List what is wrong with a calendar file by its METHOD; nothing, we hope."""
    ical = library()
    calendar = ical.icalparser_parse_string(content)
    if not calendar:
        return ["it is no calendar"]
    try:
        allowed = ical.icalrestriction_check(calendar)
        shown = ical.icalcomponent_as_ical_string(calendar).decode().replace("\r\n ", "")
        found = [line for line in shown.splitlines() if line.startswith("X-LIC-ERROR")]
        if not allowed and not found:
            found = ["it is not allowed by its method"]
        if ical.icalcomponent_count_errors(calendar) and not found:
            found = ["it has errors"]
        return found
    finally:
        ical.icalcomponent_free(calendar)
