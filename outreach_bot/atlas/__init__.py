"""The conversation as a whole: walked through as people would, drawn, and its words laid out with what the check says."""
