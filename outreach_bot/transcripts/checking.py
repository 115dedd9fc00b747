"""Check what a transcript says must be so, and put what is not so into words."""

import re
from collections.abc import Iterator, Sequence

import msgspec

from outreach_bot.transcripts.heard import Heard, bare_label, covers, first_fault, folded, same_label
from outreach_bot.transcripts.lines import (
    Act,
    Book,
    Bot,
    Check,
    FileSent,
    Line,
    ListIs,
    Note,
    Office,
    Only,
    SeatIs,
    Silence,
    Span,
    Talk,
)
from outreach_bot.transcripts.world import World


class Mismatch(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is not as written. `instead`: lines that would say it as it is, in place of `at`."""

    at: Span
    fault: str
    expected: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    replaces: tuple[Span, ...] = ()
    instead: tuple[str, ...] = ()


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """One act and the checks under it."""

    act: Act | None
    checks: tuple[Check, ...]

    @property
    def bots(self) -> list[Bot]:
        """Its `bot` lines."""
        return [check for check in self.checks if isinstance(check, Bot)]


def scenes(lines: Sequence[Line]) -> Iterator[Scene]:
    """Cut a conversation before each act."""
    act: Act | None = None
    checks: list[Check] = []
    for line in lines:
        if isinstance(line, Act):
            if act is not None or checks:
                yield Scene(act=act, checks=tuple(checks))
            act, checks = line, []
        else:
            checks.append(line)
    yield Scene(act=act, checks=tuple(checks))


def compare(scene: Scene, heards: Sequence[Heard]) -> list[Mismatch]:
    """Compare all `bot` lines of a scene with all that the speaker heard."""
    bots = scene.bots
    if not bots:
        return []
    if isinstance(scene.act, Book):
        wrong = [bot for bot in bots if not any(covers([bot], [heard]) for heard in heards)]
        if not wrong:
            return []
        bot, fault, heards = wrong[0], "the bot did not say this on the way", heards[-1:]
    elif covers(bots, heards):
        return []
    else:
        bot, fault = first_fault(bots, heards)
    written = _written(heards, buttons=any(line.buttons for line in bots))
    return [
        Mismatch(
            at=bot.at,
            fault=fault,
            expected=_expected(bot),
            found=_found(heards),
            replaces=tuple(line.at for line in bots),
            instead=written or ("silence:",),
        )
    ]


def silence(check: Silence, heards: Sequence[Heard], *, quietly: bool) -> list[Mismatch]:
    """No new message. `quietly`: a note was tapped, and its own text may change without a sound."""
    loud = [heard for heard in heards if not (quietly and heard.in_place)]
    if not loud:
        return []
    fault = "the bot was not silent"
    instead = _written(loud, buttons=False)
    return [Mismatch(at=check.at, fault=fault, found=_found(loud), replaces=(check.at,), instead=instead)]


def only(check: Only, heards: Sequence[Heard]) -> list[Mismatch]:
    """The newest message offers these buttons and no others."""
    labels = [bare_label(label) for label in heards[-1].labels] if heards else []
    if len(labels) == len(check.labels) and all(map(same_label, labels, check.labels)):
        return []
    wanted, offered = (f"only: {' | '.join(each)}" for each in (check.labels, labels))
    return [
        Mismatch(
            at=check.at,
            fault="other buttons are offered",
            expected=(wanted,),
            found=(offered,),
            replaces=(check.at,),
            instead=(offered,) if labels else (),
        )
    ]


def file_sent(check: FileSent, heards: Sequence[Heard]) -> list[Mismatch]:
    """A file reached the speaker, with these words in its name or text."""
    shown = [shown for heard in heards for shown in heard.shown]
    files = [shown.message.file for shown in shown if shown.message.file is not None]
    texts = [f"{file.name}\n{file.content.decode('utf-8', 'replace')}" for file in files]
    if any(folded(check.words).casefold() in folded(text).casefold() for text in texts):
        return []
    names = tuple(file.name for file in files) or ("no file",)
    return [Mismatch(at=check.at, fault="no such file was sent", expected=(check.words,), found=names)]


async def note(check: Note, world: World, who: str) -> list[Mismatch]:
    """What is kept about `who`."""
    if not check.key:
        traces = await world.traces(who)
        fault = f"something is still kept about {who}"
        return [Mismatch(at=check.at, fault=fault, found=tuple(traces))] if traces else []
    value = (await world.kept(who)).get(check.key, "")
    if _listed(value) == _listed(check.value):
        return []
    lines = [f"note: {check.key} = {text or 'none'}" for text in (check.value, value)]
    return [
        Mismatch(
            at=check.at,
            fault="this is not what is kept",
            expected=(lines[0],),
            found=(lines[1],),
            replaces=(check.at,),
            instead=(lines[1],),
        )
    ]


def office(check: Office, notices: list[str]) -> list[Mismatch]:
    """Coordinators were told this; what a line names is taken out of `notices`."""
    if check.words is None:
        told = tuple(notices)
        notices.clear()
        return [Mismatch(at=check.at, fault="coordinators were told more", found=told)] if told else []
    wanted = folded(check.words).casefold()
    for place, notice in enumerate(notices):
        if wanted in folded(notice).casefold():
            del notices[place]
            return []
    told = tuple(notices) or ("nothing",)
    fault = "coordinators were not told this"
    return [Mismatch(at=check.at, fault=fault, expected=(check.words,), found=told)]


def talk(check: Talk, written: list[str]) -> list[Mismatch]:
    """What the speaker last wrote to coordinators; or that none of it is kept."""
    found = tuple(written[-1:]) or ("nothing",)
    if check.words is None:
        return [Mismatch(at=check.at, fault="what they wrote is still kept", found=found)] if written else []
    if written and folded(check.words).casefold() in folded(written[-1]).casefold():
        return []
    fault = "coordinators did not get this"
    return [Mismatch(at=check.at, fault=fault, expected=(check.words,), found=found)]


def _listed(value: str) -> list[str]:
    return sorted(filter(None, re.split(r"[;,|\s]+", value.casefold())))


def people(check: SeatIs | ListIs, verb: str, found: list[str] | None) -> list[Mismatch]:
    """Who holds a seat: each of those named; or who waits: exactly those, in order."""
    if found is None:
        return [Mismatch(at=check.at, fault=f"there is no session {check.session}")]
    in_order = isinstance(check, ListIs) or not check.who
    if list(check.who) == found if in_order else set(check.who) <= set(found):
        return []
    lines = [f"{verb}: {check.session} {' '.join(who) or 'nobody'}" for who in (check.who, found)]
    fault = "others hold these seats" if verb == "seat" else "the list is another"
    return [
        Mismatch(
            at=check.at,
            fault=fault,
            expected=(lines[0],),
            found=(lines[1],),
            replaces=(check.at,),
            instead=(lines[1],),
        )
    ]


def _expected(bot: Bot) -> tuple[str, ...]:
    sign = ":" if bot.whole else "~"
    buttons = (f"[{' | '.join(bot.buttons)}]",) if bot.buttons else ()
    return (*f"bot{sign} {bot.text}".rstrip().split("\n"), *buttons)


def _found(heards: Sequence[Heard]) -> tuple[str, ...]:
    lines: list[str] = []
    for heard in heards:
        labels = [bare_label(label) for label in heard.labels]
        lines += [*heard.text.split("\n"), *([f"[{' | '.join(labels)}]"] if labels else [])]
    return tuple(lines) or ("nothing",)


def _written(heards: Sequence[Heard], *, buttons: bool) -> tuple[str, ...]:
    """Write what was said as a transcript does: the whole text, continued lines indented."""
    lines: list[str] = []
    for heard in heards:
        text = [" ".join(line.split()) for line in heard.text.split("\n") if line.strip()]
        lines += [f"bot: {text[0]}" if text else "bot~", *(f"  {line}" for line in text[1:])]
        if buttons and heard.labels:
            lines.append(f"[{' | '.join(bare_label(label) for label in heard.labels)}]")
    return tuple(lines)
