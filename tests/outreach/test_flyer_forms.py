"""Every form in every language that ships: looked at by machines, and kept as a picture in .pictures/ for people."""

import io
import json
import re
import zlib
from pathlib import Path

import page
import pytest
import zxingcpp
from PIL import Image

from outreach_bot.content.catalog import load_rules
from outreach_bot.outreach.flyers import Flyers
from outreach_bot.recruitment.codes import payload
from tests.helpers.flyer_campaign import CODE, LINK, TODAY, FlyerCampaign, wish
from tests.helpers.needed import missing

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / ".pictures"
RULES = load_rules(ROOT)
FLYERS = Flyers(ROOT, RULES, today=lambda: TODAY)
FORMS = [(form.key, language) for form in RULES.flyers.forms for language in FLYERS.languages]
THEME = json.loads((ROOT / "flyers/theme.json").read_text(encoding="utf-8"))
LEADS_TO = f"{LINK}{payload(CODE, channel='fl')}"
LEAST_PPI = 150
LEAST_PRINT, LEAST_ON_TABS, LEAST_LARGE = 9, 8, 18
"""Points. Large print begins at 18. Source: the American Council of the Blind's guide."""
AA = 4.5
"""Contrast of text. Source: WCAG 2.2, 1.4.3."""
MILLIMETRES_AN_INCH = 25.4


def picture(form, language):
    """The flyer as a picture, kept for whoever wants to look."""
    made = FLYERS.make(wish(form, language=language), link=LINK)
    PICTURES.mkdir(exist_ok=True)
    (PICTURES / f"{form}.{language}.png").write_bytes(made.content)
    return Image.open(io.BytesIO(made.content)).convert("RGB")


def pdf(form, language):
    return FLYERS.make(wish(form, language=language, pdf=True), link=LINK).content


def as_jpeg(image):
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=35)
    return Image.open(kept)


WAYS = {
    "as it is": lambda image: image,
    "as a poor JPEG": as_jpeg,
    "at half its size": lambda image: image.resize(
        (image.width // 2, image.height // 2), Image.Resampling.LANCZOS
    ),
    "in grey": lambda image: image.convert("L"),
    "in grey as a poor JPEG": lambda image: as_jpeg(image.convert("L")),
}


@pytest.fixture(scope="session")
def zbar():
    """Reads QR codes with zbar."""
    try:
        from pyzbar import pyzbar
    except ImportError:
        missing("zbar is not on this machine (apt-get install libzbar0)")
    return lambda image: [
        code.data.decode() for code in pyzbar.decode(image, symbols=[pyzbar.ZBarSymbol.QRCODE])
    ]


def zxing(image):
    return [code.text for code in zxingcpp.read_barcodes(image)]


@pytest.mark.parametrize(("form", "language"), FORMS)
@pytest.mark.parametrize("way", WAYS)
def test_two_readers_read_the_qr_code(zbar, form, language, way):
    seen = WAYS[way](picture(form, language))

    assert set(zxing(seen)) == {LEADS_TO}
    assert set(zbar(seen)) == {LEADS_TO}


@pytest.mark.parametrize("form", ["tabs_a4", "tabs_letter"])
def test_every_tab_has_a_qr_code_that_is_read(zbar, form):
    assert len(zbar(picture(form, "en"))) == 1 + 7


@pytest.mark.parametrize("form", ["handout_a4", "handout_letter"])
def test_every_hand_out_has_a_qr_code_that_is_read(zbar, form):
    assert len(zbar(picture(form, "en"))) == 4


@pytest.mark.parametrize(("form", "language"), FORMS)
def test_the_pdf_is_one_page_that_a_screen_reader_can_read(form, language):
    report = page.validate_pdf_bytes(pdf(form, language), profile="ua1")

    assert [failure.rule_id for failure in report.failures] == []
    assert report.is_compliant
    assert report.document.page_count == 1


@pytest.mark.parametrize(("form", "language"), FORMS)
def test_pictures_are_as_large_as_their_form(form, language):
    known = RULES.flyers.form(form)
    width, height = picture(form, language).size

    if known.paper == "a4":
        assert width / (210 / MILLIMETRES_AN_INCH) >= LEAST_PPI
        assert abs(height / width - 297 / 210) < 0.01
    elif known.paper == "letter":
        assert width / 8.5 >= LEAST_PPI
        assert abs(height / width - 11 / 8.5) < 0.01
    else:
        assert (width, height) == known.pixels


def text_sizes(made):
    """Sizes of type in a PDF, in points: the operands of Tf in its page and forms."""
    streams = re.findall(rb"stream\r?\n(x.*?)\r?\nendstream", made, re.DOTALL)
    content = b"\n".join(zlib.decompress(each) for each in streams)
    return {float(size) for size in re.findall(rb"/\w+ ([\d.]+) Tf", content)}


@pytest.mark.parametrize(("form", "language"), FORMS)
def test_no_text_is_smaller_than_the_form_allows(form, language):
    sizes = text_sizes(pdf(form, language))

    assert sizes
    assert min(sizes) >= RULES.flyers.form(form).smallest


@pytest.mark.parametrize(
    "form", [form for form in RULES.flyers.forms if form.prints], ids=lambda form: form.key
)
def test_print_forms_allow_no_text_that_is_hard_to_read(form):
    floor = {"tabs": LEAST_ON_TABS, "large": LEAST_LARGE}.get(form.template, LEAST_PRINT)

    assert form.smallest >= floor


# -- colours -----------------------------------------------------------------------------------------------


def luminance(colour):
    """Relative luminance, 0 to 1. Source: WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


PAIRS = [(surface, tone) for surface, tones in THEME["surfaces"].items() for tone in tones if tone != "fill"]


@pytest.mark.parametrize(("surface", "tone"), PAIRS)
def test_text_stands_out_from_its_ground_in_colour_and_so_in_grey(surface, tone):
    """Contrast is reckoned from luminance alone: what passes here is as plain on a black and white copy."""
    tones = THEME["surfaces"][surface]

    assert contrast(THEME["colours"][tones[tone]], THEME["colours"][tones["fill"]]) >= AA


def test_the_qr_code_stands_out_from_its_card():
    card = THEME["colours"][THEME["surfaces"]["card"]["fill"]]

    assert contrast(THEME["colours"]["ink"], card) >= 2 * AA


@pytest.mark.parametrize("template", sorted((ROOT / "flyers").glob("*.typ")), ids=lambda path: path.name)
def test_no_template_brings_colours_of_its_own(template):
    code = re.sub(r"//.*", "", template.read_text(encoding="utf-8"))

    assert re.findall(r'rgb\("#|luma\(|cmyk\(|#[0-9A-Fa-f]{6}\b', code) == []


# -- a language written from right to left --------------------------------------------------------------------


@pytest.fixture(scope="module")
def arabic(tmp_path_factory):
    """The campaign with stand-in words in Arabic letters: the layout is tested, not the language."""
    campaign = FlyerCampaign(tmp_path_factory.mktemp("arabic"))
    folder = campaign.folder / "flyers/ar"
    folder.mkdir()
    english = (campaign.folder / "flyers/en/flyer.ftl").read_text(encoding="utf-8")
    lines = [
        re.sub(r"(?<==)[^{]*?(?=\{|$)", " صوتك يهمنا ", line) if re.match(r"[a-z-]+ = ", line) else line
        for line in english.splitlines()
    ]
    text = "\n".join(lines).replace(
        "    Your hospital care.\n    Your voice.", "    رعايتك في المستشفى.\n    صوتك."
    )
    text = re.sub(r"date-flyer = .*", "date-flyer = d MMMM y", text)
    (folder / "flyer.ftl").write_text(text + "\n", encoding="utf-8")
    return campaign.flyers()


@pytest.mark.parametrize("form", [form.key for form in RULES.flyers.forms])
def test_every_form_can_be_set_from_right_to_left(arabic, zbar, form):
    made = arabic.make(wish(form, language="ar"), link=LINK)
    PICTURES.mkdir(exist_ok=True)
    (PICTURES / f"{form}.ar-test.png").write_bytes(made.content)

    assert set(zbar(Image.open(io.BytesIO(made.content)))) == {LEADS_TO}
    assert page.is_pdf_compliant_bytes(
        arabic.make(wish(form, language="ar", pdf=True), link=LINK).content, profile="ua1"
    )


def test_a_page_from_right_to_left_has_its_patchwork_on_the_left(arabic):
    made = Image.open(io.BytesIO(arabic.make(wish("square", language="ar"), link=LINK).content)).convert(
        "RGB"
    )
    coral = tuple(int(THEME["colours"]["coral"][at : at + 2], 16) for at in (1, 3, 5))

    assert made.getpixel((20, 150)) == coral
    assert made.getpixel((made.width - 20, 150)) != coral
