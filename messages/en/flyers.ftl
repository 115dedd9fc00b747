# What the forms of a flyer are called, in the chat with champions and in the office.
# The words on the flyers are in flyers/en.

flyer_forms =
    .poster_a4 = Poster, A4
    .poster_letter = Poster, Letter
    .tabs_a4 = Poster with tear-off tabs, A4
    .tabs_letter = Poster with tear-off tabs, Letter
    .handout_a4 = Four hand-outs on a sheet, A4
    .handout_letter = Four hand-outs on a sheet, Letter
    .large_a4 = Large print, A4
    .large_letter = Large print, Letter
    .square = Square picture
    .story = Story
    .card = Card to forward
    .slide = Slide for a meeting
