"""Every dispatch said or heard, once, in order, for good.

Rooms above take from here by name: `act`, `Turn`, `post`, `draws`, `change_row`, `sentence`, `Drawn`, `Kept`,
`clock`.
"""
