"""Where boxes stand: never on one another, every line from left to right, in gaps where no box is."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from outreach_bot.atlas.layout import Box, lay_out, packed

INTO = 10.0


@st.composite
def some_boxes(draw):
    keys = [f"k{number}" for number in range(draw(st.integers(1, 12)))]
    return [
        Box(
            key=key,
            width=250,
            height=draw(st.integers(40, 400)),
            outs=tuple((to, draw(st.integers(20, 40))) for to in draw(st.lists(st.sampled_from(keys)))),
        )
        for key in keys
    ]


def overlap(one, other):
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )


def rectangles(picture):
    return [(each.x, each.y, each.box.width, each.box.height) for each in picture.placed.values()]


@settings(max_examples=60)
@given(some_boxes())
def test_no_two_boxes_overlap(boxes):
    placed = rectangles(lay_out(boxes, into=INTO))

    assert not any(overlap(one, other) for one, other in itertools.combinations(placed, 2))


@settings(max_examples=60)
@given(some_boxes())
def test_everything_is_inside_the_picture(boxes):
    picture = lay_out(boxes, into=INTO)

    assert all(
        min(x, y) >= 0 and x + width <= picture.width + 0.01 and y + height <= picture.height + 0.01
        for x, y, width, height in rectangles(picture)
    )


@settings(max_examples=60)
@given(some_boxes())
def test_a_line_runs_to_the_right_from_a_button_to_the_top_of_a_box(boxes):
    picture = lay_out(boxes, into=INTO)

    for line in picture.lines:
        start, end = picture.placed[line.start], picture.placed[line.end]
        assert line.x1 == start.x + start.box.width < line.x2 == end.x
        assert round(line.y2 - end.y, 6) == INTO


def test_what_a_tap_leads_to_stands_one_layer_further():
    boxes = [
        Box(key="first", width=100, height=80, outs=(("second", 30), ("third", 50))),
        Box(key="second", width=100, height=80, outs=(("third", 30),)),
        Box(key="third", width=100, height=80, outs=(("first", 30),)),
    ]

    picture = lay_out(boxes, into=INTO)

    assert [picture.placed[key].layer for key in ("first", "second", "third")] == [0, 1, 1]
    assert [(line.start, line.end) for line in picture.lines] == [("first", "second"), ("first", "third")]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(10, 900), st.integers(10, 900)), min_size=1, max_size=9))
def test_pictures_on_a_sheet_do_not_overlap(sizes):
    named = {number: (float(width), float(height)) for number, (width, height) in enumerate(sizes)}

    spots, width, height = packed(named, gap=10, ratio=1.4)

    placed = [(*spots[number], *size) for number, size in named.items()]
    assert not any(overlap(one, other) for one, other in itertools.combinations(placed, 2))
    assert all(x + w <= width and y + h <= height for x, y, w, h in placed)
